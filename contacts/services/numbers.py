"""Numbers of contacts, campaigns, segments and tasks, given out in order by number series."""

from collections.abc import Iterable
from typing import Any, Literal

from django.db import transaction
from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat, Greatest, Length, LPad
from django.utils.translation import gettext as _

from contacts.models import MarketingSetup, NumberSeries

from .refusals import Refused

#: The field of the marketing setup that names the series.
SeriesField = Literal["contact_numbers", "campaign_numbers", "segment_numbers", "task_numbers"]
MOST_DIGITS = 15
LABELS = {field.name: field.verbose_name for field in MarketingSetup._meta.local_fields}


class NoNumberSeries(Refused):
    """The marketing setup does not say where numbers come from."""

    def __init__(self, field: SeriesField) -> None:
        name = LABELS[field]
        super().__init__(
            _("The marketing setup names no number series: fill in the field “%(field)s”.")
            % {"field": name}
        )


class TypedNumberRefused(Refused):
    """A number was typed where the series gives out all of them, or one that is taken."""


@transaction.atomic
def next_number(field: SeriesField) -> str:
    """Take the next number of the series that the setup names in `field`."""
    return next_numbers(field, 1)[0]


@transaction.atomic
def next_numbers(field: SeriesField, count: int) -> list[str]:
    """Take `count` numbers at once, in two statements; none is ever given out again."""
    series = _locked(field)
    first = series.last_number + 1
    NumberSeries.objects.filter(pk=series.pk).update(last_number=first + count - 1)
    return [series.formatted(number) for number in range(first, first + count)]


@transaction.atomic
def numbers_for_rows(field: SeriesField, count: int, *, nth: Any) -> Any:
    """Take numbers for `count` rows that a statement writes; return the number as an expression.

    `nth` is an expression on those rows, 1 for the first.
    """
    series = _locked(field)
    first = series.last_number + 1
    NumberSeries.objects.filter(pk=series.pk).update(last_number=first + count - 1)
    running = Cast(nth + Value(first - 1), CharField())
    padded = LPad(running, Greatest(Value(series.digits), Length(running)), Value("0"))
    return Concat(Value(series.prefix), padded, output_field=CharField())


@transaction.atomic
def number_for(field: SeriesField, typed: str = "") -> str:
    """Return the number that was typed, where the series allows it, else the next one."""
    typed = typed.strip().upper()
    if not typed:
        return next_number(field)
    series = _locked(field)
    if not series.allows_typed:
        raise TypedNumberRefused(
            _("Numbers are given out by the series “%(series)s”; leave the number empty.")
            % {"series": series}
        )
    skip_numbers(field, [typed])
    return typed


@transaction.atomic
def skip_numbers(field: SeriesField, numbers: Iterable[str]) -> None:
    """Keep the series ahead of numbers that came from elsewhere: typed, or imported."""
    series = _locked(field)
    highest = max((_running(series, number) for number in numbers), default=0)
    if highest > series.last_number:
        NumberSeries.objects.filter(pk=series.pk).update(last_number=highest)


def allows_typed(field: SeriesField) -> bool:
    """Tell whether a form should offer to type a number."""
    return NumberSeries.objects.filter(_named(field), allows_typed=True).exists()


def _named(field: SeriesField) -> Q:
    return Q(pk__in=MarketingSetup.objects.values(field))


def _locked(field: SeriesField) -> NumberSeries:
    series = NumberSeries.objects.select_for_update().filter(_named(field)).first()
    if series is None:
        raise NoNumberSeries(field)
    return series


def _running(series: NumberSeries, number: str) -> int:
    """Return the running number in `number`, 0 when it is not of the form of the series."""
    digits = number.removeprefix(series.prefix)
    if not digits.isascii() or not digits.isdigit() or len(digits) > MOST_DIGITS:
        return 0
    return int(digits) if series.formatted(int(digits)) == number else 0
