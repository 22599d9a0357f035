"""A draft that was written in another language: 1.500 is one thousand and a half in one of them."""

from django.core.exceptions import ValidationError
from django.utils import translation

from .draft import Group, Row
from .tree import InvalidRule
from .values import in_digits, typed_number

#: Widgets for what languages write differently: numbers and days.
LOCALISED = ("number", "number_range", "day", "day_range", "span", "filter")


def retell(root: Group, language: str) -> None:
    """Write the numbers and days of a draft as the present language does.

    What cannot be read in its own language is not finished, and stays as it was typed.
    """
    for part in root.walk():
        if isinstance(part, Row):
            try:
                _retell(part, language)
            except (ValidationError, InvalidRule):
                continue


def _retell(row: Row, language: str) -> None:
    if row.wanted is not None and row.value:
        with translation.override(language):
            count = typed_number(row.value)
        row.typed["value"] = [in_digits(count)]
    elif row.shape is not None and row.shape.widget in LOCALISED and row.criterion is not None:
        options = row.criterion.options
        with translation.override(language):
            value = row.shape.clean(row.shape.read(row.typed, options), options)
        row.typed = row.shape.shown(value)
