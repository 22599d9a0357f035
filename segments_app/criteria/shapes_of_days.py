"""The shapes of values that are days: one, a range, a span, a period."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .dates import PERIODS, UNITS
from .options import Options
from .shapes import Shape, only
from .values import MAX_SPAN, Labels, Typed, day, pair, typed_day, typed_number


class Day(Shape):
    """One day."""

    widget = "day"
    example = '`"2026-03-29"`'

    def clean(self, value: Any, options: Options | None) -> str:
        return day(value).isoformat()

    def read(self, typed: Typed, options: Options | None) -> Any:
        return typed_day(only(typed))

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [value]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"value": formats.date_format(day(value))}


class DayRange(Shape):
    """From one day to another."""

    widget = "day_range"
    example = '`["2026-01-01", "2026-03-31"]`'

    def clean(self, value: Any, options: Options | None) -> list[str]:
        first, last = (day(one) for one in pair(value))
        if first > last:
            raise ValidationError(_("The first value comes after the last one."))
        return [first.isoformat(), last.isoformat()]

    def read(self, typed: Typed, options: Options | None) -> Any:
        return [typed_day(only(typed)), typed_day(only(typed, "value_2"))]

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [value[0]], "value_2": [value[1]]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        first, last = (formats.date_format(day(one)) for one in value)
        return {"first": first, "last": last}


class Span(Shape):
    """So many days, weeks, months or years."""

    widget = "span"
    example = '`{"count": 90, "unit": "days"}`'
    units = UNITS

    def clean(self, value: Any, options: Options | None) -> dict[str, Any]:
        if not isinstance(value, Mapping) or set(value) != {"count", "unit"}:
            raise ValidationError(_("Give a number of days, weeks, months or years."))
        count, unit = value["count"], value["unit"]
        if not isinstance(unit, str) or unit not in UNITS:
            raise ValidationError(_("Give a number of days, weeks, months or years."))
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MAX_SPAN:
            message = _("Give a whole number from 1 to %(limit)s.")
            raise ValidationError(
                message % {"limit": formats.number_format(MAX_SPAN, force_grouping=True)}
            )
        return {"count": count, "unit": unit}

    def read(self, typed: Typed, options: Options | None) -> Any:
        return {"count": typed_number(only(typed)), "unit": only(typed, "unit") or "days"}

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [str(value["count"])], "unit": [value["unit"]]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        count = value["count"]
        words = {
            "days": ngettext("%(count)s day", "%(count)s days", count),
            "weeks": ngettext("%(count)s week", "%(count)s weeks", count),
            "months": ngettext("%(count)s month", "%(count)s months", count),
            "years": ngettext("%(count)s year", "%(count)s years", count),
        }
        return {"value": words[value["unit"]] % {"count": formats.number_format(count)}}


class Period(Shape):
    """This, last or next week, month, quarter or year."""

    widget = "period"
    example = '`"last_month"`'
    periods = {key: label for key, (label, _days) in PERIODS.items()}

    def clean(self, value: Any, options: Options | None) -> str:
        if not isinstance(value, str) or value not in PERIODS:
            raise ValidationError(_("Choose a period."))
        return value

    def read(self, typed: Typed, options: Options | None) -> Any:
        return only(typed)

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [value]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"value": str(PERIODS[value][0])}


DAY, DAY_RANGE, SPAN, PERIOD = Day(), DayRange(), Span(), Period()
