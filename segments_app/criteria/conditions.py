"""What an operator asks of a column, as a condition that is either true or false."""

from calendar import isleap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    Expression,
    ExpressionWrapper,
    F,
    IntegerField,
    Q,
    Value,
)
from django.db.models.functions import Collate, ExtractDay, ExtractMonth, Left, Replace
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from segments_app.common.folding import Folded, fold

from .dates import DAY, FIRST, LAST, PERIODS, following, last, midnight, moved
from .values import day as checked_day

Condition = Callable[[str, Any, date], Q]  # a column, the value and the company's day
Days = Callable[[Any, date], tuple[date, date]]  # the first and the last that a value means


def never(path: str, value: Any, day: date) -> Q:
    raise NotImplementedError("An operator that negates another has no condition of its own.")


def folded(lookup: str) -> Condition:
    return lambda path, value, day: Q((f"{path}__folded__{lookup}", fold(value)))


def folded_in(path: str, values: list[str], day: date) -> Q:
    return Q((f"{path}__folded__in", list(dict.fromkeys(map(fold, values)))))


def in_values(path: str, values: Any, day: date) -> Q:
    return Q((f"{path}__in", values))


def exactly(path: str, value: str, day: date) -> Q:
    return codes(path, [value], day)


def codes(path: str, values: list[str], day: date) -> Q:
    return Q((f"{path}__in", list(dict.fromkeys([*values, *(v.upper() for v in values)]))))


@dataclass(frozen=True)
class Found:
    """The rows of a small table that a filter expression means."""

    keys: list[Any]
    with_none: bool  # no row at all is meant too


def found_rows(path: str, value: Found, day: date) -> Q:
    found = Q((f"{path}__in", value.keys or [0]))  # no row has the key 0
    return found | Q((f"{path}__isnull", True)) if value.with_none else found


class Bytewise(Collate):
    """A text in the order of its code points: a locale would sort "1-2" between "12" and "13"."""

    def __init__(self, expression: Expression) -> None:
        super().__init__(expression, "C")

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f"{sql} COLLATE BINARY", tuple(params)


def between_texts(path: str, value: list[str], day: date) -> Q:
    # The last text includes all that begins with it: 10 to 19 holds 19999.
    first, last_one = (fold(one).replace(" ", "") for one in value)
    column = Replace(Folded(F(path)), Value(" "), Value(""))
    return Q(GreaterThanOrEqual(Bytewise(column), Value(first))) & Q(
        LessThanOrEqual(Bytewise(Left(column, len(last_one))), Value(last_one))
    )


def blank(path: str, value: Any, day: date) -> Q:
    return Q((path, ""))


def null(path: str, value: Any, day: date) -> Q:
    return Q((f"{path}__isnull", True))


def any_row(path: str, value: Any, day: date) -> Q:
    return Q()


def true(path: str, value: Any, day: date) -> Q:
    return Q((path, True))


def false(path: str, value: Any, day: date) -> Q:
    return Q((path, False))


def numeric(value: int | str | Decimal) -> Value:
    """Return a number that is compared as it is: a column would round it to its own digits."""
    return Value(Decimal(value))


def number(lookup: str) -> Condition:
    return lambda path, value, day: Q((f"{path}__{lookup}", numeric(value)))


def number_range(path: str, value: list[Any], day: date) -> Q:
    return Q((f"{path}__gte", numeric(value[0])), (f"{path}__lte", numeric(value[1])))


def within(days: Days, *, is_moment: bool) -> Condition:
    """Return the condition that a column lies from the first of two days to the last."""

    def condition(path: str, value: Any, day: date) -> Q:
        first, last_day = days(value, day)
        if is_moment:
            end = midnight(min(last_day, LAST) + DAY)
            return Q((f"{path}__gte", midnight(first)), (f"{path}__lt", end))
        return Q((f"{path}__gte", first), (f"{path}__lte", last_day))

    return condition


def before(days: Days, *, is_moment: bool) -> Condition:
    """Return the condition that a column lies before the first of two days."""

    def condition(path: str, value: Any, day: date) -> Q:
        first = days(value, day)[0]
        return Q((f"{path}__lt", midnight(first) if is_moment else first))

    return condition


def after(days: Days, *, is_moment: bool) -> Condition:
    """Return the condition that a column lies after the last of two days."""

    def condition(path: str, value: Any, day: date) -> Q:
        end = days(value, day)[1]
        if is_moment:
            return Q((f"{path}__gte", midnight(min(end, LAST) + DAY)))
        return Q((f"{path}__gt", end))

    return condition


def until(days: Days, *, is_moment: bool) -> Condition:
    """Return the condition that a column lies on the last of two days, or before it."""

    def condition(path: str, value: Any, day: date) -> Q:
        end = days(value, day)[1]
        if is_moment:
            return Q((f"{path}__lt", midnight(end + DAY)))
        return Q((f"{path}__lte", end))

    return condition


def anniversary(days: Days, *, is_moment: bool) -> Condition:
    """Return the condition that day and month of a column come back from one day to another.

    Of 29 February that is the 28th, where there is no 29th. The turn of the year is no end.
    """
    zone = timezone.get_default_timezone if is_moment else lambda: None

    def condition(path: str, value: Any, day: date) -> Q:
        first, last_day = days(value, day)
        given = Q((f"{path}__isnull", False))
        if (last_day - first).days >= 365:
            return given
        month, number = (made(F(path), tzinfo=zone()) for made in (ExtractMonth, ExtractDay))
        column = ExpressionWrapper(month * 100 + number, output_field=IntegerField())
        begin, end = first.month * 100 + first.day, last_day.month * 100 + last_day.day
        if end == 228 and not isleap(last_day.year):
            end = 229
        ends = Q(GreaterThanOrEqual(column, begin)), Q(LessThanOrEqual(column, end))
        return given & (ends[0] & ends[1] if begin <= end else ends[0] | ends[1])

    return condition


def typed_days(value: Any, day: date) -> tuple[date, date]:
    ends = [value, value] if isinstance(value, str) else value
    return checked_day(ends[0]), checked_day(ends[1])


def last_days(value: Any, day: date) -> tuple[date, date]:
    return last(value["count"], value["unit"], day)


def days_ago(value: Any, day: date) -> tuple[date, date]:
    # Up to the day before; there is no first one.
    return FIRST, moved(day, -value["count"], value["unit"]) - DAY


def next_days(value: Any, day: date) -> tuple[date, date]:
    return following(value["count"], value["unit"], day)


def period_days(value: Any, day: date) -> tuple[date, date]:
    return PERIODS[value][1](day)
