from decimal import Decimal

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from pytest_django.asserts import assertHTMLEqual


def render(source, /, path="/", user=None, **context):
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return Template("{% load ui %}" + source).render(Context({"request": request, **context}))


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "9,077 1,234.50\u00a0EUR"), ("de", "9.077 1.234,50\u00a0EUR")]
)
def test_numbers_are_written_as_the_reader_does(language, expected):
    with translation.override(language):
        html = render('{{ n|count }} {{ amount|money:"EUR" }}', n=9077, amount=Decimal("1234.5"))

    assert html == expected


def test_nothing_is_a_dash_and_no_whole_has_no_share():
    assert render("{{ n|count }}{{ n|money }}{{ 3|share:0 }}", n=None) == "–––"
    assert render("{{ 12|share:99 }}") == "12.1\u00a0%"


def test_what_people_typed_is_escaped_in_every_component():
    bad = "<script>alert(1)</script>"

    html = render(
        "{% facts %}{% fact bad bad bad %}{% endfacts %}"
        "{% fact_block bad %}{{ bad }}{% endfact_block %}"
        "{% stats %}{% stat bad bad bad bad %}{% endstats %}{% pill bad bad %}{% meter 1 2 bad %}"
        "{% panel bad bad bad bad %}{{ bad }}{% endpanel %}{% notice %}{{ bad }}{% endnotice %}"
        "{% icon bad bad %}",
        bad=bad,
    )

    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 20


def test_a_fact_without_a_value_is_not_a_link():
    assert render('{% fact "Phone" "" "/x/" %}') == "<div><dt>Phone</dt><dd>–</dd></div>"


def test_a_link_to_what_does_not_exist_or_is_not_for_this_user_is_not_shown(viewer):
    assert render('{% nav_link "no:where" "Nowhere" "house" %}') == ""
    link = '{% nav_link "admin:index" "Setup" "gear" perm="contacts.delete_contact" %}'
    assert render(link, user=viewer) == ""


def test_the_navigation_says_where_one_is(viewer):
    link = '{% nav_link "admin:index" "Setup" "gear" %}'

    assert 'aria-current="page"' in render(link, path="/admin/contacts/", user=viewer)
    assert "aria-current" not in render(link, path="/other/", user=viewer)


def test_a_get_form_carries_the_address_along():
    html = render('{% hidden_query "q" %}', path="/?q=a&sort=name&columns=b&columns=%3Cc%3E")

    assert 'name="q"' not in html
    assert html.count('name="columns"') == 2
    assert 'value="&lt;c&gt;"' in html


def test_a_selection_is_what_django_makes_of_it_and_escaped():
    groups = [("", "Any"), ("<Fruit>", [("<1>", "<b>Pear</b>"), (2, "Plum & quince")])]
    choice = forms.Select({"class": "form-select", "disabled": True}, groups)

    html = choice.render("fruit", 2, {"id": "id_fruit"}, renderer=TemplatesSetting())

    assertHTMLEqual(html, choice.render("fruit", 2, {"id": "id_fruit"}, DjangoTemplates()))
    assert "<b>" not in html
    assert '<option value="2" selected>' in html
