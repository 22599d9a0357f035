"""Scenarios of the specification that are about matching, and lessons from other products."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from contacts.models import (
    Answer,
    ContactAnswer,
    ContactIndustryGroup,
    IndustryGroup,
    Question,
    Questionnaire,
    Territory,
)
from segments_app.criteria.rules import check_rule, contacts_matching
from tests.factories import make_company, make_interaction, make_person, make_template
from tests.segments_app.criteria.population import NOW

pytestmark = pytest.mark.django_db


def matching(rule, *contacts, now=NOW):
    found = contacts_matching(rule, now=now).filter(pk__in=[one.pk for one in contacts])
    return {one for one in contacts if one in set(found)}


def picked(field, *values):
    return {"field": field, "is": "any_of", "value": list(values)}


def test_a_11_an_industry_group_of_a_company_counts_for_all_its_persons():
    company, other = make_company(), make_company()
    persons = [make_person(company=company), make_person(company=company)]
    group = IndustryGroup.objects.create(code="FOOD-11")
    ContactIndustryGroup.objects.create(contact=company, industry_group=group)

    found = matching(picked("industry_group", "FOOD-11"), company, *persons, other)

    assert found == {company, *persons}


def test_a_12_an_interaction_with_a_person_is_not_one_with_the_company():
    company = make_company()
    person, colleague = make_person(company=company), make_person(company=company)
    template = make_template("T-12")
    make_interaction(person, template=template)
    where = {"where": picked("template", "T-12")}

    assert matching({"some": "interaction", **where}, company, person, colleague) == {person}
    # And the criterion for those who do mean the company:
    anybody = {"some": "company_interaction", **where}
    assert matching(anybody, company, person, colleague) == {company, person, colleague}


ONE_AND_A_HALF = [
    ("is", "1.500001", False),
    ("is", "1.5", True),
    ("at_least", "1.500001", False),
    ("at_most", "1.499999", False),
    ("between", ["1.499999", "1.500001"], True),
    ("between", ["1.500001", 2], False),
    ("between", [1, "1.499999"], False),
    ("at_most", "999999999999.999999", True),
    ("matches", "1.500001|2", False),
    ("matches", ">=1.500001", False),
    ("matches", "1..1.499999", False),
    ("matches", "1.5", True),
]


def test_a_number_is_compared_with_all_its_decimals():
    person = make_person()
    make_interaction(person, cost="1.50", duration=2)

    two_minutes = [
        ("at_least", "1.5", True),
        ("between", ["1.5", "2.5"], True),
        ("is", "2.5", False),
    ]
    asked = [("cost", *one) for one in ONE_AND_A_HALF] + [("duration", *one) for one in two_minutes]
    for field, operator, value, is_in in asked:
        where = {"field": field, "is": operator, "value": value}
        assert bool(matching({"some": "interaction", "where": where}, person)) is is_in, where


def test_a_13_of_two_conditions_one_is_not_enough():
    both, one = make_person(country="DE", city="Köln"), make_person(country="DE", city="Bonn")
    rule = {"all": [picked("country", "DE"), {"field": "city", "is": "is", "value": "koln"}]}

    assert matching(rule, both, one) == {both}


def test_a_14_questionnaire_and_answer_have_to_be_on_one_row():
    rows = {}
    for code in ("Q-14-A", "Q-14-B"):
        questionnaire = Questionnaire.objects.create(code=code)
        question = Question.objects.create(questionnaire=questionnaire, position=1, text="?")
        rows[code] = Answer.objects.create(question=question, position=1, text="yes")
    person = make_person()
    for answer in rows.values():
        ContactAnswer.objects.create(contact=person, question=answer.question, answer=answer)
    crossed = [picked("questionnaire", "Q-14-A"), picked("answer", rows["Q-14-B"].pk)]
    apart = [{"some": "answer", "where": condition} for condition in crossed]

    assert matching({"some": "answer", "where": {"all": crossed}}, person) == set()
    assert matching({"all": apart}, person) == {person}


def test_a_letter_for_this_campaign_within_90_days_is_one_interaction():
    template, other = make_template("T-LETTER"), make_template("T-CALL")
    apart, together = make_person(), make_person()
    today = NOW.date()
    make_interaction(apart, template=template, occurred_on=today - timedelta(days=200))
    make_interaction(apart, template=other, occurred_on=today)
    make_interaction(together, template=template, occurred_on=today)
    recent = {"field": "occurred_on", "is": "in_last", "value": {"count": 90, "unit": "days"}}
    rule = {"some": "interaction", "where": {"all": [picked("template", "T-LETTER"), recent]}}

    assert matching(rule, apart, together) == {together}


def test_cancelled_and_postponed_interactions_do_not_count(administrator):
    from campaigns.models import Cancellation

    cancelled, drafted = make_person(), make_person()
    why = Cancellation.objects.create(reason="wrong", canceled_by=administrator)
    make_interaction(cancelled, cancellation=why)
    make_interaction(drafted, is_postponed=True)

    assert matching({"some": "interaction"}, cancelled, drafted) == set()


@pytest.mark.lesson(42)
def test_a_relative_date_is_never_frozen():
    person = make_person()
    make_interaction(person, occurred_on=date(2026, 3, 1))
    recent = {"field": "occurred_on", "is": "in_last", "value": {"count": 30, "unit": "days"}}
    rule = check_rule({"some": "interaction", "where": recent})
    noon = datetime(2026, 3, 30, 10, 0, tzinfo=UTC)

    assert matching(rule, person, now=noon) == {person}
    assert matching(rule, person, now=noon + timedelta(days=1)) == set()
    assert check_rule(rule) == rule


def test_the_day_is_the_companys_whatever_zone_the_user_is_in():
    person = make_person()
    type(person).objects.filter(pk=person.pk).update(
        created_at=datetime(2026, 3, 29, 22, 30, tzinfo=UTC)  # half past midnight in Brussels
    )
    rule = {"field": "created_at", "is": "on", "value": "2026-03-30"}

    for zone in ("Pacific/Auckland", "America/New_York", "UTC"):
        with timezone.override(ZoneInfo(zone)):
            assert matching(rule, person) == {person}


def test_a_person_without_a_company_is_its_own():
    alone, company = make_person(city="Alone"), make_company(city="Town")
    person = make_person(company=company, city="Elsewhere")

    def company_in(city):
        return {"field": "company.city", "is": "is", "value": city}

    assert matching(company_in("Alone"), alone, person, company) == {alone}
    assert matching(company_in("Town"), alone, person, company) == {person, company}


def test_whose_territory_changed_from_north_to_south_in_the_last_90_days():
    north, south = (Territory.objects.create(code=code) for code in ("NORTH", "SOUTH"))
    moved, stayed, back = (make_person(territory=north) for _ in range(3))
    everybody = type(moved).objects
    everybody.filter(pk=moved.pk).update(territory=south)
    everybody.filter(pk=back.pk).update(territory=None)
    recent = {"field": "changed_at", "is": "in_last", "value": {"count": 90, "unit": "days"}}
    parts = [
        picked("field", "territory"),
        {"field": "old", "is": "is", "value": "north"},
        {"field": "new", "is": "is", "value": "south"},
        recent,
    ]
    rule = {"some": "change", "where": {"all": parts}}
    now = timezone.now()

    assert matching(rule, moved, stayed, back, now=now) == {moved}
    assert matching({"not": rule}, moved, stayed, back, now=now) == {stayed, back}
    assert matching(rule, moved, now=now + timedelta(days=89)) == {moved}
    assert matching(rule, moved, now=now + timedelta(days=91)) == set()
