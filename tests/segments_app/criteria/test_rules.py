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
from tests.segments_app.criteria.asking import matching_all
from tests.segments_app.criteria.population import ATTRIBUTES, NOW
from tests.segments_app.criteria.samples import leaf, random_rule

pytestmark = pytest.mark.django_db

CRITERIA = [
    pytest.param(source, key, id=f"{source.key}-{key}")
    for source in sources.values()
    for key in source.criteria
]
CRITERIA += [
    pytest.param(sources["contact"], f"{prefix}attribute:{code}", id=f"{prefix}attribute-{code}")
    for code in ATTRIBUTES
    for prefix in ("", "company.")
]

ROWS = [source for source in sources.values() if source.link is not None]


def found(rule):
    return list(contacts_matching(rule, now=NOW).values_list("pk", flat=True))


def whole(source, condition):
    """Return a condition on a row of the source as a rule."""
    return condition if source.link is None else {"some": source.key, "where": condition}


@pytest.mark.lesson(30)
@pytest.mark.parametrize(("source", "key"), CRITERIA)
def test_every_operator_of_every_criterion_agrees_with_python(source, key, world):
    rules = []
    for operator in source.criterion(key).kind.operators:
        rnd = random.Random(f"{key}{operator}")
        for condition in [leaf(source, rnd, key, operator) for _ in range(3)]:
            rules.append(whole(source, condition))
            if source.link is not None:  # one row of which it does not hold is not "no such row"
                rules.append({"some": source.key, "where": {"not": condition}})

    matched = matching_all(rules)
    others = matching_all([{"not": rule} for rule in rules])

    for rule, ours, rest in zip(rules, matched, others, strict=True):
        assert set(ours) == world.matching(rule), rule
        assert len(ours) + len(rest) == len(world.contacts), rule
        assert set(ours).isdisjoint(rest), rule


@pytest.mark.parametrize(("source", "key"), CRITERIA)
def test_a_condition_is_one_query_and_one_more_for_the_table_it_names(source, key, world):
    criterion = source.criterion(key)
    operator = list(criterion.kind.operators)[-1]
    condition = leaf(source, random.Random(key), key, operator)

    with CaptureQueriesContext(connection) as queries:
        found(whole(source, condition))

    looks_up = isinstance(criterion.options, Rows) and "value" in condition
    is_attribute = "attribute:" in key  # which is looked up itself, with its choices
    assert len(queries) == 1 + (looks_up or is_attribute)


@pytest.mark.parametrize("source", ROWS, ids=lambda source: source.key)
def test_how_often_agrees_with_python(source, world):
    rules = [
        {"some": source.key, "times": {times: count}}
        for times in ("at_least", "exactly", "at_most")
        for count in range(times == "at_least", 4)
    ]

    for rule, ours, others in zip(
        rules, matching_all(rules), matching_all([{"not": rule} for rule in rules]), strict=True
    ):
        assert set(ours) == world.matching(rule), rule
        assert set(others) == set(world.contacts) - world.matching(rule), rule


@pytest.mark.lesson(31)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_random_nested_rules_agree_with_python(world, seed):
    rnd = random.Random(seed)
    rules = [random_rule(rnd) for _ in range(10)]
    stored = [check_rule(rule) for rule in rules]

    matched = matching_all(rules)

    assert matching_all(stored) == matched
    for rule, ours, others in zip(
        rules, matched, matching_all([{"not": rule} for rule in rules]), strict=True
    ):
        assert set(ours) == world.matching(rule), rule
        assert len(ours) == len(set(ours)), rule
        assert set(others) == set(world.contacts) - set(ours), rule


@pytest.mark.lesson(7)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 2**32))
def test_the_first_ten_are_the_same_asked_one_by_one_and_no_query_is_a_slow_one(world, seed):
    rule = random_rule(random.Random(seed))

    queryset = contacts_matching(rule, now=NOW)
    one_by_one = contacts_matching(rule, now=NOW, one_by_one=True).order_by("name", "pk")

    assert list(one_by_one[:10]) == list(queryset.order_by("name", "pk")[:10])
    assert "NOT IN" not in str(queryset.query)
    assert 'NOT ("contacts_contact"."id" IN' not in str(queryset.query)
    assert "DISTINCT" not in str(queryset.query)


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_canonical_form_is_its_own(world, seed):
    stored = check_rule(random_rule(random.Random(seed)))

    assert check_rule(stored) == stored


@pytest.mark.lesson(53)
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


@pytest.mark.lesson(31)
def test_a_rule_narrows_further_without_a_join_or_a_repetition(world):
    rule = {"any": [{"some": "interaction"}, {"field": "mailing_group", "is": "not_empty"}]}

    contacts = contacts_matching(rule, now=NOW).companies()

    assert "JOIN" not in str(contacts.query)
    assert set(contacts.values_list("pk", flat=True)) == {
        pk for pk in world.matching(rule) if world.contacts[pk].is_company
    }
