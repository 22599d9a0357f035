"""Values of attributes in words: for people, and for files that are read again."""

from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from .definitions import Definition
from .values import Value


def in_words(definition: Definition, value: Value) -> str:
    """Return a value as people read it, "" for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Decimal():
            return formats.number_format(plain(value), use_l10n=True, force_grouping=True)
        case date():
            return formats.date_format(value, "SHORT_DATE_FORMAT")
        case tuple():
            return ", ".join(_label(definition, code) for code in value)
    return _label(definition, value) if definition.has_choices else value


def as_text(definition: Definition, value: Value) -> str:
    """Return a value as `clean` reads it again, choices by their codes; "" for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return str(plain(value))
        case date():
            return value.isoformat()
        case tuple():
            return ";".join(value)
    return value


def plain(number: Decimal) -> Decimal:
    """Return the number without zeros at its end."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _label(definition: Definition, code: str) -> str:
    choice = definition.by_code.get(code)
    return choice.label if choice else code
