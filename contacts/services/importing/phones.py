"""Telephone numbers in the form that is dialled from everywhere: +4930123456."""

import re
from functools import cache
from typing import Any

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneMetadata

from contacts.services.checks import InvalidValue

SEPARATORS = str.maketrans("", "", " ()/.-\u00a0")
#: Digits with those of the country that every number has which is dialled from elsewhere.
FEWEST_DIGITS = 7
EXTENSION = re.compile(r"(?:x|ext\.?|#)\s*\d+$", re.IGNORECASE)


def international(text: str, country: str) -> str:
    """Return the number as it is dialled from everywhere; `country` is meant where none is said.

    Numbers as they are mostly written take a short way: the library needs 0.1 ms for one.
    """
    quick = _quick(text, country)
    if quick:
        return quick
    try:
        number = phonenumbers.parse(EXTENSION.sub("", text), country or None)
    except phonenumbers.NumberParseException as error:
        raise InvalidValue(_unreadable(text)) from error
    known = phonenumbers.is_possible_number_with_reason(number)
    found = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if known != phonenumbers.ValidationResult.IS_POSSIBLE or len(found) <= FEWEST_DIGITS:
        raise InvalidValue(_unreadable(text))  # or dialled inside a town only
    return found


def is_same_number(stored: str, found: str, country: str) -> bool:
    """Tell whether a number, however a person of that country has typed it, is that of a file.

    >>> [is_same_number(each, "+4930123456", "DE") for each in ("030 123456", "+49 30 1")]
    [True, False]
    """
    try:
        return bool(stored) and international(stored, country) == found
    except InvalidValue:
        return False


def _quick(text: str, country: str) -> str:
    digits = text.translate(SEPARATORS)
    if not (digits.isascii() and digits.lstrip("+").isdigit()):
        return ""
    if digits.startswith("+") and "(" not in text:
        return _as_dialled(digits)
    plan = _plan(country)
    if plan is None or digits.startswith("00"):
        return ""
    code, trunk, lengths = plan
    if not digits.startswith(trunk or tuple("123456789")):
        return ""
    digits = digits[len(trunk) :]
    return f"+{code}{digits}" if len(digits) in lengths else ""


def _as_dialled(digits: str) -> str:
    for length in (1, 2, 3):
        regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(digits[1 : 1 + length] or 0))
        if regions:
            plan = _plan(regions[0])
            national = digits[1 + length :]
            known = plan is not None and len(national) in plan[2]
            return digits if known and plan and not national.startswith(plan[1] or "0") else ""
    return ""


@cache
def _plan(country: str) -> tuple[int, str, frozenset[int]] | None:
    """Return calling code, what is dialled first inside the country, and lengths of numbers.

    Only for countries where taking that off is all there is to it.
    """
    data: Any = PhoneMetadata.metadata_for_region(country, None) if country else None
    if data is None or data.national_prefix_transform_rule:
        return None
    trunk = data.national_prefix or ""
    if (data.national_prefix_for_parsing or "") != trunk:
        return None
    fewest = FEWEST_DIGITS - len(str(data.country_code))
    lengths = {n for n in data.general_desc.possible_length if n >= fewest}
    return data.country_code, trunk, frozenset(lengths)


def _unreadable(text: str) -> str:
    return _("“%(phone)s” cannot be read as a telephone number.") % {"phone": text[:50]}
