"""One comparison of a kind of value, and what a kind is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import shapes
from .conditions import Condition, Days, never
from .shapes import Shape


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

    def conditions(self, value: Any) -> int:
        """Return how many conditions of the database a stored value makes."""
        return len(value) if self.each else self.shape.conditions(value)


@dataclass(frozen=True)
class Kind:
    """A kind of value, with its operators in the order to offer them."""

    key: str
    label: str | Promise
    operators: Mapping[str, Operator]


def filters(shape: Shape, condition: Condition) -> dict[str, Operator]:
    """Return the operators that take a filter expression."""
    return {
        "matches": Operator(_("matches the filter"), _("%(field)s %(value)s"), shape, condition),
        "not_matches": Operator(
            _("does not match the filter"),
            _("it is not so that %(field)s %(value)s"),
            shape,
            negates="matches",
        ),
    }
