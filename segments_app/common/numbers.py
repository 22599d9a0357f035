"""Numbers as people type them, with the separators of thousands that they see on the pages."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext as _

#: What separates thousands in any language, besides the language's own mark.
BLANKS = " \u00a0\u2009\u202f'\u2019"


def ungrouped(text: str) -> str:
    """Return a typed number without separators of thousands: in German "1.500" is "1500".

    ValidationError where it could be a thousand times as much as it would be read as.
    """
    plain = text.strip()
    decimal, own = get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")
    for mark in {own, *BLANKS}:
        groups = rf"[+-]?[1-9]\d{{0,2}}(?:{re.escape(mark)}\d{{3}})+(?:{re.escape(decimal)}\d+)?"
        if re.fullmatch(groups, plain, re.ASCII):
            return plain.replace(mark, "")
    if decimal != "." and re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", plain, re.ASCII):
        raise ValidationError(_("This is not a number."))
    return plain


class NumberField(forms.DecimalField):
    """A number, written in the manner of the language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(localize=True, **kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(ungrouped(value) if isinstance(value, str) else value)
