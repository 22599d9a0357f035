"""What a contact has, in words: its own values, those of its rows, and the latest of them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from contacts.models import Contact, ContactComment, ContactIndustryGroup, IndustryGroup
from segments_app.criteria.explaining import Explainer
from tests.factories import (
    make_attribute,
    make_company,
    make_interaction,
    make_person,
    make_template,
)
from tests.segments_app.criteria.population import NOW
from tests.segments_app.criteria.test_attributes import give

pytestmark = pytest.mark.django_db


def told(contact, *rules):
    return [found.value for found in Explainer(rules, now=NOW).explain(contact)]


def test_values_of_every_sort_are_told_as_people_read_them():
    for code, kind in (("size", "number"), ("since", "date"), ("motto", "text")):
        make_attribute(code, kind, label=code.title())
    person = make_person("Ada", country="AT", postcode="1010", city="Wien")
    person.created_at = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    person.save()
    give(person, size="39.50", since=date(2026, 3, 1), motto="y" * 81)
    rules = [
        {"field": "name", "is": "is", "value": "a"},
        {"field": "place", "is": "any_of", "value": ["DE"]},
        {"field": "created_at", "is": "on", "value": "2026-01-01"},
        {"field": "attribute:size", "is": "is", "value": 1},
        {"field": "attribute:since", "is": "on", "value": "2026-01-01"},
        {"field": "attribute:motto", "is": "is", "value": "a"},
        {"field": "is_minor", "is": "yes"},
    ]

    with timezone.override("Europe/Brussels"):
        values = told(person, *rules)

    assert values == [
        "Name: Ada",
        "Place: AT 1010",
        "Created: 1 Feb 2026, 00:30",
        "Size: 39.5",
        "Since: 1 March 2026",
        f"Motto: {'y' * 79}…",
        "Minor: no",
    ]


def test_a_person_has_what_its_company_has_and_a_contact_alone_what_is_its_own():
    company, alone = make_company(city="Graz"), make_person(city="Linz", country="AT")
    person = make_person(company=company, city="Wien")
    group = IndustryGroup.objects.create(code="FOOD", description="Food")
    ContactIndustryGroup.objects.create(contact=company, industry_group=group)
    make_interaction(person), make_interaction(alone), make_interaction(alone)
    rules = [
        {"field": "company.city", "is": "is", "value": "x"},
        {"field": "industry_group", "is": "empty"},
        {"field": "company.place", "is": "any_of", "value": ["DE"]},
        {"some": "company_interaction"},
    ]

    assert told(person, *rules)[:2] == ["City of the company: Graz", "Industry group: Food"]
    assert told(person, *rules)[3] == told(company, *rules)[3]
    assert told(alone, *rules)[:2] == ["City of the company: Linz", "Industry group: empty"]
    assert told(alone, *rules)[2].endswith(": AT")
    assert told(alone, *rules)[3].endswith(": 2")


def test_of_rows_of_one_day_the_last_that_was_written_comes_first():
    contact, other = make_person(), make_person()
    days = [date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 2), date(2026, 2, 1)]
    for number, day in enumerate(days):
        make_interaction(contact, template=make_template(description=f"T{number}"), occurred_on=day)
        make_interaction(other)

    (found,) = Explainer([{"some": "interaction"}], now=NOW).explain(contact)

    assert found.value == "Interactions: 4"
    assert found.rows[2] == "1 March 2026 · T1"
    assert set(found.rows[:2]) == {"2 March 2026 · T0", "2 March 2026 · T2"}


def test_nothing_is_told_of_rows_that_are_not_there():
    (found,) = Explainer([{"some": "comment"}], now=NOW).explain(make_person())

    assert (found.value, found.rows, found.holds) == ("Comments: 0", (), False)


def test_the_facts_of_a_hundred_parts_are_each_their_own():
    contact = make_person()
    for number in range(3):
        ContactComment.objects.create(contact=contact, text=f"c{number}", commented_on=NOW.date())
    texts = [f"c{number}" for number in range(70)]
    rules = [
        {"some": "comment", "where": {"field": "text", "is": "is", "value": text}} for text in texts
    ]

    found = Explainer(rules, now=NOW).explain(contact)

    assert [one.value for one in found] == ["Comments: 1"] * 3 + [""] * 67
    assert [len(one.rows) for one in found] == [1] * 3 + [0] * 67
    assert all(text in one.rows[0] for text, one in zip(texts, found[:3], strict=False))


def test_numbers_and_names_are_in_the_language_of_the_reader():
    make_attribute("size", "number", label="Size")
    person = make_person(country="AT")
    give(person, size="1234.5")
    rules = [
        {"field": "attribute:size", "is": "is", "value": 1},
        {"field": "country", "is": "any_of", "value": ["DE"]},
    ]

    with translation.override("de"):
        assert [one.partition(": ")[2] for one in told(person, *rules)] == ["1234,5", "Österreich"]


def test_a_contact_that_was_deleted_meanwhile_has_nothing_to_tell():
    person = make_person()
    key = Contact.objects.get(pk=person.pk)
    Contact.objects.filter(pk=person.pk).delete()

    (found,) = Explainer([{"field": "city", "is": "empty"}], now=NOW).explain(key)

    assert (found.kind, found.value) == ("nobody", "")
