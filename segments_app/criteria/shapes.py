"""The shapes that a value can have: how it is checked, typed in a form, and put in words.

`clean` takes a value of a stored rule and returns it in its one canonical form; `read` makes
that value of what a form sent, and `shown` is its reverse. All refuse with ValidationError.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from segments_app.common.folding import fold

from .dates import FIRST, LAST, PERIODS, UNITS
from .options import Options

Typed = Mapping[str, Sequence[str]]  # what a form sent for one condition, by the part's name
Labels = Mapping[Any, Any]

MAX_TEXT = 500
MAX_VALUES = 10_000
MAX_SPAN = 9_999
MAX_NUMBER = Decimal(10) ** 12


def check_text(value: object) -> str:
    """Return a text without needless blanks, refusing what no database can compare."""
    if not isinstance(value, str):
        raise ValidationError(_("This is not a text."))
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value if letter != "\t"):
        raise ValidationError(_("This text has a character that cannot be searched for."))
    text = " ".join(value.split())
    if len(text) > MAX_TEXT:
        message = _("This text is too long: at most %(limit)s characters.")
        raise ValidationError(message % {"limit": MAX_TEXT})
    if not fold(text).strip():
        raise ValidationError(_("Type what to look for."))
    return text


def check_list(value: object) -> list[Any]:
    """Return the values without repetitions, refusing none at all and too many."""
    if not isinstance(value, list | tuple):
        raise ValidationError(_("This is not a list of values."))
    if len(value) > MAX_VALUES:
        message = _("These are too many values: at most %(limit)s.")
        raise ValidationError(message % {"limit": formats.number_format(MAX_VALUES)})
    if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in value):
        raise ValidationError(_("This is not a list of values."))
    if not value:
        raise ValidationError(_("Choose at least one value."))
    return list(dict.fromkeys(value))


def number(value: object) -> Decimal:
    """Return the number that a rule holds as a whole number or as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValidationError(_("This is not a number."))
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        raise ValidationError(_("This is not a number.")) from None
    if not found.is_finite():
        raise ValidationError(_("This is not a number."))
    if abs(found) >= MAX_NUMBER:
        raise ValidationError(_("This number is too large."))
    return found


def stored_number(value: Decimal) -> int | str:
    """Return the number as a rule holds it: whole, or as text with its decimals."""
    if value == value.to_integral_value():
        return int(value)
    if value.as_tuple().exponent < -6:  # type: ignore[operator]  # finite: an int
        raise ValidationError(_("This number has too many decimals."))
    return f"{value.normalize():f}"


def day(value: object) -> date:
    """Return the day that a rule holds as year-month-day."""
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or not FIRST <= found <= LAST:
        raise ValidationError(_("This is not a date."))
    return found


def only(typed: Typed, part: str = "value") -> str:
    """Return what was typed in a part of the form."""
    return next(iter(typed.get(part, ())), "")


class Shape:
    """No value: the operator says it all."""

    #: The form's widget: templates/segments/criteria/values/<name>.html
    widget: ClassVar[str] = ""
    example: ClassVar[str] = ""  # of a stored value, for docs/criteria.md

    def clean(self, value: Any, options: Options | None) -> Any:
        """Return the canonical form of a stored value."""
        return value

    def read(self, typed: Typed, options: Options | None) -> Any:
        """Return the value that a form sent; `clean` sees it next."""
        return None

    def shown(self, value: Any) -> dict[str, list[str]]:
        """Return what a form shows for a stored value."""
        return {}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        """Return the value in words, for the placeholders of the operator's sentence."""
        return {}


class Text(Shape):
    """One text."""

    widget = "text"
    example = '`"Malmö"`'

    def clean(self, value: Any, options: Options | None) -> str:
        return check_text(value)

    def read(self, typed: Typed, options: Options | None) -> Any:
        return only(typed)

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [value]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"value": quoted(value)}


class Texts(Shape):
    """Several texts: typed one on a line, or separated by semicolons."""

    widget = "texts"
    example = '`["Malmö", "Lund"]`'

    def clean(self, value: Any, options: Options | None) -> list[str]:
        return list(dict.fromkeys(check_text(one) for one in check_list(value)))

    def read(self, typed: Typed, options: Options | None) -> Any:
        text = only(typed)
        values = text.splitlines() if "\n" in text else text.split(";")
        return [value.strip() for value in values if value.strip()]

    def shown(self, value: Any) -> dict[str, list[str]]:
        # A line break at the end keeps a single value with a semicolon whole.
        return {"value": ["\n".join(value) + ("\n" if any(";" in one for one in value) else "")]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"value": listed([quoted(one) for one in value])}


class TextRange(Shape):
    """From one text to another: postcodes, numbers of contacts."""

    widget = "text_range"
    example = '`["10", "19"]`'

    def clean(self, value: Any, options: Options | None) -> list[str]:
        first, last = (check_text(one) for one in pair(value))
        if fold(first).replace(" ", "") > fold(last).replace(" ", ""):
            raise ValidationError(_("The first value comes after the last one."))
        return [first, last]

    def read(self, typed: Typed, options: Options | None) -> Any:
        return [only(typed), only(typed, "value_2")]

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [value[0]], "value_2": [value[1]]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"first": value[0], "last": value[1]}


class Number(Shape):
    """One number."""

    widget = "number"
    example = '`12` or `"12.5"`'

    def clean(self, value: Any, options: Options | None) -> int | str:
        return stored_number(number(value))

    def read(self, typed: Typed, options: Options | None) -> Any:
        return typed_number(only(typed))

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [in_digits(value)]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"value": in_digits(value)}


class NumberRange(Shape):
    """From one number to another."""

    widget = "number_range"
    example = '`[1, "2.5"]`'

    def clean(self, value: Any, options: Options | None) -> list[int | str]:
        first, last = (number(one) for one in pair(value))
        if first > last:
            raise ValidationError(_("The first value comes after the last one."))
        return [stored_number(first), stored_number(last)]

    def read(self, typed: Typed, options: Options | None) -> Any:
        return [typed_number(only(typed)), typed_number(only(typed, "value_2"))]

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [in_digits(value[0])], "value_2": [in_digits(value[1])]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"first": in_digits(value[0]), "last": in_digits(value[1])}


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
        if unit not in UNITS:
            raise ValidationError(_("Give a number of days, weeks, months or years."))
        if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MAX_SPAN:
            message = _("Give a whole number from 1 to %(limit)s.")
            raise ValidationError(message % {"limit": formats.number_format(MAX_SPAN)})
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


class Picks(Shape):
    """Some of the values that can be picked. Whether they still exist is asked of all at once."""

    widget = "picks"
    example = '`["A", "B"]`'

    def __init__(self, *, together: bool = False) -> None:
        self.together = together  # all of them, not any

    def clean(self, value: Any, options: Options | None) -> list[Any]:
        values = check_list(value)
        for one in values:
            if isinstance(one, str):
                check_text(one)
            elif not 0 <= one < 2**63:
                raise ValidationError(_("This is not a list of values."))
        return sorted(values, key=lambda one: (isinstance(one, str), one))

    def read(self, typed: Typed, options: Options | None) -> Any:
        as_stored = options.typed if options else str
        return [as_stored(one) for one in typed.get("value", ()) if one]

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": [str(one) for one in value]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        names = [str(labels.get(one, missing(one))) for one in value]
        return {"value": listed(names, _("and") if self.together else _("or"))}


def missing(value: object) -> str:
    """Return how a value is named that no longer exists."""
    return _("“%(value)s”, which no longer exists") % {"value": value}


def pair(value: object) -> tuple[Any, Any]:
    """Return the two ends of a range."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ValidationError(_("Give two values: from and to."))
    return value[0], value[1]


def quoted(text: str) -> str:
    """Return a text in the quotation marks of the language."""
    return _("“%(text)s”") % {"text": text}


def listed(words: Sequence[str], last_word: str | None = None) -> str:
    """Return the words with commas and "or"; of many only the first and how many follow."""
    shown = list(words)
    if len(shown) > SHOWN_VALUES:
        rest = len(shown) - SHOWN_VALUES + 1
        more = ngettext("%(count)s more", "%(count)s more", rest)
        shown[SHOWN_VALUES - 1 :] = [more % {"count": formats.number_format(rest)}]
    return str(get_text_list(shown, last_word or _("or")))


SHOWN_VALUES = 8


def in_digits(value: int | str) -> str:
    """Return a stored number as the language writes it."""
    return formats.localize_input(Decimal(value)) or "0"


def typed_number(text: str) -> Any:
    """Return a number typed in the manner of the language, for `clean` to check."""
    found = forms.DecimalField(localize=True, required=False).clean(text)
    if found is None:
        raise ValidationError(_("Type a number."))
    return stored_number(found) if abs(found) < MAX_NUMBER else found


def typed_day(text: str) -> str:
    """Return a day typed in the manner of the language, or picked, as year-month-day."""
    found = forms.DateField(required=False).clean(text)
    if found is None:
        raise ValidationError(_("Type a date."))
    return str(found.isoformat())


NOTHING, TEXT, TEXTS, TEXT_RANGE = Shape(), Text(), Texts(), TextRange()
NUMBER, NUMBER_RANGE = Number(), NumberRange()
DAY, DAY_RANGE, SPAN, PERIOD = Day(), DayRange(), Span(), Period()
PICKS, ALL_PICKS = Picks(), Picks(together=True)
