"""Values of contacts, brought into one form or refused with the reason."""

import re

from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from contacts.models.contact import PHONE

from .refusals import Refused

#: The national part of VAT registration numbers in the European Union, by the prefix.
VAT_NUMBERS = {
    "AT": r"U\d{8}",
    "BE": r"[01]\d{9}",
    "BG": r"\d{9,10}",
    "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}",
    "DE": r"\d{9}",
    "DK": r"\d{8}",
    "EE": r"\d{9}",
    "EL": r"\d{9}",
    "ES": r"[A-Z0-9]\d{7}[A-Z0-9]",
    "FI": r"\d{8}",
    "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "HR": r"\d{11}",
    "HU": r"\d{8}",
    "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}",
    "IT": r"\d{11}",
    "LT": r"(\d{9}|\d{12})",
    "LU": r"\d{8}",
    "LV": r"\d{11}",
    "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{10}\d{2}",
    "PL": r"\d{10}",
    "PT": r"\d{9}",
    "RO": r"\d{2,10}",
    "SE": r"\d{12}",
    "SI": r"\d{8}",
    "SK": r"\d{10}",
}
VAT_PREFIXES = {"GR": "EL"}  # where it is not the code of the country
BETWEEN = re.compile(r"[\s.\-/]")


class InvalidValue(Refused):
    """A value that no contact may have; the message is for the person who typed it."""


def clean_email(text: str) -> str:
    """Return the address in its usual form, "" for none; where it leads is not asked."""
    text = text.strip()
    if not text:
        return ""
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise InvalidValue(
            _("“%(email)s” is not an e-mail address. One looks like name@example.com.")
            % {"email": text[:100]}
        ) from error


def clean_phone(text: str) -> str:
    """Return the telephone number with single blanks; letters are refused (CON-11)."""
    text = " ".join(text.split())
    if text and not (re.fullmatch(PHONE.regex, text) and re.search(r"\d", text)):
        raise InvalidValue(str(PHONE.message))
    return text


def clean_vat_number(text: str, country: str) -> str:
    """Return the VAT number as the country writes it, without blanks and points.

    Numbers of the European Union must be of their country's form, with or without its prefix.
    """
    text = BETWEEN.sub("", text.upper())
    prefix = VAT_PREFIXES.get(country, country)
    form = VAT_NUMBERS.get(prefix)
    if not text or form is None:
        return text
    if re.fullmatch(f"({prefix})?{form}", text, re.ASCII):
        return text
    raise InvalidValue(
        _("This is no VAT registration number of the country; one begins with %(prefix)s.")
        % {"prefix": prefix}
    )


def clean_home_page(text: str) -> str:
    """Return the address of a site, with the scheme that people leave out."""
    text = text.strip()
    if text and not re.match(r"[a-zA-Z][a-zA-Z0-9+.\-]*:", text):
        text = f"https://{text}"
    return text
