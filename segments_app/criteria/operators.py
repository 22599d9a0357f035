"""One comparison of a kind of value, and what a kind is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import shapes
from .conditions import Condition, Days, never
from .shapes import Shape

NOTHING = _("empty")


def needs_row(value: Any) -> bool:
    """Say that without a row the condition does not hold."""
    return False


@dataclass(frozen=True)
class Operator:
    """One comparison: how it is offered, how it reads, what it accepts and asks of a column."""

    label: str | Promise
    sentence: str | Promise
    shape: Shape = shapes.NOTHING
    condition: Condition = never
    negates: str = ""
    days: Days | None = None  # which days a relative value means
    each: str = ""  # holds when this other operator does for each of the values alone
    #: Of a value that has a row where there is one: whether it holds where there is none.
    holds_without: Callable[[Any], bool] = needs_row
    #: The same of contacts, by all their rows at once, where that is quicker than one by one.
    of_all: Callable[[Any, date], Q] | None = None

    def conditions(self, value: Any) -> int:
        """Return how many conditions of the database a stored value makes."""
        return len(value) if self.each else self.shape.conditions(value)


@dataclass(frozen=True)
class Kind:
    """A kind of value, with its operators in the order to offer them."""

    key: str
    label: str | Promise
    operators: Mapping[str, Operator]
    nothing: str | Promise = NOTHING  # what is said of a value that is not there


def filters(
    shape: Shape, condition: Condition, holds_without: Callable[[Any], bool] = needs_row
) -> dict[str, Operator]:
    """Return the operators that take a filter expression."""
    return {
        "matches": Operator(
            _("matches the filter"),
            _("%(field)s %(value)s"),
            shape,
            condition,
            holds_without=holds_without,
        ),
        "not_matches": Operator(
            _("does not match the filter"),
            _("it is not so that %(field)s %(value)s"),
            shape,
            negates="matches",
        ),
    }
