"""What a person can be found by in texts: e-mail addresses, telephones, full names, streets."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

from contacts.models import AlternativeAddress, Contact, ContactChange, Merge
from segments_app.common.folding import fold

#: Of a contact, another address, or the values of one that was merged.
COLUMNS = (
    "number", "name", "email", "email_2", "phone", "mobile_phone", "address", "external_id",
    "home_page", "registration_number", "vat_number",
)  # fmt: skip
SHORTEST = 6
GONE = "…"


@dataclass(frozen=True)
class Words:
    """Texts that stand for one person only, the longest first."""

    texts: tuple[str, ...]

    @classmethod
    def together(cls, all_words: Iterable["Words"]) -> "Words":
        """Return those of several people, to be looked for at once."""
        texts = {text for words in all_words for text in words.texts}
        return cls(tuple(sorted(texts, key=lambda one: (-len(one), one))))

    @cached_property
    def pattern(self) -> str:
        """The regular expression that finds them in a folded text, of either database.

        JSON may hold a letter outside of ASCII as an escape, HTML and sheets an ampersand, and an
        address of a page a blank.
        """
        found = {fold(one) for text in self.texts for one in _spellings(text)}
        found |= {fold(escape(text, quote=False)) for text in self.texts}
        found |= {fold(json.dumps(text)[1:-1]) for text in self.texts}
        return "|".join(_escaped(text) for text in sorted(found, key=lambda one: (-len(one), one)))

    def are_in(self, text: str) -> bool:
        return bool(self.texts) and re.search(self.pattern, fold(text)) is not None

    def taken_out(self, value: Any) -> Any:
        """Return a value without them: of a text the rest, of a structure the same structure."""
        if isinstance(value, str):
            return self._without(value)
        if isinstance(value, list):
            return [self.taken_out(one) for one in value]
        if isinstance(value, dict):
            return {self._without(key): self.taken_out(one) for key, one in value.items()}
        return value

    def _without(self, text: str) -> str:
        if not self.are_in(text):
            return text
        for word in self.texts:
            for spelling in _spellings(word):
                text = re.sub(re.escape(spelling), GONE, text, flags=re.IGNORECASE)
        return GONE if self.are_in(text) else text


def words_of(contact: Contact) -> Words:
    """Return what tells this person from others, as it is and as it was.

    A name of one word, a street without a number and what is short could be anybody's; what the
    company has too is the company's.
    """
    company = contact.company
    shared = {fold(_text(company, name)) for name in COLUMNS} if company is not None else set()
    texts = {text.strip() for name, text in _texts(contact) if _tells_apart(name, text.strip())}
    found = [text for text in texts if fold(text) not in shared]
    return Words(tuple(sorted(found, key=lambda one: (-len(one), one))))


def _texts(contact: Contact) -> Iterator[tuple[str, str]]:
    rows: list[Any] = [contact, *AlternativeAddress.objects.filter(contact=contact.pk)]
    for row in rows:
        for name in COLUMNS:
            yield name, _text(row, name)
    for gone, number, called in Merge.objects.filter(survivor=contact.pk).values_list(
        "gone", "gone_number", "gone_name"
    ):
        yield from (("number", number), ("name", called))
        yield from ((name, str(gone.get(name) or "")) for name in COLUMNS)
    was = ContactChange.objects.filter(contact=contact.pk, field__in=COLUMNS)
    for name, old, new in was.values_list("field", "old", "new"):
        yield from ((name, old), (name, new))


def _text(row: Any, name: str) -> str:
    return str(getattr(row, name, "") or "").strip()


def _tells_apart(name: str, text: str) -> bool:
    if len(text) < SHORTEST:
        return False
    if name == "name":
        return " " in text
    if name == "address":
        return any(letter.isdigit() for letter in text)
    return True


def _spellings(text: str) -> set[str]:
    """Return a text as it is written, typed, and put into the address of a page."""
    typed = {text, text.lower(), fold(text)}
    return typed | {code(one) for one in typed for code in (quote, quote_plus)}


def _escaped(text: str) -> str:
    """Return the text for a regular expression of Python and of PostgreSQL."""
    return "".join(letter if letter.isalnum() else f"\\{letter}" for letter in text)
