"""Whatever stands in the place of a value: a message with its place, and never an error."""

import pytest

from segments_app.criteria.kinds import KINDS
from segments_app.criteria.reader import read
from segments_app.criteria.registry import sources
from segments_app.criteria.tree import InvalidRule

WRONG = [
    None, True, 0, -1, 1.5, 10**30, 10**5000, float("nan"), float("inf"), "", " ", "\0", "\ud800",
    "NaN", "1e999999", "1e-999999", "9" * 5000, "x" * 100_000, "(" * 5000, "|" * 2000, "'",
    [], [None], [[]], [{}], [1.5], ["\0"], ["\ud800"], [10**5000], [True],
    [str(n) for n in range(300_000)],
    ["a"] * 300_000, {}, {"count": 1}, {"count": [], "unit": []}, {"count": 1, "unit": []},
    {"count": 10**5000, "unit": "days"}, {"count": "1", "unit": "days"}, [1, "x"], ["b", "a"],
    [{}, {}], [[], []], ["2026-01-01", None], ("a", "b", "c"), b"x", object(),
]  # fmt: skip


def criterion_of(kind):
    """Return a criterion of the kind with its source, if there is one."""
    found = (
        (source, criterion)
        for source in sources.values()
        for criterion in source.criteria.values()
        if criterion.kind is kind
    )
    return next(found, None)


def refusal(rule):
    """Return message and place of what is wrong, None where nothing is."""
    try:
        read(rule)
    except InvalidRule as refused:
        return refused.message, refused.path
    return None, None


CASES = [
    pytest.param(*found, key, id=f"{found[1].kind.key}-{key}")
    for found in map(criterion_of, KINDS)
    if found
    for key in found[1].kind.operators
]


@pytest.mark.parametrize(("source", "criterion", "operator"), CASES)
def test_a_value_of_whatever_type_is_read_or_refused_with_its_place(source, criterion, operator):
    for value in WRONG:
        condition = {"field": criterion.key, "is": operator, "value": value}
        inside = condition if source.link is None else {"some": source.key, "where": condition}
        message, path = refusal({"all": [inside]})
        assert (message is None and path is None) or (message and path.startswith("all.0"))


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
@pytest.mark.parametrize(
    "key", ["all", "any", "not", "some", "where", "times", "field", "is", "version"]
)
def test_a_part_of_whatever_type_is_refused(key, wrong):
    rule = {"some": "comment"} if key in ("where", "times") else {}
    rule |= {"field": "name"} if key == "is" else {}
    if key in ("all", "any") and wrong == []:
        return  # nobody
    with pytest.raises(InvalidRule) as refused:
        read(rule | {key: wrong})

    assert refused.value.message


def test_5000_levels_are_refused_like_eleven():
    rule = {"field": "name", "is": "empty"}
    for _ in range(5000):
        rule = {"not": rule}

    with pytest.raises(InvalidRule, match="nested too deeply"):
        read(rule)


def about(field, operator, value):
    return {"field": field, "is": operator, "value": value}


def cost(operator, value):
    return {"some": "interaction", "where": about("cost", operator, value)}


def in_last(count, unit="days"):
    return about("created_at", "in_last", {"count": count, "unit": unit})


def brackets(levels):
    return about("city", "matches", "(" * levels + "a" + ")" * levels)


def names(*counts):
    """Return a rule with so many values in each of its conditions."""
    return {"any": [about("name", "any_of", [str(n) for n in range(count)]) for count in counts]}


def groups(levels):
    rule = about("name", "contains", "a")
    for _ in range(levels - 1):
        rule = {"not": rule}
    return rule


def times(how, count):
    return {"some": "comment", "times": {how: count}}


#: The last rule that is read, and the first one beyond that is not.
LIMITS = {
    "a text": [about("name", "is", "x" * n) for n in (500, 501)],
    "values of a condition": [names(n) for n in (10_000, 10_001)],
    "values of a rule": [names(10_000, 9_000, n) for n in (1_000, 1_001)],
    "conditions": [{"any": [about("name", "is", "x")] * n} for n in (200, 201)],
    "groups": [groups(n) for n in (10, 11)],
    "a span": [in_last(n) for n in (9_999, 10_000)],
    "no span": [in_last(n) for n in (1, 0)],
    "weeks": [in_last(1, unit) for unit in ("weeks", "week")],
    "months": [in_last(1, unit) for unit in ("months", "moons")],
    "years": [in_last(1, unit) for unit in ("years", "")],
    "a number": [cost("is", n) for n in (10**12 - 1, 10**12)],
    "a negative number": [cost("is", n) for n in (1 - 10**12, -(10**12))],
    "decimals": [cost("is", n) for n in ("0.000001", "0.0000001")],
    "an identifier": [about("profile_answer", "any_of", [n]) for n in (2**63 - 1, 2**63)],
    "no identifier": [about("profile_answer", "any_of", [n]) for n in (0, -1)],
    "the first day": [about("created_at", "on", day) for day in ("0001-01-02", "0001-01-01")],
    "the last day": [about("created_at", "on", day) for day in ("9998-12-31", "9999-01-01")],
    "how often": [times("at_least", n) for n in (1_000_000, 1_000_001)],
    "how seldom": [times("at_least", n) for n in (1, 0)],
    "never": [times("exactly", n) for n in (0, -1)],
    "at most never": [times("at_most", n) for n in (0, -1)],
    "letters of a filter": [about("city", "matches", "x" * n) for n in (2_048, 2_049)],
    "parts of a filter": [about("city", "matches", "|".join(["a"] * n)) for n in (500, 501)],
    "brackets": [brackets(n) for n in (10, 11)],
    "places": [about("place", "any_of", [f"DE {m}" for m in range(n)]) for n in (100, 101)],
    "a range": [cost("between", pair) for pair in ([2, 2], [2, 1])],
    "texts in a range": [about("postcode", "between", [end, "2"]) for end in ("2", "3")],
    "days in a range": [
        about("created_at", "between", [day, "2026-02-02"]) for day in ("2026-02-02", "2026-02-03")
    ],
    "a year": [about("created_at", "matches", day) for day in ("2026-02-01", "26-02-01")],
}  # fmt: skip


@pytest.mark.parametrize(("last", "beyond"), LIMITS.values(), ids=LIMITS)
def test_a_limit_is_reached_and_not_passed(last, beyond):
    assert refusal(last) == (None, None)
    assert refusal(beyond) != (None, None)


def test_limits_are_told_as_the_pages_show_numbers():
    number = {"field": "number", "is": "any_of", "value": ["a"]}
    many = [number | {"value": [f"{n}-{i}" for i in range(9_000)]} for n in range(3)]

    assert refusal(number | {"value": [str(n) for n in range(10_001)]})[0].endswith(
        "at most 10,000."
    )
    assert refusal({"all": many})[0].endswith("at most 20,000.")
