"""What somebody has written, checked before it is kept."""

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.models import Attribute, Contact, Language
from interactions.services.content import (
    Addressee,
    ContentRefused,
    checked,
    preview,
    problems_of,
    required_fields,
)
from interactions.services.content.cleaning import cleaned
from interactions.services.content.merging import recipe
from interactions.services.content.values import Loaded, Values
from tests.factories import make_attribute, make_library_image, make_person

pytestmark = pytest.mark.django_db


def errors(**parts):
    with pytest.raises(ContentRefused) as refused:
        checked(parts)
    return refused.value.errors


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Hi {{ contact.frist_name }}", "Did you mean “contact.first_name”?"),
        ("Hi\n\n {{ first_name }}", "Line 3, column 2: There is no merge field “first_name”. Did"),
        ("{{ contact.owner.password }}", "There is no merge field “contact.owner.password”."),
        ("{{ settings.SECRET_KEY }}", "There is no merge field “settings.SECRET_KEY”."),
        ("{{ contact.attribute.none }}", "There is no attribute “none”."),
        ("{{ contact.__class__ }}", "There is no merge field"),
        ("{{ contact.city|upper }}", "is not written as a merge field is"),
        ('{{ "a"|ljust:"30000000" }}', "is not written as a merge field is"),
        ("{{ contact.city", "no “}}” closes it"),
        ("{{ }}", "is not written as a merge field is"),
        ("{% include 'x' %}", "“{%” begins nothing here"),
        ('{{ contact.city|default:"{{ a" }}', "and no brace"),
        ("x\0", "cannot be kept"),
        ("{{contact.city}}" * 201, "more than 200 merge fields"),
    ],
)
def test_what_is_no_merge_field_is_refused_and_the_place_is_said(text, message):
    assert any(message in one for one in errors(text=text)["text"])


def test_all_that_is_wrong_is_told_by_part():
    found = errors(subject="{{ a.b }}", html="<p>{{ c.d }}</p>", letter="{{ e.f }}")

    assert {part: len(messages) for part, messages in found.items()} == {
        "subject": 1,
        "html": 1,
        "letter": 1,
    }


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p onclick='x()'>A<script>alert(1)</script></p>", "<p>A</p>"),
        ("<a href='javascript:alert(1)'>A</a>", "<a>A</a>"),
        ("<iframe src='https://x.example'></iframe><p>A</p>", "<p>A</p>"),
        ("<p style='position:fixed;text-align:center'>A</p>", '<p style="text-align:center">A</p>'),
        ("<base href='https://x.example'><meta http-equiv=refresh>A", "A"),
        ("<svg><a href='https://x.example'>A</a></svg>", ""),
        ('<p class="evil">A</p>', '<p class="">A</p>'),
        (
            '<a href="{{ unsubscribe_url }}">No more</a>',
            '<a href="{{ unsubscribe_url }}">No more</a>',
        ),
        (
            '<a href="https://x.example/?id={{ contact.number }}">A</a>',
            '<a href="https://x.example/?id={{ contact.number }}">A</a>',
        ),
    ],
)
def test_html_is_reduced_to_what_a_mail_may_hold(html, kept):
    assert cleaned(html).html == kept


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ('<img src="https://x.example/a.png" alt="A">', "Picture 1 is not of the library"),
        ('<a href="{{ contact.city }}">A</a>', "“contact.city” is no address of the web"),
        ('<a href="https://{{ contact.city }}/">A</a>', "A link has no address"),
        ('<p class="{{ contact.city }}">A</p>', None),
        ("<p><a>A</a></p>", "A link has no address"),
    ],
)
def test_pictures_and_links_that_lead_nowhere_are_refused(html, message):
    if message is None:
        assert "{{" not in checked({"html": html})["html"]
    else:
        assert message in errors(html=html)["html"][0]


def test_a_picture_needs_an_alternative_text():
    address = make_library_image().get_absolute_url()

    assert errors(html=f'<img src="{address}" alt=" ">')["html"] == [
        "Picture 1 has no alternative text: say what it shows."
    ]
    assert address in checked({"html": f'<img src="{address}" alt="A tree">'})["html"]


def test_what_has_no_tag_is_read_as_markdown():
    written = '# Hi {{ contact.first_name|default:"you" }}\n\n[Stop]({{ unsubscribe_url }}) **now**'

    html = checked({"html": written})["html"]

    assert "<h1>Hi {{ contact.first_name|default:" in html
    assert '<a href="{{ unsubscribe_url }}">Stop</a> <strong>now</strong>' in html


def test_an_attribute_that_is_in_the_archive_is_told_of():
    make_attribute("hobby")
    text = {"text": "{{ contact.attribute.hobby }}"}
    assert checked(text) == text
    assert problems_of(text) == []

    Attribute.objects.update(is_archived=True)

    assert problems_of(text) == ["The attribute “Hobby” is in the archive."]
    assert errors(**text)


def test_fields_without_a_default_are_required():
    assert required_fields(
        {
            "html": '<p>{{ contact.city|default:"x" }} {{ contact.surname }}</p>',
            "subject": "{{ company.name }}",
        }
    ) == ["contact.surname", "company.name"]


NASTY = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["{{", "}}", "<script>", "</p>", '"', "'", "&amp;", "%s", "{0}",
         "{% now %}", "\u202e", "javascript:alert(1)", "https://x.example/?a=1&b=2"]
    ),
)  # fmt: skip
VALUE = st.one_of(NASTY, st.just("{{ contact.phone }}"))
PIECE = st.one_of(
    NASTY,
    st.sampled_from(
        ["{{ contact.first_name }}", '{{ contact.city|default:"x & <y>" }}', "{{ company.name }}",
         "{{ unsubscribe_url }}", '<a href="https://x.example/{{ contact.city }}">', "</a>",
         '<a href="{{ unsubscribe_url }}">', "<p>", "{{ sender.address }}", "{{ contact.x }}"]
    ),
)  # fmt: skip


@settings(max_examples=int(os.environ.get("MERGE_EXAMPLES", "60")), deadline=None)
@given(pieces=st.lists(PIECE, max_size=12), values=st.lists(VALUE, min_size=4, max_size=4))
def test_no_text_and_no_value_breaks_merging_or_gets_anything_else_out(pieces, values):
    """MERGE_EXAMPLES raises the number of examples, to 10,000 say."""
    first, city, company, address = (value.replace("\0", "") for value in values)
    secret = "s3cret@example.com"
    contact = Contact(
        pk=1, type="person", first_name=first, city=city, phone=secret,
        company=Contact(pk=2, type="company", name=company),
    )  # fmt: skip
    written = "".join(pieces)
    try:
        parts = checked({"subject": written[:200], "html": written, "text": written})
    except ContentRefused:
        parts = {"subject": written[:200], "html": cleaned(written).html, "text": written}

    merged = merge(parts, contact, {"sender.address": address, "unsubscribe_url": address})

    everything = merged.subject + merged.html + merged.text
    assert secret not in everything
    assert "<script" not in merged.html
    assert not re.search(r'<[^>]*href="javascript:', merged.html, re.IGNORECASE)


def merge(parts, contact, given_values):

    addressee = Addressee(key=1, contact=1, language=Language(pk=1, code="en"), given=given_values)
    loaded = Loaded({1: contact}, {}, {}, {}, {}, {})
    return recipe(parts, language="en").merged(Values(addressee, loaded))


def test_a_preview_is_what_the_contact_would_get():
    person = make_person(first_name="Anna")
    merged = preview(
        {"html": "<p>{{ contact.first_name }}</p>"}, addressee=Addressee(key=0, contact=person.pk)
    )

    assert merged.text == "Anna"
