"""The kinds of value that a criterion can compare, and the operators of each.

A condition is never unknown, only true or false: `is_not` is everybody that `is` leaves out,
so an operator that says no names the one it is the opposite of.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, F, Q, Value
from django.db.models.functions import Collate, Left, Replace
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from segments_app.common.folding import Folded, fold

from . import shapes
from .dates import DAY, FIRST, LAST, PERIODS, following, last, midnight, moved
from .shapes import Shape

Condition = Callable[[str, Any, date], Q]  # a column, the value and the company's day
Days = Callable[[Any, date], tuple[date, date]]  # the first and the last that a value means


def _never(path: str, value: Any, day: date) -> Q:
    raise NotImplementedError("An operator that negates another has no condition of its own.")


@dataclass(frozen=True)
class Operator:
    """One comparison: how it is offered, how it reads, what it accepts and asks of a column."""

    label: str | Promise
    sentence: str | Promise
    shape: Shape = shapes.NOTHING
    condition: Condition = _never
    negates: str = ""
    days: Days | None = None  # which days a relative value means
    each: str = ""  # holds when this other operator does for each of the values alone


@dataclass(frozen=True)
class Kind:
    """A kind of value, with its operators in the order to offer them."""

    key: str
    label: str | Promise
    operators: Mapping[str, Operator]


def _folded(lookup: str) -> Condition:
    return lambda path, value, day: Q((f"{path}__folded__{lookup}", fold(value)))


def _folded_in(path: str, values: list[str], day: date) -> Q:
    return Q((f"{path}__folded__in", list(dict.fromkeys(map(fold, values)))))


def _in(path: str, values: Any, day: date) -> Q:
    return Q((f"{path}__in", values))


def _exactly(path: str, value: str, day: date) -> Q:
    return _codes(path, [value], day)


def _codes(path: str, values: list[str], day: date) -> Q:
    return Q((f"{path}__in", list(dict.fromkeys([*values, *(v.upper() for v in values)]))))


class Bytewise(Collate):
    """A text in the order of its code points: a locale would sort "1-2" between "12" and "13"."""

    def __init__(self, expression: Expression) -> None:
        super().__init__(expression, "C")

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f"{sql} COLLATE BINARY", tuple(params)


def _between_texts(path: str, value: list[str], day: date) -> Q:
    # The last text includes all that begins with it: 10 to 19 holds 19999.
    first, last_one = (fold(one).replace(" ", "") for one in value)
    column = Replace(Folded(F(path)), Value(" "), Value(""))
    return Q(GreaterThanOrEqual(Bytewise(column), Value(first))) & Q(
        LessThanOrEqual(Bytewise(Left(column, len(last_one))), Value(last_one))
    )


def _blank(path: str, value: Any, day: date) -> Q:
    return Q((path, ""))


def _null(path: str, value: Any, day: date) -> Q:
    return Q((f"{path}__isnull", True))


def _any_row(path: str, value: Any, day: date) -> Q:
    return Q()


def _true(path: str, value: Any, day: date) -> Q:
    return Q((path, True))


def _number(lookup: str) -> Condition:
    return lambda path, value, day: Q((f"{path}__{lookup}", Decimal(value)))


def _number_range(path: str, value: list[Any], day: date) -> Q:
    return Q((f"{path}__gte", Decimal(value[0])), (f"{path}__lte", Decimal(value[1])))


TEXT = Kind(
    "text",
    _("Text"),
    {
        "contains": Operator(
            _("contains"), _("%(field)s contains %(value)s"), shapes.TEXT, _folded("contains")
        ),
        "not_contains": Operator(
            _("does not contain"),
            _("%(field)s does not contain %(value)s"),
            shapes.TEXT,
            negates="contains",
        ),
        "is": Operator(_("is"), _("%(field)s is %(value)s"), shapes.TEXT, _folded("exact")),
        "is_not": Operator(_("is not"), _("%(field)s is not %(value)s"), shapes.TEXT, negates="is"),
        "any_of": Operator(_("is any of"), _("%(field)s is %(value)s"), shapes.TEXTS, _folded_in),
        "none_of": Operator(
            _("is none of"), _("%(field)s is not %(value)s"), shapes.TEXTS, negates="any_of"
        ),
        "starts_with": Operator(
            _("starts with"),
            _("%(field)s starts with %(value)s"),
            shapes.TEXT,
            _folded("startswith"),
        ),
        "ends_with": Operator(
            _("ends with"), _("%(field)s ends with %(value)s"), shapes.TEXT, _folded("endswith")
        ),
        "empty": Operator(_("is empty"), _("%(field)s is empty"), condition=_blank),
        "not_empty": Operator(_("is not empty"), _("%(field)s is not empty"), negates="empty"),
    },
)
CODE = Kind(
    "code",
    _("Number or code"),
    {
        "is": Operator(_("is"), _("%(field)s is %(value)s"), shapes.TEXT, _exactly),
        "is_not": Operator(_("is not"), _("%(field)s is not %(value)s"), shapes.TEXT, negates="is"),
        "any_of": Operator(_("is any of"), _("%(field)s is %(value)s"), shapes.TEXTS, _codes),
        "none_of": Operator(
            _("is none of"), _("%(field)s is not %(value)s"), shapes.TEXTS, negates="any_of"
        ),
        "between": Operator(
            _("is between"),
            _("%(field)s is between %(first)s and %(last)s"),
            shapes.TEXT_RANGE,
            _between_texts,
        ),
        "starts_with": TEXT.operators["starts_with"],
        "contains": TEXT.operators["contains"],
        "empty": TEXT.operators["empty"],
        "not_empty": TEXT.operators["not_empty"],
    },
)
POSTCODE = Kind(
    "postcode",
    _("Post code"),
    {
        "between": CODE.operators["between"],
        "not_between": Operator(
            _("is not between"),
            _("%(field)s is not between %(first)s and %(last)s"),
            shapes.TEXT_RANGE,
            negates="between",
        ),
        **{key: TEXT.operators[key] for key in ("starts_with", "is", "is_not", "any_of")},
        **{key: TEXT.operators[key] for key in ("none_of", "empty", "not_empty")},
    },
)
NUMBER = Kind(
    "number",
    _("Number"),
    {
        "at_least": Operator(
            _("is at least"), _("%(field)s is at least %(value)s"), shapes.NUMBER, _number("gte")
        ),
        "at_most": Operator(
            _("is at most"), _("%(field)s is at most %(value)s"), shapes.NUMBER, _number("lte")
        ),
        "more_than": Operator(
            _("is more than"), _("%(field)s is more than %(value)s"), shapes.NUMBER, _number("gt")
        ),
        "less_than": Operator(
            _("is less than"), _("%(field)s is less than %(value)s"), shapes.NUMBER, _number("lt")
        ),
        "is": Operator(_("is"), _("%(field)s is %(value)s"), shapes.NUMBER, _number("exact")),
        "is_not": Operator(
            _("is not"), _("%(field)s is not %(value)s"), shapes.NUMBER, negates="is"
        ),
        "between": Operator(
            _("is between"),
            _("%(field)s is between %(first)s and %(last)s"),
            shapes.NUMBER_RANGE,
            _number_range,
        ),
    },
)
YES_NO = Kind(
    "yes_no",
    _("Yes or no"),
    {
        "yes": Operator(_("is yes"), _("%(field)s is yes"), condition=_true),
        "no": Operator(_("is no"), _("%(field)s is no"), negates="yes"),
    },
)


def _picks(key: str, label: str | Promise, empty: Condition | None) -> Kind:
    operators = {
        "any_of": Operator(_("is any of"), _("%(field)s is %(value)s"), shapes.PICKS, _in),
        "none_of": Operator(
            _("is none of"), _("%(field)s is not %(value)s"), shapes.PICKS, negates="any_of"
        ),
    }
    if empty:
        operators["empty"] = Operator(_("is empty"), _("%(field)s is empty"), condition=empty)
        operators["not_empty"] = TEXT.operators["not_empty"]
    return Kind(key, label, operators)


CHOICE = _picks("choice", _("One of a few"), None)
BLANK_CHOICE = _picks("blank_choice", _("One of a few, or empty"), _blank)
REFERENCE = _picks("reference", _("Row of a table"), None)
NULL_REFERENCE = _picks("null_reference", _("Row of a table, or empty"), _null)
MANY = Kind(
    "many",
    _("Several rows of a table"),
    {
        "any_of": Operator(_("is any of"), _("%(field)s is %(value)s"), shapes.PICKS, _in),
        "all_of": Operator(
            _("is all of"), _("%(field)s is %(value)s"), shapes.ALL_PICKS, each="any_of"
        ),
        "none_of": Operator(
            _("is none of"), _("%(field)s is not %(value)s"), shapes.PICKS, negates="any_of"
        ),
        "empty": Operator(_("is empty"), _("%(field)s is empty"), negates="not_empty"),
        "not_empty": Operator(_("is not empty"), _("%(field)s is not empty"), condition=_any_row),
    },
)


def _within(days: Days, *, is_moment: bool) -> Condition:
    """Return the condition that a column lies from the first of two days to the last."""

    def condition(path: str, value: Any, day: date) -> Q:
        first, last_day = days(value, day)
        if is_moment:
            end = midnight(min(last_day, LAST) + DAY)
            return Q((f"{path}__gte", midnight(first)), (f"{path}__lt", end))
        return Q((f"{path}__gte", first), (f"{path}__lte", last_day))

    return condition


def _before(days: Days, *, is_moment: bool) -> Condition:
    """Return the condition that a column lies before the first of two days."""

    def condition(path: str, value: Any, day: date) -> Q:
        first = days(value, day)[0]
        return Q((f"{path}__lt", midnight(first) if is_moment else first))

    return condition


def _after(days: Days, *, is_moment: bool) -> Condition:
    """Return the condition that a column lies after the last of two days."""

    def condition(path: str, value: Any, day: date) -> Q:
        end = days(value, day)[1]
        if is_moment:
            return Q((f"{path}__gte", midnight(min(end, LAST) + DAY)))
        return Q((f"{path}__gt", end))

    return condition


def _until(days: Days, *, is_moment: bool) -> Condition:
    """Return the condition that a column lies on the last of two days, or before it."""

    def condition(path: str, value: Any, day: date) -> Q:
        end = days(value, day)[1]
        if is_moment:
            return Q((f"{path}__lt", midnight(end + DAY)))
        return Q((f"{path}__lte", end))

    return condition


def _typed(value: Any, day: date) -> tuple[date, date]:
    ends = [value, value] if isinstance(value, str) else value
    return shapes.day(ends[0]), shapes.day(ends[1])


def _last(value: Any, day: date) -> tuple[date, date]:
    return last(value["count"], value["unit"], day)


def _ago(value: Any, day: date) -> tuple[date, date]:
    # Up to the day before; there is no first one.
    return FIRST, moved(day, -value["count"], value["unit"]) - DAY


def _next(value: Any, day: date) -> tuple[date, date]:
    return following(value["count"], value["unit"], day)


def _period(value: Any, day: date) -> tuple[date, date]:
    return PERIODS[value][1](day)


def _dates(key: str, label: str | Promise, *, is_moment: bool, may_be_empty: bool) -> Kind:
    operators = {
        "in_last": Operator(
            _("is in the last"),
            _("%(field)s is in the last %(value)s"),
            shapes.SPAN,
            _within(_last, is_moment=is_moment),
            days=_last,
        ),
        "not_in_last": Operator(
            _("is not in the last"),
            _("%(field)s is not in the last %(value)s"),
            shapes.SPAN,
            negates="in_last",
            days=_last,
        ),
        "more_than_ago": Operator(
            _("is more than … ago"),
            _("%(field)s is more than %(value)s ago"),
            shapes.SPAN,
            _until(_ago, is_moment=is_moment),
            days=_ago,
        ),
        "in_next": Operator(
            _("is in the next"),
            _("%(field)s is in the next %(value)s"),
            shapes.SPAN,
            _within(_next, is_moment=is_moment),
            days=_next,
        ),
        "in_period": Operator(
            _("is"),
            _("%(field)s is %(value)s"),
            shapes.PERIOD,
            _within(_period, is_moment=is_moment),
            days=_period,
        ),
        "on": Operator(
            _("is on"),
            _("%(field)s is on %(value)s"),
            shapes.DAY,
            _within(_typed, is_moment=is_moment),
        ),
        "before": Operator(
            _("is before"),
            _("%(field)s is before %(value)s"),
            shapes.DAY,
            _before(_typed, is_moment=is_moment),
        ),
        "after": Operator(
            _("is after"),
            _("%(field)s is after %(value)s"),
            shapes.DAY,
            _after(_typed, is_moment=is_moment),
        ),
        "between": Operator(
            _("is between"),
            _("%(field)s is between %(first)s and %(last)s"),
            shapes.DAY_RANGE,
            _within(_typed, is_moment=is_moment),
        ),
    }
    if may_be_empty:
        operators["empty"] = Operator(_("is empty"), _("%(field)s is empty"), condition=_null)
        operators["not_empty"] = TEXT.operators["not_empty"]
    return Kind(key, label, operators)


DATE = _dates("date", _("Date"), is_moment=False, may_be_empty=False)
NULL_DATE = _dates("null_date", _("Date, or empty"), is_moment=False, may_be_empty=True)
MOMENT = _dates("moment", _("Moment"), is_moment=True, may_be_empty=False)
KINDS = (
    TEXT, CODE, POSTCODE, NUMBER, YES_NO, CHOICE, BLANK_CHOICE, REFERENCE, NULL_REFERENCE, MANY,
    DATE, NULL_DATE, MOMENT,
)  # fmt: skip
