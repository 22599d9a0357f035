"""The condition of a filter expression on a column: true or false, never unknown."""

from collections.abc import Callable
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import F, Lookup, Q, Value
from django.db.models.lookups import (
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
)

from segments_app.common.folding import Folded, Like, escaped, fold
from segments_app.criteria.conditions import Bytewise, Condition, after, before, numeric, within
from segments_app.criteria.dates import FIRST, LAST

from .formulas import Formula
from .grammar import Compare, Join, Range, Tree, Wild
from .literals import DAYS, NOTHING, NULL_NUMBERS, TEXTS, Pattern, read

Terms = Callable[[Compare | Range], Q]
BYTEWISE: dict[str, type[Lookup[Any]]] = {
    "<": LessThan, "<=": LessThanOrEqual, ">": GreaterThan, ">=": GreaterThanOrEqual,
}  # fmt: skip
LOOKUPS = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}


def joined(tree: Tree, term: Terms, equal: Callable[[list[Any]], Q]) -> Q:
    """Return the condition of a tree; what has only to equal one of many is one IN."""
    if not isinstance(tree, Join):
        return _single(tree, term, equal)
    parts, values = [], []
    for part in tree.parts:
        if not tree.every and isinstance(part, Compare) and _is_equal(part):
            values.append(part.value)
        else:
            parts.append(joined(part, term, equal))
    if values:
        parts.append(equal(values))
    return reduce(and_ if tree.every else or_, parts)


def _single(tree: Compare | Range, term: Terms, equal: Callable[[list[Any]], Q]) -> Q:
    if isinstance(tree, Compare):
        if _is_equal(tree):
            return equal([tree.value])
        if tree.sign == "<>":
            return ~_single(Compare("=", tree.value), term, equal)
    return term(tree)


def _is_equal(term: Compare) -> bool:
    value = term.value
    is_plain = not isinstance(value, Pattern) or value.is_plain
    return term.sign == "=" and is_plain and value != NOTHING


def text(path: str, value: str, day: date) -> Q:
    """Return the condition on a column of texts: accents and case are ignored."""
    return joined(
        read(value, TEXTS),
        lambda term: _text(path, term),
        lambda found: Q((f"{path}__folded__in", [one.folded for one in found])),
    )


def code(path: str, value: str, day: date) -> Q:
    """Return the condition on a column of codes: one without wild cards can use an index."""

    def equal(found: list[Pattern]) -> Q:
        texts = [one.text for one in found]
        return Q((f"{path}__in", list(dict.fromkeys([*texts, *(one.upper() for one in texts)]))))

    return joined(read(value, TEXTS), lambda term: _text(path, term), equal)


def _text(path: str, term: Compare | Range) -> Q:
    column = Folded(F(path))
    if isinstance(term, Range):
        ends = {">=": term.first, "<=": term.last}
        given = ((sign, end) for sign, end in ends.items() if end is not None)
        return reduce(and_, (_ordered(column, sign, end) for sign, end in given))
    if term.value == NOTHING:
        return Q((path, ""))
    if term.sign == "=":
        return Q(Like(column, like(term.value)))
    return _ordered(column, term.sign, term.value)


def _ordered(column: Any, sign: str, value: Pattern) -> Q:
    return Q(BYTEWISE[sign](Bytewise(column), Value(value.folded)))


def like(value: Pattern) -> str:
    """Return the pattern as SQL has it, of letters as a folded column has them."""
    marks = {Wild.MANY: "%", Wild.ONE: "_"}
    return "".join(
        marks[piece] if isinstance(piece, Wild) else escaped(fold(piece)) for piece in value.pieces
    )


def number(path: str, value: str, day: date) -> Q:
    """Return the condition on a column of numbers."""
    return joined(
        read(value, NULL_NUMBERS),
        lambda term: _number(path, term),
        lambda found: Q((f"{path}__in", list(map(numeric, found)))),
    )


def _number(path: str, term: Compare | Range) -> Q:
    if isinstance(term, Range):
        ends = {"gte": term.first, "lte": term.last}
        given = ((how, numeric(end)) for how, end in ends.items() if end is not None)
        return Q(*((f"{path}__{how}", end) for how, end in given))
    if term.value == NOTHING:
        return Q((f"{path}__isnull", True))
    return Q((f"{path}__{LOOKUPS[term.sign]}", numeric(term.value)))


def days(*, is_moment: bool) -> Condition:
    """Return the condition on a column of days or moments; formulas are counted from `day`."""

    def condition(path: str, value: str, day: date) -> Q:
        def term(found: Compare | Range) -> Q:
            if isinstance(found, Compare) and found.value == NOTHING:
                return Q((f"{path}__isnull", True))
            bounds = _bounds(found)
            compare = {"<": before, ">": after}.get(getattr(found, "sign", ""), within)
            return compare(lambda _value, today: bounds(today), is_moment=is_moment)(path, "", day)

        def equal(found: list[date]) -> Q:
            return reduce(or_, (term(Compare("=", one)) for one in found))

        return joined(read(value, DAYS), term, equal)

    return condition


def _bounds(term: Compare | Range) -> Callable[[date], tuple[date, date]]:
    """Return the first and the last day that a comparison is about, given today."""
    if isinstance(term, Range):
        first, last = term.first, term.last
    else:
        first = None if term.sign == "<=" else term.value
        last = None if term.sign == ">=" else term.value

    def bounds(today: date) -> tuple[date, date]:
        ends = (end.day(today) if isinstance(end, Formula) else end for end in (first, last))
        one, two = ends
        return one or FIRST, two or LAST

    return bounds


def accepts_nothing(tree: Tree) -> bool:
    """Return whether the expression about texts holds for an empty one."""
    match tree:
        case Join():
            return (all if tree.every else any)(map(accepts_nothing, tree.parts))
        case Range():
            return tree.first is None
        case Compare(sign=">" | ">="):
            return False
    is_met = all(piece is Wild.MANY for piece in tree.value.pieces)
    return is_met is (tree.sign == "=")


def accepts_null(tree: Tree) -> bool:
    """Return whether the expression about numbers or days holds where there is none."""
    match tree:
        case Join():
            return (all if tree.every else any)(map(accepts_null, tree.parts))
        case Compare(sign="=" | "<>"):
            return (tree.value == NOTHING) is (tree.sign == "=")
        case _:
            return False
