"""Texts with merge fields, taken apart once and then filled in for many contacts."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from .fields import Kind, kind_of
from .parsing import Mistake, Slot, scan
from .placing import Place, Places, as_html, misplaced

#: Control signs and halves of signs.
NOT_SHOWN = ("Cc", "Cs")
#: Returns the value of a field, "" where there is none.
Reader = Callable[[str], str]


@dataclass(frozen=True)
class Gap:
    """A slot and where it stands; no place is plain text."""

    slot: Slot
    kind: Kind
    place: Place | None = None

    def filled(self, value: str) -> str:
        """Return the value, or the default, as it is written here."""
        text = value or self.slot.default or ""
        if self.kind is not Kind.LINES:
            text = " ".join(text.split())
        if not text.isprintable():
            text = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in NOT_SHOWN)
        return text if self.place is None else as_html(text, place=self.place, kind=self.kind)


@dataclass(frozen=True)
class Compiled:
    """A text in pieces: what stays as it is, and the gaps."""

    pieces: tuple[str | Gap, ...]

    @property
    def names(self) -> frozenset[str]:
        """The fields it has."""
        return frozenset(gap.slot.name for gap in self.pieces if isinstance(gap, Gap))

    def filled(self, read: Reader, missing: set[str]) -> str:
        """Return the text with the values; what has neither value nor default is `missing`.

        One pass: a value is never looked at for merge fields.
        """
        written = []
        for piece in self.pieces:
            if isinstance(piece, str):
                written.append(piece)
                continue
            value = read(piece.slot.name)
            if not value and piece.slot.default is None:
                missing.add(piece.slot.name)
            written.append(piece.filled(value))
        return "".join(written)


@lru_cache(maxsize=512)
def compiled(text: str, *, is_html: bool = False) -> Compiled:
    """Take a text apart. What is no merge field stays as it was written."""
    places = Places(text) if is_html else None
    pieces: list[str | Gap] = []
    for found in scan(text, is_html=is_html):
        kind = kind_of(found.slot.name) if found.slot else None
        place = places.at(found.position) if places else None
        if not found.slot or not kind or (place and misplaced(found.slot.name, kind, place)):
            pieces.append(found.source)
        else:
            pieces.append(Gap(found.slot, kind, place))
    return Compiled(tuple(pieces))


def misplacements(html: str) -> list[Mistake]:
    """Return the merge fields that stand where none can."""
    places, wrong = Places(html), []
    for found in scan(html, is_html=True):
        if not found.slot or not (kind := kind_of(found.slot.name)):
            continue
        if message := misplaced(found.slot.name, kind, places.at(found.position)):
            wrong.append(Mistake(found.position, message))
    return wrong


def names_in(texts: Iterable[Compiled]) -> frozenset[str]:
    """Return the fields that any of the texts has."""
    return frozenset().union(*(text.names for text in texts))
