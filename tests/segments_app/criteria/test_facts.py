"""What a contact has, in words: its own values, those of its rows, and the latest of them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.utils import timezone, translation

from contacts.models import (
    BusinessRelation,
    Contact,
    ContactBusinessRelation,
    ContactComment,
    ContactIndustryGroup,
    ContactMailingGroup,
    IndustryGroup,
)
from segments_app.criteria.explaining import Explainer
from segments_app.criteria.facts import in_words, names, plain
from segments_app.criteria.fields import tables
from segments_app.criteria.registry import sources
from tests.factories import (
    make_attribute,
    make_company,
    make_interaction,
    make_person,
    make_salesperson,
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
    assert told(person, *rules)[3].endswith(": 1")
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
    assert found.rows == ("2 March 2026 · T2", "2 March 2026 · T0", "1 March 2026 · T1")


def test_a_row_is_told_with_its_day_wherever_its_source_declares_it():
    contact, author = make_company(), User.objects.create(username="ada")
    for day, text in ((2, "same"), (4, "a"), (2, "same"), (1, "z")):
        ContactComment.objects.create(
            contact=contact, text=text, commented_on=date(2026, 3, day), created_by=author
        )
    for day, code in ((3, "X"), (5, "Y"), (4, "Z")):
        relation = BusinessRelation.objects.create(code=code, description=f"Relation {code}")
        given = contact.business_relations.create(business_relation=relation)
        moment = datetime(2026, 1, day, 23, 30, tzinfo=UTC)
        ContactBusinessRelation.objects.filter(pk=given.pk).update(created_at=moment)

    with timezone.override("Europe/Brussels"):
        comments, relations = Explainer(
            [{"some": "comment"}, {"some": "business_relation"}], now=NOW
        ).explain(contact)

    assert comments.rows == ("a · 4 March 2026", "same · 2 March 2026", "same · 2 March 2026")
    assert relations.rows == (
        "Relation Y · 6 Jan 2026, 00:30",
        "Relation Z · 5 Jan 2026, 00:30",
        "Relation X · 4 Jan 2026, 00:30",
    )


def test_a_moment_keeps_the_offset_that_the_database_gives_with_it():
    criterion = sources["mailing_group"].criteria["created_at"]
    moment = plain(criterion, "2026-03-01T10:00:00+02:00", ContactMailingGroup.objects.all())

    assert moment == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert in_words(Decimal("39.50")) == "39.5"  # as PostgreSQL gives it


def test_only_the_rows_that_values_point_at_are_read_for_their_names():
    one, _other = make_salesperson("A", "Ada"), make_salesperson("B", "Bo")

    assert names(tables.SALESPERSONS, [one.pk, None]) == {one.pk: "Ada"}


def test_nothing_is_told_of_rows_that_are_not_there():
    nowhere = {"field": "template", "is": "matches", "value": "GONE*"}  # is asked of no row
    rules = [{"some": "comment"}, {"some": "interaction", "where": nowhere}, {"field": "place",
             "is": "any_of", "value": ["DE"]}]  # fmt: skip

    comments, letters, place = Explainer(rules, now=NOW).explain(make_person())

    assert (comments.value, comments.rows, comments.holds) == ("Comments: 0", (), False)
    assert (letters.value, letters.rows, letters.holds) == ("", (), False)
    assert place.value == "Place: empty"


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
