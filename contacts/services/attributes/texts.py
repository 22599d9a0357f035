"""Values of attributes in words: for people, and for files that are read again."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from contacts.models import AttributeValue

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


def for_file(definition: Definition, value: Value) -> str:
    """Return a value as people and `clean` both read it: choices by their labels."""
    if not definition.has_choices or value is None:
        return as_text(definition, value)
    codes = value if isinstance(value, tuple) else (str(value),)
    labels = [_label(definition, code) for code in codes]
    # A label that would be taken apart, or that two choices share, is told by the code.
    every = [choice.label for choice in definition.choices]
    is_plain = all(";" not in label and every.count(label) == 1 for label in labels)
    return ";".join(labels if is_plain else codes)


def of_rows(definition: Definition, rows: Iterable[AttributeValue]) -> Value:
    """Return the value that some rows of one contact hold for an attribute."""
    own = [row for row in rows if row.attribute_id == definition.pk]
    if not definition.has_choices:
        return getattr(own[0], definition.column) if own else None
    keys = {row.choice_id for row in own}
    codes = tuple(choice.code for choice in definition.choices if choice.pk in keys)
    if definition.kind == "choice":
        return next(iter(codes), None)
    return codes or None


def plain(number: Decimal) -> Decimal:
    """Return the number without zeros at its end."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def _label(definition: Definition, code: str) -> str:
    choice = definition.by_code.get(code)
    return choice.label if choice else code
