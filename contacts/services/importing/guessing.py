"""Which field each column fills: by its name, by its values, and by what was said before."""

import re
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any

from django.conf import settings
from django.utils import translation

from contacts.models import ContactImport
from contacts.services.attributes import offered
from contacts.services.checks import InvalidValue
from contacts.services.defaults import current_setup
from segments_app.common.sheets import column_names
from segments_app.common.text import normalise

from .aliases import ALIASES
from .cells import cleaner, tidy
from .fields import all_fields
from .options import Match, Options
from .phones import international
from .places import country_codes

NOTHING = ""
SHORT_NAMES = ("name", "namn", "nome", "naam", "navn")  # of a whole name, or of a part of it
#: Fields whose values show what they are, and what the values are taken for.
TOLD_BY_LOOKS = {"email": "email", "email_2": "email", "phone": "phone", "mobile_phone": "phone"}
LETTERS = re.compile(r"[^a-z0-9]+")
EMAIL = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+")
PAGE = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)


def guess_mapping(header: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """Return a field for each column, "" for one that is left out; none is named twice.

    A file of the same columns that was imported before is read as it was then.
    """
    found = by_titles(header, samples)
    for columns in (header, header[:-2]):  # rejects have two columns more
        same = ContactImport.objects.filter(header=[*columns], planned_at__isnull=False)
        known: list[str] | None = same.order_by("-pk").values_list("mapping", flat=True).first()
        if known and (is_named(header) or looks_like(known, samples)):
            added = found[len(known) :]  # of another file these two may be anything
            return known + [NOTHING if name in known else name for name in added]
    for index, name in enumerate(found):
        guess = NOTHING if name else by_values([row[index] for row in samples if index < len(row)])
        if guess and guess not in found:
            found[index] = guess
    return found


def is_named(header: Sequence[str]) -> bool:
    """Tell whether the file names its columns; else all files of as many look the same."""
    return [*header] != column_names([""] * len(header))


def looks_like(mapping: Sequence[str], samples: Sequence[Sequence[str]]) -> bool:
    """Tell whether columns said to hold addresses or numbers do, and no others."""
    for index, name in enumerate(mapping):
        found = by_values([row[index] for row in samples if index < len(row)])
        is_told = found in TOLD_BY_LOOKS.values() or name in TOLD_BY_LOOKS
        if is_told and TOLD_BY_LOOKS.get(name) != found:
            return False
    return True


def by_titles(header: Sequence[str], samples: Sequence[Sequence[str]]) -> list[str]:
    """Return the fields that the columns are called by; of two for one field the closer name.

    Left out are columns of codes and countries of whose first values none is known: they would
    have every row rejected.
    """
    own = {title: [(name, 0)] for title, name in attribute_names().items()}
    known = names() | own
    closest: dict[str, tuple[int, int]] = {}
    for index, title in enumerate(header):
        cells = [row[index] for row in samples if index < len(row)]
        for name, rank in known.get(plain(title), []):
            if suits(name, cells):
                closest[name] = min(closest.get(name, (rank, index)), (rank, index))
                break
    _tell_apart(header, closest)
    found = [NOTHING] * len(header)
    for name, (_rank, index) in closest.items():
        found[index] = name
    return found


def _tell_apart(header: Sequence[str], closest: dict[str, tuple[int, int]]) -> None:
    """Take "Name" beside a surname for the first name, and beside a first name for the surname."""
    if "name" not in closest or plain(header[closest["name"][1]]) not in SHORT_NAMES:
        return
    for given, missing in (("surname", "first_name"), ("first_name", "surname")):
        if given in closest and missing not in closest:
            closest[missing] = closest.pop("name")
            return


def suits(name: str, cells: Sequence[str]) -> bool:
    """Tell whether any of the values can be taken, where only certain ones can."""
    field = all_fields().get(name)
    texts = [text for text in map(tidy, cells) if text]
    if field is None or field.kind not in ("code", "groups", "country", "type") or not texts:
        return True
    clean = cleaner(field, Options())
    for text in texts:
        with suppress(InvalidValue):
            if clean(text):  # of groups, there may be none that count
                return True
    return False


def guess_options(mapping: Sequence[str], samples: Sequence[Sequence[str]]) -> Options:
    """Return options that suit the columns: matched by what tells contacts apart best.

    A column that is empty in the first rows tells nobody apart: most business cards have no id.
    """
    filled = {
        name
        for index, name in enumerate(mapping)
        if not samples or any(index < len(row) and row[index].strip() for row in samples)
    }
    match = next(
        (name for name in (Match.NUMBER, Match.EXTERNAL_ID, Match.EMAIL) if name in filled),
        Match.NAME if {"name", "surname", "company"} & {*mapping} else Match.NOTHING,
    )
    return Options(match=match.value, phone_country=str(current_setup().default_country or ""))


@cache
def names() -> dict[str, list[tuple[str, int]]]:
    """Return the fields that a plain name means, and how far it is from what we call each.

    A name of our own pages comes first.
    """
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, field in all_fields().items():
        found[plain(name)].setdefault(name, 0)
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                found[plain(str(field.label))].setdefault(name, 0)
    for name, aliases in ALIASES.items():
        for rank, alias in enumerate(aliases.split("|"), start=1):
            found[plain(alias)].setdefault(name, rank)
    return {title: [*fields.items()] for title, fields in found.items()}


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
