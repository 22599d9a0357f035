"""What users of other products suffered from when they chose contacts.

The numbers are those of the lessons; tests/test_lessons.py looks whether all of them are shown.
"""

from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest

from contacts.models import Contact
from segments_app.criteria.dates import midnight
from segments_app.criteria.rules import contacts_matching
from segments_app.services import StepOptions
from tests.factories import make_company, make_interaction, make_person
from tests.segments_app.criteria.population import NOW


def matching(rule, now=NOW):
    return contacts_matching(rule, now=now)


def within(count, unit="days"):
    return {"field": "created_at", "is": "in_last", "value": {"count": count, "unit": unit}}


def post_code(text):
    return {"field": "postcode", "is": "is", "value": text}


def created(moment, **values):
    person = make_person(**values)
    Contact.objects.filter(pk=person.pk).update(created_at=moment)
    return person


@pytest.mark.lesson(38)
@pytest.mark.django_db
def test_exclusions_hold_for_every_branch_of_an_or():
    codes = ["1001", "1002", "1003", "1004"]
    fine = {make_person(postcode=code) for code in codes}
    for code in codes:
        make_person(postcode=code, exclude_from_segments=True)

    found = matching({"any": [post_code(code) for code in codes]})

    assert found.count() == 8
    assert set(found.may_contact()) == fine


@pytest.mark.lesson(40)
@pytest.mark.django_db
def test_a_condition_beside_a_group_is_one_in_each_of_its_branches():
    for country in ("DE", "AT"):
        for code in ("1001", "1002", "1003"):
            make_person(country=country, postcode=code)
    german = {"field": "country", "is": "any_of", "value": ["DE"]}
    one, other = post_code("1001"), post_code("1002")

    beside = matching({"all": [german, {"any": [one, other]}]})
    repeated = matching({"any": [{"all": [german, one]}, {"all": [german, other]}]})

    assert set(beside) == set(repeated)
    assert beside.count() == 2


@pytest.mark.lesson(43)
@pytest.mark.lesson(44)
@pytest.mark.django_db
def test_relative_days_move_while_fixed_ones_stay():
    on_edge = created(NOW - timedelta(days=6))
    newer = created(NOW)
    fixed = {"field": "created_at", "is": "between", "value": ["2026-03-01", "2026-03-31"]}
    both = {"all": [within(7), fixed]}
    tomorrow = NOW + timedelta(days=1)

    assert set(matching(both)) == {on_edge, newer}
    assert set(matching(both, tomorrow)) == {newer}
    assert set(matching(fixed, tomorrow)) == {on_edge, newer}
    assert set(matching(both, NOW + timedelta(days=40))) == set()


@pytest.mark.lesson(46)
def test_every_option_of_a_step_is_kept():
    names = [field.name for field in fields(StepOptions) if field.name != "limit"]
    for name in names:
        kept = StepOptions(**{name: True}).as_dict()

        assert kept == {name: True}
        assert StepOptions.read(kept) == StepOptions(**{name: True})


@pytest.mark.lesson(49)
@pytest.mark.django_db
def test_a_field_is_asked_twice():
    both = make_person(city="New York")
    make_person(city="New Delhi")
    parts = [{"field": "city", "is": "contains", "value": word} for word in ("new", "york")]

    assert set(matching({"all": parts})) == {both}
    assert matching({"any": parts}).count() == 2


@pytest.mark.lesson(50)
@pytest.mark.django_db
def test_persons_are_chosen_by_their_company():
    company = make_company(country="AT", city="Graz")
    person = make_person(company=company, country="DE")
    make_person(company=make_company(country="DE"))
    rule = {
        "all": [
            {"field": "company.country", "is": "any_of", "value": ["AT"]},
            {"field": "type", "is": "any_of", "value": ["person"]},
        ]
    }

    assert set(matching(rule)) == {person}


@pytest.mark.lesson(52)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["' OR 1=1 --", "%", '"; DROP TABLE contacts_contact; --', "a\\'b"]
)
def test_sql_is_a_text_like_any_other(text):
    person = make_person(city=text)
    make_person(city="Graz")

    for operator in ("is", "contains", "starts_with", "ends_with"):
        assert set(matching({"field": "city", "is": operator, "value": text})) == {person}


@pytest.mark.lesson(55)
@pytest.mark.django_db
@pytest.mark.parametrize(
    "flag", ["exclude_from_segments", "is_privacy_blocked", "is_minor", "has_parental_consent"]
)
def test_who_has_no_answer_is_in_exactly_one_half(flag):
    never_asked = make_person()
    asked = make_person(is_minor=True, is_privacy_blocked=True, has_parental_consent=False)
    Contact.objects.filter(pk=asked.pk).update(exclude_from_segments=True)

    yes, no = (set(matching({"field": flag, "is": answer})) for answer in ("yes", "no"))

    assert never_asked in no
    assert not yes & no
    assert yes | no == {never_asked, asked}


@pytest.mark.lesson(55)
@pytest.mark.django_db
def test_an_empty_choice_is_neither_yes_nor_no_but_in_one_half():
    people = [make_person() for _ in range(3)]
    for person, evaluation in zip(people, ("positive", "negative", ""), strict=True):
        make_interaction(person, evaluation=evaluation)

    def found(operator, **value):
        condition = {"field": "evaluation", "is": operator, **value}
        return set(matching({"some": "interaction", "where": condition}))

    assert found("any_of", value=["positive"]) == {people[0]}
    assert found("none_of", value=["positive"]) == set(people[1:])
    assert found("empty") == {people[2]}


@pytest.mark.lesson(56)
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Europe/Berlin", [(2026, 3, 29), (2026, 10, 25)]),
        ("Pacific/Auckland", [(2026, 4, 5), (2026, 9, 27)]),
        ("America/New_York", [(2026, 3, 8), (2026, 11, 1)]),
    ],
)
def test_today_is_all_of_the_companys_day_also_when_the_clocks_change(zone, days, settings):
    settings.TIME_ZONE = zone
    for day in days:
        start = midnight(datetime(*day, tzinfo=UTC).date())
        end = midnight(datetime(*day, tzinfo=UTC).date() + timedelta(days=1))
        second = timedelta(seconds=1)
        moments = [start - second, start, end.astimezone(UTC) - second, end]
        _before, first, last, _after = (created(moment.astimezone(UTC)) for moment in moments)
        today = {"field": "created_at", "is": "in_period", "value": "today"}

        for now in (first, last):
            found = set(matching(today, Contact.objects.get(pk=now.pk).created_at))
            assert found == {first, last}
