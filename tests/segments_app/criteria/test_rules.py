"""Rules say of everybody what a plain-Python reading says, on both databases."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segments_app.criteria.options import Rows
from segments_app.criteria.registry import sources
from segments_app.criteria.rules import EVERYONE, NOBODY, check_rule, contacts_matching
from tests.segments_app.criteria.population import NOW
from tests.segments_app.criteria.samples import leaf, random_rule

pytestmark = pytest.mark.django_db

CASES = [
    pytest.param(source, key, operator, id=f"{source.key}-{key}-{operator}")
    for source in sources.values()
    for key, criterion in source.criteria.items()
    for operator in criterion.kind.operators
]

ROWS = [source for source in sources.values() if source.link is not None]


def found(rule):
    return list(contacts_matching(rule, now=NOW).values_list("pk", flat=True))


@pytest.mark.parametrize(("source", "key", "operator"), CASES)
def test_every_operator_of_every_criterion_agrees_with_python(source, key, operator, world):
    rnd = random.Random(f"{key}{operator}")
    for _ in range(3):
        condition = leaf(source, rnd, key, operator)
        rule = condition if source.link is None else {"some": source.key, "where": condition}

        with CaptureQueriesContext(connection) as queries:
            matched = found(rule)
        others = found({"not": rule})

        looks_up = isinstance(source.criteria[key].options, Rows) and "value" in condition
        assert len(queries) == 1 + looks_up
        assert set(matched) == world.matching(rule), rule
        assert len(matched) + len(others) == len(world.contacts)
        assert set(matched).isdisjoint(others)
        if source.link is not None:  # one row of which it does not hold is not "no such row"
            other = {"some": source.key, "where": {"not": condition}}
            assert set(found(other)) == world.matching(other)


@pytest.mark.parametrize("source", ROWS, ids=lambda source: source.key)
@pytest.mark.parametrize("times", ["at_least", "exactly", "at_most"])
def test_how_often_agrees_with_python(source, times, world):
    for count in range(0 if times != "at_least" else 1, 4):
        rule = {"some": source.key, "times": {times: count}}

        assert set(found(rule)) == world.matching(rule)
        assert set(found({"not": rule})) == set(world.contacts) - world.matching(rule)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_random_nested_rules_agree_with_python(world, seed):
    rule = random_rule(random.Random(seed))

    queryset = contacts_matching(rule, now=NOW)
    matched = list(queryset.values_list("pk", flat=True))

    assert set(matched) == world.matching(rule), rule
    assert len(matched) == len(set(matched))
    assert set(found({"not": rule})) == set(world.contacts) - set(matched)
    one_by_one = contacts_matching(rule, now=NOW, one_by_one=True).order_by("name", "pk")
    assert list(one_by_one[:10]) == list(queryset.order_by("name", "pk")[:10])
    assert "NOT IN" not in str(queryset.query)
    assert 'NOT ("contacts_contact"."id" IN' not in str(queryset.query)
    assert "DISTINCT" not in str(queryset.query)
    assert found(check_rule(rule)) == found(rule)


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_canonical_form_is_its_own(world, seed):
    stored = check_rule(random_rule(random.Random(seed)))

    assert check_rule(stored) == stored


def test_an_empty_group_is_nobody_and_everyone_has_to_be_said(world):
    assert found(NOBODY) == found({"all": []}) == found({"any": []}) == []
    assert set(found(EVERYONE)) == set(found({"everyone": True})) == set(world.contacts)


def test_a_rule_asks_once_for_contacts_and_once_for_each_table_it_refers_to(
    world, django_assert_num_queries
):
    groups = {"field": "mailing_group", "is": "any_of", "value": ["A", "B"]}
    rule = {"all": [groups] * 20 + [{"field": "salesperson", "is": "none_of", "value": ["C"]}]}

    with django_assert_num_queries(3):
        list(contacts_matching(rule, now=NOW))


def test_a_rule_narrows_further_without_a_join_or_a_repetition(world):
    rule = {"any": [{"some": "interaction"}, {"field": "mailing_group", "is": "not_empty"}]}

    contacts = contacts_matching(rule, now=NOW).companies()

    assert "JOIN" not in str(contacts.query)
    assert set(contacts.values_list("pk", flat=True)) == {
        pk for pk in world.matching(rule) if world.contacts[pk].is_company
    }
