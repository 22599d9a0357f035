"""Two conditions that cannot both hold, found without asking the database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from segments_app.common.folding import fold

from .conditions import typed_days
from .dates import DAY
from .tree import Leaf, Node, Not, as_rule

EMPTY = object()


@dataclass(frozen=True)
class Domain:
    """What a single value has to be: one of `values`, none of `refused`, from `low` to `high`."""

    values: frozenset[Any] | None = None
    refused: frozenset[Any] = frozenset()
    low: Any = None
    high: Any = None
    is_open: bool = False  # the ends themselves do not count

    @property
    def is_range(self) -> bool:
        return self.low is not None or self.high is not None

    def excludes(self, other: "Domain") -> bool:
        """Return whether no value is in both."""
        return self._misses(other) or other._misses(self) or self._is_apart(other)

    def _misses(self, other: "Domain") -> bool:
        if self.values is None:
            return False
        if other.values is not None:
            return self.values.isdisjoint(other.values)
        # What has ends is a number or a day: the one value known beside them is to be empty.
        return self.values <= other.refused or other.is_range

    def _is_apart(self, other: "Domain") -> bool:
        both = (self, other)
        lows = [(one.low, one.is_open) for one in both if one.low is not None]
        highs = [(one.high, not one.is_open) for one in both if one.high is not None]
        if not lows or not highs:
            return False
        # Of two ends at one place the open one is the narrower.
        (low, is_above), (high, is_up_to) = max(lows), min(highs)
        return bool(low > high or (low == high and (is_above or not is_up_to)))


def contradict(one: Node, other: Node, day: date) -> bool:
    """Return whether two conditions on one contact, or on one row, can never both hold."""
    if as_rule(Not(one)) == as_rule(other):
        return True
    if not isinstance(one, Leaf) or not isinstance(other, Leaf):
        return False
    if one.criterion is not other.criterion or not is_single(one):
        return False
    first, second = domain(one, day), domain(other, day)
    return first is not None and second is not None and first.excludes(second)


def is_single(leaf: Leaf) -> bool:
    """Return whether there is one value at most: a column of the contact, row or company."""
    link = leaf.criterion.link
    return link is None or link.columns == ("pk",)


def domain(leaf: Leaf, day: date) -> Domain | None:
    """Return what the value has to be, None where that is not known."""
    match leaf.key:
        case "empty":
            return Domain(frozenset([EMPTY]))
        case "not_empty" | "contains" | "starts_with" | "ends_with" | "anniversary_in_next":
            return Domain(refused=frozenset([EMPTY]))
    match leaf.operator.shape.widget:
        case "number" | "number_range":
            return _numbers(leaf)
        case "day" | "day_range":
            return _days(leaf, typed_days(leaf.value, day))
        case "text" | "texts" | "picks":
            return _values(leaf)
    if leaf.operator.days is not None and not leaf.operator.negates:
        first, last = leaf.operator.days(leaf.value, day)
        return Domain(low=first, high=last)
    return None


def _values(leaf: Leaf) -> Domain | None:
    values = leaf.value if isinstance(leaf.value, list) else [leaf.value]
    known = frozenset(fold(one) if isinstance(one, str) else one for one in values)
    if leaf.key in ("is", "any_of"):
        return Domain(known)
    return Domain(refused=known) if leaf.key in ("is_not", "none_of") else None


def _numbers(leaf: Leaf) -> Domain | None:
    values = leaf.value if isinstance(leaf.value, list) else [leaf.value]
    low, high = Decimal(values[0]), Decimal(values[-1])
    domains = {
        "is": Domain(low=low, high=low),
        "between": Domain(low=low, high=high),
        "at_least": Domain(low=low),
        "at_most": Domain(high=low),
        "more_than": Domain(low=low, is_open=True),
        "less_than": Domain(high=low, is_open=True),
    }
    return domains.get(leaf.key)


def _days(leaf: Leaf, days: tuple[date, date]) -> Domain | None:
    first, last = days
    domains = {
        "on": Domain(low=first, high=last),
        "between": Domain(low=first, high=last),
        "before": Domain(high=first - DAY),
        "after": Domain(low=last + DAY),
    }
    return domains.get(leaf.key)
