"""Which field each column fills: by its name, by its values, and by what was said before."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation

from contacts.models import ContactImport
from contacts.services.attributes import offered
from contacts.services.checks import InvalidValue
from contacts.services.defaults import current_setup
from segments_app.common.text import normalise

from .aliases import ALIASES
from .fields import all_fields
from .options import Match, Options
from .phones import international
from .places import country_codes

NOTHING = ""
LETTERS = re.compile(r"[^a-z0-9]+")
EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+")
PAGE = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)


def guess_mapping(header: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """Return a field for each column, "" for one that is left out; none is named twice.

    A file of the same columns that was imported before is read as it was then.
    """
    for columns, more in ((header, 0), (header[:-2], 2)):  # rejects have two columns more
        same = ContactImport.objects.filter(header=[*columns], planned_at__isnull=False)
        known: list[str] | None = same.order_by("-pk").values_list("mapping", flat=True).first()
        if known:
            return known + [NOTHING] * more
    found = [NOTHING] * len(header)
    by_name = names() | attribute_names()
    for index, title in enumerate(header):
        name = by_name.get(plain(title), NOTHING)
        if name and name not in found:
            found[index] = name
    for index, name in enumerate(found):
        guess = NOTHING if name else by_values([row[index] for row in samples if index < len(row)])
        if guess and guess not in found:
            found[index] = guess
    return found


def guess_options(mapping: Sequence[str]) -> Options:
    """Return options that suit the columns: matched by what tells contacts apart best."""
    match = next(
        (name for name in (Match.NUMBER, Match.EXTERNAL_ID, Match.EMAIL) if name in mapping),
        Match.NAME if {"name", "surname", "company"} & {*mapping} else Match.NOTHING,
    )
    return Options(match=match.value, phone_country=str(current_setup().default_country or ""))


@cache
def names() -> dict[str, str]:
    """Return the field that a plain name means; a name of our own pages comes first."""
    found: dict[str, str] = {}
    for name, field in all_fields().items():
        found.setdefault(plain(name), name)
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found.setdefault(plain(str(field.label)), name)
    for name, aliases in ALIASES.items():
        for alias in aliases.split("|"):
            found.setdefault(plain(alias), name)
    return found


def attribute_names() -> dict[str, str]:
    """Return the attribute that a plain name means: its label, or what exports call it."""
    return {plain(name): one.key for one in offered() for name in (one.label, one.key)}


def plain(title: str) -> str:
    """Return a name of a column without case, accents, blanks and points."""
    return LETTERS.sub("", normalise(title))


def by_values(cells: Sequence[Any]) -> str:
    """Return what all the values that are given look like, if they can be only one thing."""
    texts = [str(cell).strip() for cell in cells if str(cell).strip()]
    if not texts:
        return NOTHING
    if all(EMAIL.fullmatch(text) for text in texts):
        return "email"
    if all(PAGE.match(text) for text in texts):
        return "home_page"
    if all(normalise(text) in country_codes() and len(text) > 1 for text in texts):
        return "country"
    return "phone" if all(is_phone(text) for text in texts) else NOTHING


def is_phone(text: str) -> bool:
    """Tell whether a text is written as telephone numbers are; a bare number may be anything."""
    if not (text.startswith(("+", "00")) or re.search(r"\d[ ()/\-]+\d", text)):
        return False
    if re.fullmatch(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*", text):
        return False  # a date
    try:
        return bool(international(text, "DE"))
    except InvalidValue:
        return False
