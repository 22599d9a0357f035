"""The cells of a row made into values of a contact, or refused with the reason."""

import re
import unicodedata
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Contact, Salesperson
from contacts.services.checks import InvalidValue, clean_email, clean_home_page
from segments_app.common.csv_files import FORMULA_STARTS
from segments_app.common.models import CorrespondenceType
from segments_app.common.text import normalise

from .fields import Field
from .options import Options
from .phones import international
from .places import country_codes

Cleaner = Callable[[str], Any]
#: Addresses as nearly all are, which the library would only hand back: it needs 30 µs for each.
PLAIN_EMAIL = re.compile(
    r"[a-zA-Z0-9_](?:[a-zA-Z0-9_+\-]|\.(?=[a-zA-Z0-9_])){0,63}"
    r"@(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+(?!test$|local$|invalid$|arpa$|onion$)[a-z]{2,20}"
)
PHONE_CHARACTERS = re.compile(r"[0-9 +()/.\-]*\d[0-9 +()/.\-]*")
BETWEEN_VALUES = ":::"  # of one cell, in address books of Google
OF_GOOGLE = "* "  # how groups begin that Google itself has made
YES = """1 y yes true t x j ja si s sì ok on wahr vero sandt sant waar"""
NO = """0 n no false f nej nee nein off falsch falso falskt falsk onwaar"""
COMPANY = """company organisation organization firm firma unternehmen foretag virksomhed bedrijf
azienda societa account business org organisatie"""
PERSON = """person contact individual mensch kontakt persona persoon privat private"""
LETTER = """letter brief brev lettera post hardcopy"""
EMAIL = """email mail epost emailadresse"""
YES_NO = {**dict.fromkeys(YES.split(), True), **dict.fromkeys(NO.split(), False)}
TYPES = {
    **dict.fromkeys(COMPANY.split(), Contact.Type.COMPANY.value),
    **dict.fromkeys(PERSON.split(), Contact.Type.PERSON.value),
}
CORRESPONDENCE = {
    **dict.fromkeys(LETTER.split(), CorrespondenceType.LETTER.value),
    **dict.fromkeys(EMAIL.split(), CorrespondenceType.EMAIL.value),
}
WORDS: dict[str, dict[str, Any]] = {
    "flag": YES_NO,
    "type": TYPES,
    "correspondence": CORRESPONDENCE,
}


def problem_of(cells: list[str]) -> str:
    """Say what no database keeps: NUL, and halves of characters; "" for nothing of it."""
    text = "\n".join(cells)
    if "\0" in text:
        return _("A cell holds a NUL, which is no character.")
    try:
        text.encode()
    except UnicodeEncodeError:
        return _("A cell holds half a character; the file may be in another encoding.")
    return ""


def tidy(text: str) -> str:
    """Return the text on one line, composed, without the mark that kept it from computing."""
    text = text.strip()
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = " ".join(text.split())
    if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS):
        return text[1:]
    return text


def cleaner(field: Field, options: Options) -> Cleaner:
    """Return what makes a value of a tidy text that is not empty."""
    limit, kind = field.limit, field.kind
    if kind in WORDS:
        return partial(_word, WORDS[kind])
    if kind in ("code", "groups"):
        known = _Codes(field)
        return known.one if kind == "code" else known.several
    cleaners: dict[str, Cleaner] = {
        "email": partial(_email, limit),
        "url": partial(_short, limit, clean_home_page),
        "country": _country,
        "number": partial(_short, limit, str.upper),
    }
    return cleaners.get(kind) or partial(_short, limit or 200, str)


def _short(limit: int, change: Callable[[str], str], text: str) -> str:
    text = change(text)
    if len(text) > limit:
        raise InvalidValue(
            ngettext(
                "This has %(length)s characters; %(limit)s is the most.",
                "This has %(length)s characters; %(limit)s are the most.",
                limit,
            )
            % {"length": len(text), "limit": limit}
        )
    return text


def _email(limit: int, text: str) -> str:
    if PLAIN_EMAIL.fullmatch(text) and len(text) < 100:
        return text
    return _short(limit, clean_email, text)


def phone(text: str, country: str, options: Options) -> tuple[str, str]:
    """Return a telephone number of the country of its row, or else of the file's.

    And why it stays as it was typed, where it does.
    """
    try:
        return international(text, country or options.phone_country), ""
    except InvalidValue as error:
        if options.keeps_phones and PHONE_CHARACTERS.fullmatch(text):
            return _short(30, str, text), str(error)
        raise


def _country(text: str) -> str:
    code = country_codes().get(text.lower()) or country_codes().get(normalise(text))
    if code is None:
        raise InvalidValue(_("There is no country “%(name)s”.") % {"name": text[:50]})
    return code


def _word(known: dict[str, Any], text: str) -> Any:
    if text in known:  # most are written plainly
        return known[text]
    plain = normalise(text).replace("-", "").replace(" ", "")
    if plain not in known:
        raise InvalidValue(_("“%(text)s” is not understood here.") % {"text": text[:50]})
    return known[plain]


class _Codes:
    """Rows of a small table, by code and by name."""

    def __init__(self, field: Field) -> None:
        self.model: type[Model] = field.model  # type: ignore[assignment]  # fields of groups have one
        rows: Any = self.model._default_manager.order_by("-pk")
        if self.model is Salesperson:
            rows = rows.filter(is_privacy_blocked=False)
        names = [n for n in ("description", "name", "code") if hasattr(self.model, n)]
        self.found: dict[str, int] = {}
        for name in names:  # codes last: they tell apart what is called the same
            self.found |= {normalise(getattr(row, name)): row.pk for row in rows}

    def one(self, text: str) -> int:
        found = self.found.get(text.lower()) or self.found.get(normalise(text))
        if found is None:
            raise InvalidValue(
                _("There is no %(kind)s “%(code)s”.")
                % {"kind": self.model._meta.verbose_name, "code": text[:50]}
            )
        return found

    def several(self, text: str) -> list[int]:
        parts = map(str.strip, text.replace(BETWEEN_VALUES, ";").split(";"))
        codes = (code for code in parts if code and not code.startswith(OF_GOOGLE))
        return sorted({self.one(code) for code in codes})
