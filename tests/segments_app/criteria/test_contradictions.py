"""What is said to exclude each other never both holds, for anybody."""

import random

import pytest

from segments_app.criteria.contradictions import EMPTY, Domain, contradict
from segments_app.criteria.misreads import denied
from segments_app.criteria.reader import read, read_leaf
from segments_app.criteria.registry import sources
from segments_app.criteria.tree import Group, Not
from tests.segments_app.criteria.asking import matching_all
from tests.segments_app.criteria.population import TODAY
from tests.segments_app.criteria.samples import leaf

pytestmark = pytest.mark.django_db


def pairs(count, seed):
    """Two conditions on one field, over and over."""
    rnd = random.Random(seed)
    contact = sources["contact"]
    for _ in range(count):
        key = rnd.choice(list(contact.criteria))
        yield leaf(contact, rnd, key), leaf(contact, rnd, key)


@pytest.mark.parametrize("seed", range(4))
def test_conditions_said_to_exclude_each_other_hold_for_nobody_together(seed, world):
    told = [
        (one, other) for one, other in pairs(600, seed) if contradict(read(one), read(other), TODAY)
    ]

    assert len(told) > 40
    for pair, found in zip(told, matching_all([{"all": pair} for pair in told]), strict=True):
        assert not found, pair


def test_refusals_said_to_let_everybody_in_do(world):
    told = [
        (one, other)
        for one, other in pairs(1500, 9)
        if contradict(denied(read(one)), denied(read(other)), TODAY)
    ]

    assert len(told) > 20
    for pair, found in zip(told, matching_all([{"any": pair} for pair in told]), strict=True):
        assert set(found) == set(world.contacts), pair


def about(field, operator, value=None):
    source = "interaction" if field in ("cost", "occurred_on", "language") else "contact"
    return read_leaf(sources[source], field, operator, value)


def days(count):
    return {"count": count, "unit": "days"}


#: Pairs of conditions on one value that never both hold. Today is 29 March 2026.
APART = [
    (("name", "empty"), ("name", "not_empty")),
    (("city", "empty"), ("city", "contains", "a")),
    (("city", "empty"), ("city", "starts_with", "a")),
    (("city", "empty"), ("city", "ends_with", "a")),
    (("city", "empty"), ("city", "is", "Lund")),
    (("city", "is", "Lund"), ("city", "is", "Malmö")),
    (("city", "is", "Malmö"), ("city", "is_not", "MALMO")),
    (("city", "any_of", ["Lund", "Malmö"]), ("city", "none_of", ["malmo", "Kiel", "lund"])),
    (("city", "any_of", ["Lund", "Malmö"]), ("city", "is", "Kiel")),
    (("company.city", "is", "Lund"), ("company.city", "is", "Malmö")),
    (("is_minor", "yes"), ("is_minor", "no")),
    (("country", "any_of", ["AT", "DE"]), ("country", "any_of", ["SE"])),
    (("country", "any_of", ["AT", "DE"]), ("country", "none_of", ["AT", "DE", "SE"])),
    (("cost", "is", 1), ("cost", "is", 2)),
    (("cost", "is", 1), ("cost", "is_not", 1)),
    (("cost", "at_least", "1.5"), ("cost", "at_most", "1.4")),
    (("cost", "at_least", 1), ("cost", "less_than", 1)),
    (("cost", "more_than", 1), ("cost", "at_most", 1)),
    (("cost", "more_than", 1), ("cost", "less_than", 1)),
    (("cost", "more_than", 1), ("cost", "is", 1)),
    (("cost", "less_than", 1), ("cost", "between", [1, 1])),
    (("cost", "between", [1, 2]), ("cost", "at_least", 3)),
    (("cost", "between", [1, 2]), ("cost", "at_most", 0)),
    (("cost", "between", [1, 2]), ("cost", "less_than", 1)),
    (("cost", "between", [1, 2]), ("cost", "is", 3)),
    (("occurred_on", "on", "2026-03-01"), ("occurred_on", "on", "2026-03-02")),
    (("occurred_on", "on", "2026-03-01"), ("occurred_on", "before", "2026-03-01")),
    (("occurred_on", "on", "2026-03-01"), ("occurred_on", "after", "2026-03-01")),
    (("occurred_on", "before", "2026-03-02"), ("occurred_on", "after", "2026-03-01")),
    (("occurred_on", "between", ["2026-03-01", "2026-03-05"]), ("occurred_on", "on", "2026-03-06")),
    (("occurred_on", "between", ["2026-03-02", "2026-03-05"]), ("occurred_on", "on", "2026-03-01")),
    (("created_at", "in_last", days(7)), ("created_at", "before", "2026-03-23")),
    (("created_at", "in_last", days(7)), ("created_at", "after", "2026-03-29")),
    (("created_at", "in_last", days(7)), ("created_at", "not_in_last", days(7))),
    (("created_at", "in_last", days(7)), ("created_at", "more_than_ago", days(7))),
    (("created_at", "in_next", days(7)), ("created_at", "on", "2026-04-05")),
    (("created_at", "in_period", "last_month"), ("created_at", "in_period", "this_month")),
]
#: Pairs that may both hold, though many are near to one above.
TOGETHER = [
    (("city", "empty"), ("city", "is_not", "Lund")),
    (("city", "empty"), ("address", "contains", "a")),
    (("city", "is", "Lund"), ("address", "is", "Malmö")),
    (("city", "is", "Malmö"), ("city", "is", "MALMO")),
    (("city", "is", "Malmö"), ("city", "contains", "x")),
    (("city", "is", "Lund"), ("city", "is_not", "Malmö")),
    (("city", "is_not", "Lund"), ("city", "is_not", "Malmö")),
    (("city", "contains", "a"), ("city", "not_contains", "b")),
    (("city", "matches", "L*"), ("city", "is", "Lund")),
    (("city", "any_of", ["Lund", "Malmö"]), ("city", "none_of", ["Lund"])),
    (("city", "any_of", ["Lund", "Malmö"]), ("city", "any_of", ["Malmö", "Kiel"])),
    (("mailing_group", "any_of", ["A"]), ("mailing_group", "any_of", ["B"])),
    (("mailing_group", "any_of", ["A"]), ("mailing_group", "all_of", ["B"])),
    (("cost", "is", 1), ("cost", "is_not", 2)),
    (("cost", "at_least", 1), ("cost", "at_most", 1)),
    (("cost", "at_least", 1), ("cost", "more_than", 1)),
    (("cost", "at_least", 1), ("cost", "at_least", 5)),
    (("cost", "less_than", 2), ("cost", "more_than", 1)),
    (("cost", "more_than", 4), ("cost", "is", 5)),
    (("cost", "less_than", 6), ("cost", "is", 5)),
    (("cost", "more_than", 4), ("cost", "between", [5, 5])),
    (("cost", "between", [1, 2]), ("cost", "between", [2, 3])),
    (("cost", "between", [1, 2]), ("cost", "more_than", 1)),
    (("cost", "is", 1), ("cost", "at_most", 1)),
    (("occurred_on", "on", "2026-03-01"), ("occurred_on", "before", "2026-03-02")),
    (("occurred_on", "on", "2026-03-01"), ("occurred_on", "after", "2026-02-28")),
    (("occurred_on", "before", "2026-03-03"), ("occurred_on", "after", "2026-03-01")),
    (("occurred_on", "between", ["2026-03-01", "2026-03-05"]), ("occurred_on", "on", "2026-03-05")),
    (("created_at", "in_last", days(7)), ("created_at", "on", "2026-03-23")),
    (("created_at", "in_last", days(7)), ("created_at", "in_next", days(7))),
    (("created_at", "in_last", days(30)), ("created_at", "not_in_last", days(7))),
    (("created_at", "not_in_last", days(7)), ("created_at", "before", "2026-01-01")),
    (("created_at", "in_period", "last_month"), ("created_at", "in_period", "this_quarter")),
    (("created_at", "anniversary_in_next", days(7)), ("created_at", "before", "2025-01-01")),
]


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [(*pair, True) for pair in APART] + [(*pair, False) for pair in TOGETHER],
)
def test_two_conditions_on_one_value_exclude_each_other_or_not(one, other, apart):
    first, second = about(*one), about(*other)

    assert contradict(first, second, TODAY) is apart
    assert contradict(second, first, TODAY) is apart


def test_of_a_group_only_its_own_opposite_is_known_to_exclude_it():
    lund = about("city", "is", "Lund")
    group = Group(every=False, parts=(lund, about("city", "empty")))

    assert not contradict(lund, group, TODAY)
    assert not contradict(group, lund, TODAY)
    assert not contradict(group, group, TODAY)
    assert contradict(group, Not(group), TODAY)


def test_what_is_empty_has_no_place_between_two_ends():
    empty = Domain(frozenset([EMPTY]))
    for other, apart in (
        (Domain(low=1), True),
        (Domain(high=1), True),
        (Domain(low=1, high=1), True),
        (Domain(refused=frozenset([EMPTY])), True),
        (Domain(refused=frozenset(["a"])), False),
        (Domain(frozenset([EMPTY, "a"])), False),
    ):
        assert empty.excludes(other) is apart
        assert other.excludes(empty) is apart
