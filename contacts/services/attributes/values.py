"""Values of attributes, checked: a typed value comes out, or a sentence that says what may be."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from contacts.models.attributes import DECIMALS, MAX_DIGITS
from contacts.services.refusals import Refused

from .definitions import Choice, Definition

#: A text, number or date, yes or no, the code of a choice, the codes of several; None is nothing.
Value = str | Decimal | date | bool | tuple[str, ...] | None
MAX_TEXT = 255
LIMIT = Decimal(10) ** (MAX_DIGITS - DECIMALS)
FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)
SHOWN_CHOICES = 8
#: Yes and no in the languages of the product, as files have them.
YES = {"yes", "y", "true", "t", "1", "x", "ja", "j", "sì", "si", "oui", "sí", "wahr", "on"}
NO = {"no", "n", "false", "f", "0", "nein", "nej", "nee", "non", "falsch", "off"}


class InvalidValue(Refused):
    """A value that an attribute cannot have; the sentence names the attribute."""

    def __init__(self, definition: Definition, message: str) -> None:
        self.definition = definition
        self.message = message
        super().__init__(f"{definition.label}: {message}")

    @property
    def errors(self) -> dict[str, str]:
        """The message, by the name of the control."""
        return {self.definition.name: str(self)}


class _Wrong(Exception):
    """What is wrong with a value."""


def clean(definition: Definition, value: object, *, keeps: Iterable[str] = ()) -> Value:
    """Return the value typed, None for nothing at all; InvalidValue says what may be.

    Takes what a file holds as well as what a form gives: numbers and dates as text in the
    notation of programs, choices by code or label, several with ; between them. `keeps` are
    codes of archived choices that the contact has already.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        if definition.has_choices:
            return _chosen(definition, value, frozenset(keeps))
        return CLEANERS[definition.kind](value)
    except _Wrong as wrong:
        raise InvalidValue(definition, str(wrong)) from None


def _text(value: object) -> str:
    text = " ".join(str(value).split())
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text):
        raise _Wrong(_("the text has a character that cannot be shown."))
    if len(text) > MAX_TEXT:
        raise _Wrong(_("the text is too long: at most %(limit)s characters.") % {"limit": MAX_TEXT})
    return text


def _number(value: object) -> Decimal:
    try:
        found = Decimal(str(value).strip())
    except (InvalidOperation, ValueError):
        found = Decimal("NaN")
    if isinstance(value, bool) or not found.is_finite():
        raise _Wrong(_("“%(value)s” is not a number.") % {"value": _shown(value)})
    if abs(found) >= LIMIT:
        raise _Wrong(
            _("the number is too large: it must be below %(limit)s.")
            % {"limit": number_format(LIMIT, force_grouping=True)}
        )
    rounded = found.quantize(Decimal(1).scaleb(-DECIMALS))
    if rounded != found:
        raise _Wrong(_("at most %(limit)s decimals are kept.") % {"limit": DECIMALS})
    return rounded


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip()[:10])
    except ValueError:
        message = _("“%(value)s” is not a date; write it as year-month-day.")
        raise _Wrong(message % {"value": _shown(value)}) from None


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if word in YES | {_("yes").casefold()}:
        return True
    if word in NO | {_("no").casefold()}:
        return False
    raise _Wrong(_("“%(value)s” is neither yes nor no.") % {"value": _shown(value)})


CLEANERS: Mapping[str, Callable[[object], Value]] = {
    "text": _text,
    "number": _number,
    "date": _day,
    "yes_no": _yes_no,
}


def _chosen(definition: Definition, value: object, keeps: frozenset[str]) -> Value:
    if definition.kind == "choice":
        if isinstance(value, list | tuple | set):
            value = next(iter(value), "")
        return _choice(definition, value, keeps).code if str(value).strip() else None
    parts = value.split(";") if isinstance(value, str) else value
    if not isinstance(parts, Iterable):
        parts = [parts]
    chosen = {_choice(definition, part, keeps).code for part in parts if str(part).strip()}
    return tuple(one.code for one in definition.choices if one.code in chosen) or None


def _choice(definition: Definition, value: object, keeps: frozenset[str]) -> Choice:
    wanted = str(value).strip()
    found = definition.by_code.get(wanted)
    if found is None:
        same = [one for one in definition.choices if one.label.casefold() == wanted.casefold()]
        same += [one for one in definition.choices if one.code == wanted.casefold()]
        found = min(same, key=lambda one: one.is_archived, default=None)
    if found is not None and (not found.is_archived or found.code in keeps):
        return found
    usual = [one.label for one in definition.choices if not one.is_archived]
    named = ", ".join([*usual[:SHOWN_CHOICES], *(["…"] if len(usual) > SHOWN_CHOICES else [])])
    message = _("“%(value)s” is none of the choices: %(choices)s.")
    raise _Wrong(message % {"value": _shown(value), "choices": named or "–"})


def _shown(value: object) -> str:
    return str(value)[:50]
