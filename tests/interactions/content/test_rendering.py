"""What logged interactions say to whom."""

from datetime import date

import pytest

from contacts.models import Attribute, AttributeValue, Contact, Salutation, SalutationFormula
from interactions.models import FrozenAttachment, FrozenContent
from interactions.services.content import rendered, without_value
from tests.factories import (
    make_attachment,
    make_campaign,
    make_company,
    make_interaction,
    make_language,
    make_logged_segment,
    make_person,
    make_salesperson,
)

pytestmark = pytest.mark.django_db


def make_content(language="en", **parts):
    return FrozenContent.objects.create(language=make_language(language), **parts)


def one(interaction, channel="", **given):
    extra = {interaction.pk: given} if given else None
    return next(rendered([interaction.pk], channel=channel, extra=extra))


def say(text, contact=None, language="en", **fields):
    """Return what a plain text becomes."""
    content = make_content(language, text=text)
    return one(make_interaction(contact, content=content, **fields)).text


def test_values_are_put_in_from_everywhere():
    company = make_company("Berg & Co")
    person = make_person("Anna Berg", first_name="Anna", company=company)
    interaction = make_interaction(
        person,
        occurred_on=date(2026, 3, 1),
        salesperson=make_salesperson(name="Ben"),
        campaign=make_campaign("Spring <fair>"),
        logged_segment=make_logged_segment("SM7", description="Berlin"),
        subject="For {{ contact.first_name }}",
        content=make_content(
            html="<p>{{ contact.first_name }}: {{ company.name }}, {{ campaign.description }}</p>",
            text="{{ company.name }}, {{ segment.number }} {{ segment.description }}, "
            "{{ salesperson.name }}, {{ interaction.date }}",
        ),
    )

    said = one(interaction)

    assert said.subject == "For Anna"
    assert "Anna: Berg &amp; Co, Spring &lt;fair&gt;</p>" in said.html
    assert said.text == "Berg & Co, SM7 Berlin, Ben, 1 March 2026"
    assert (said.language, said.missing) == ("en", ())


def test_dates_and_numbers_are_written_in_the_language_of_the_text():
    attribute = Attribute.objects.create(code="bonus", label="Bonus", kind="number")
    person = make_person()
    AttributeValue.objects.create(
        contact=person, attribute=attribute, kind="number", number="1234.5"
    )
    text = "{{ interaction.date }} {{ contact.attribute.bonus }}"

    assert say(text, person, "de", occurred_on=date(2026, 3, 1)) == "1. März 2026 1.234,5"


def test_salutations_are_of_the_language_of_the_text():
    salutation = Salutation.objects.create(code="F", description="Female")
    for code, pattern in (("de", "Sehr geehrte Frau %1,"), (None, "Dear %1,")):
        SalutationFormula.objects.create(
            salutation=salutation,
            language=make_language(code) if code else None,
            formality="formal",
            pattern=pattern,
            part_1="surname",
        )
    person = make_person(surname="Berg", salutation=salutation)

    assert say("{{ salutation.formal }}", person, "de") == "Sehr geehrte Frau Berg,"
    assert say("{{ salutation.formal }}", person, "it") == "Dear Berg,"
    assert say('{{ salutation.informal|default:"Hi" }}', person) == "Hi"


def test_a_default_stands_where_there_is_no_value_and_what_has_neither_is_missing():
    person = make_person(first_name="")
    text = '{{ contact.first_name|default:"friend" }}{{ contact.city }}{{ company.name }}'
    interaction = make_interaction(person, content=make_content(text=text))

    said = one(interaction)

    assert said.text == "friend"
    assert said.missing == ("company.name", "contact.city")


@pytest.mark.parametrize("value", ["{{ contact.email }}", "{% now %}", "<b>x</b>", "%s {0}"])
def test_a_value_is_never_read_as_a_template(value):
    person = make_person(first_name=value, email="secret@example.com")
    content = make_content(html="<p>{{ contact.first_name }}</p>", text="{{ contact.first_name }}")

    said = one(make_interaction(person, content=content))

    assert said.text == value
    assert "<b>" not in said.html
    assert "secret" not in said.html + said.text


def test_what_the_sender_knows_is_passed_in():
    content = make_content(
        html='<p><a href="{{ unsubscribe_url }}">No more</a> {{ sender.address }}</p>'
    )

    said = one(
        make_interaction(content=content),
        unsubscribe_url="https://example.com/u/?a=1&b=2",
        **{"sender.address": "Street 1\nBerlin"},
    )

    assert 'href="https://example.com/u/?a=1&amp;b=2"' in said.html
    assert "Street 1<br>Berlin" in said.html
    assert said.text == "No more (https://example.com/u/?a=1&b=2) Street 1\nBerlin"


def test_the_text_is_made_of_the_html_and_the_html_of_the_text():
    html = '<h1>Hi</h1><ul><li>One</li><li><a href="https://x.example">Two</a></li></ul>'
    by_html = one(make_interaction(content=make_content(html=html)))
    by_text = one(make_interaction(content=make_content(text="Hi <you>\n\nSee https://x.example.")))

    assert by_html.text == "Hi\n\n- One\n- Two (https://x.example)"
    assert "<p>Hi &lt;you&gt;</p>" in by_text.html.replace(' style="margin: 0 0 16px;"', "")
    assert '<a href="https://x.example"' in by_text.html
    assert by_text.letter.startswith("<p>Hi &lt;you&gt;</p>")


def test_a_channel_gets_its_own_parts():
    interaction = make_interaction(content=make_content(html="<p>Mail</p>", letter="<p>Paper</p>"))

    mail, letter = one(interaction, "email"), one(interaction, "letter")

    assert (mail.text, mail.letter) == ("Mail", "")
    assert (letter.html, letter.text, letter.letter) == ("", "", "<p>Paper</p>")


def test_a_mail_is_a_document_in_its_language_with_its_look_in_the_tags():
    interaction = make_interaction(
        subject="A & B",
        content=make_content("de", html='<p><a class="button" href="https://x.example">Go</a></p>'),
    )

    html = one(interaction).html

    assert html.startswith("<!DOCTYPE html>")
    assert 'lang="de"' in html and "<title>A &amp; B</title>" in html
    assert "prefers-color-scheme: dark" in html
    assert 'style="' in html[html.index('class="button"') :][:200]


def test_an_interaction_without_content_has_its_subject():
    said = one(make_interaction(subject="Call"))

    assert (said.subject, said.html, said.text, said.letter) == ("Call", "", "", "")


def test_who_has_no_name_of_a_greeting_gets_none_and_is_counted():
    salutation = Salutation.objects.create(code="T", description="Team")
    german = make_language("de")
    fields = {"salutation": salutation, "formality": "formal"}
    SalutationFormula.objects.create(
        pattern="Liebes Team von %2,", part_2="company_name", language=german, **fields
    )
    SalutationFormula.objects.create(pattern="Dear %1,", part_1="first_name", **fields)
    company = make_company("North")
    people = [
        make_person(first_name="Ann", salutation=salutation, language=language, company=employer)
        for language in (german, make_language("sv"))
        for employer in (company, None)
    ]
    nameless = make_person(salutation=salutation, language=make_language("sv"))
    own = make_company("South", salutation=salutation, language=german)

    said = [
        say('{{ salutation.formal|default:"" }}', person, person.language.code)
        for person in [*people, nameless, own]
    ]

    team = "Liebes Team von"
    assert said == [f"{team} North,", "", "Dear Ann,", "Dear Ann,", "", f"{team} South,"]
    greeted = Contact.objects.filter(salutation=salutation)
    missing = greeted.filter(without_value("salutation.formal"))
    assert {*missing} == {people[1], nameless}


def test_attachments_are_those_of_the_frozen_content():
    content = make_content(text="See the file")
    files = [make_attachment("a.pdf"), make_attachment("b.pdf")]
    for file in files:
        FrozenAttachment.objects.create(content=content, attachment=file)

    assert one(make_interaction(content=content)).attachments == (files[0].pk, files[1].pk)


def test_a_batch_takes_a_fixed_number_of_queries(django_assert_max_num_queries):
    make_interaction()
    attribute = Attribute.objects.create(code="hobby", label="Hobby", kind="text")
    content = make_content(
        text="{{ contact.name }}{{ company.name }}{{ salesperson.name }}{{ campaign.number }}"
        "{{ salutation.formal }}{{ contact.attribute.hobby }}"
    )
    salutation = Salutation.objects.create(code="F", description="Female")
    keys = []
    for number in range(20):
        person = make_person(company=make_company(), salutation=salutation)
        AttributeValue.objects.create(
            contact=person, attribute=attribute, kind="text", text=f"Hobby {number}"
        )
        keys.append(make_interaction(person, content=content, campaign=make_campaign()).pk)

    with django_assert_max_num_queries(11):
        said = list(rendered(keys, channel="email"))

    assert [one.entry for one in said] == sorted(keys)
    assert said[-1].text.endswith("Hobby 19")
