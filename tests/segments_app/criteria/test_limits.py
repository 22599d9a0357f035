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
