"""Single values: checked as a rule holds them, read as people type them, put in words."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from segments_app.common.folding import fold
from segments_app.common.numbers import NumberField

from .dates import FIRST, LAST

Typed = Mapping[str, Sequence[str]]  # what a form sent for one condition, by the part's name
Labels = Mapping[Any, Any]
MAX_TEXT = 500
MAX_VALUES = 10_000
MAX_SPAN = 9_999
MAX_NUMBER = Decimal(10) ** 12
SHOWN_VALUES = 8


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
        raise ValidationError(
            message % {"limit": formats.number_format(MAX_VALUES, force_grouping=True)}
        )
    if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in value):
        raise ValidationError(_("This is not a list of values."))
    if not value:
        raise ValidationError(_("Choose at least one value."))
    return list(dict.fromkeys(value))


def number(value: object) -> Decimal:
    """Return the number that a rule holds as a whole number or as text."""
    try:
        found = Decimal(str(value))
    except (InvalidOperation, ValueError):  # ValueError: thousands of digits
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


def in_digits(value: int | str | Decimal) -> str:
    """Return a number as the language writes it."""
    return str(formats.localize_input(Decimal(value)))


def typed_number(text: str) -> Any:
    """Return a number typed in the manner of the language, for `clean` to check."""
    found = NumberField(required=False).clean(text)
    if found is None:
        raise ValidationError(_("Type a number."))
    return stored_number(found) if abs(found) < MAX_NUMBER else found


def typed_day(text: str) -> str:
    """Return a day typed in the manner of the language, or picked, as year-month-day."""
    found = forms.DateField(required=False).clean(text)
    if found is None:
        raise ValidationError(_("Type a date."))
    return str(found.isoformat())
