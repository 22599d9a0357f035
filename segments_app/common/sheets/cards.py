"""Rows of a file of business cards (vCard 2.1 to 4.0), under the names of our fields."""

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import vobject
from django.utils.translation import gettext as _

from .card_fields import COMPANY_NUMBER, HEADER, NUMBER, fields_of
from .encodings import guess_encoding, open_text
from .records import BAD_BYTES
from .shapes import Row, Rows, Shape, Unreadable, cell_problem

MOST_CHARACTERS_OF_LINE = 1_000_000
MOST_CHARACTERS_OF_CARD = 500_000  # without pictures, which are not read
#: Everything else is left out unread: a damaged picture costs no card.
WANTED = {
    *("VERSION", "N", "FN", "KIND", "ORG", "TITLE", "ROLE", "EMAIL", "TEL", "ADR", "URL"),
    *("LANG", "UID", "CATEGORIES", "NOTE", "X-ABSHOWAS", NUMBER.upper(), COMPANY_NUMBER.upper()),
}
PROPERTY = re.compile(r"(?:[\w-]+\.)?([A-Za-z0-9-]+)[;:]")


class Collected:
    """The lines of the card that is being read."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.lines: list[str] = []
        self.size = 0
        self.depth = 1
        self.is_wanted = False
        self.is_soft_broken = False  # the line before goes on in this one (quoted-printable)

    def take(self, line: str) -> None:
        is_continued = line.startswith((" ", "\t")) or self.is_soft_broken
        found = None if is_continued else PROPERTY.match(line)
        if found is not None:
            self.is_wanted = found[1].upper() in WANTED and self.depth == 1
        if self.is_wanted and line.strip():
            self.size += len(line)
            if self.size < MOST_CHARACTERS_OF_CARD:
                self.lines.append(line.rstrip("\r\n"))
        begins_quoted = found is not None and "QUOTED-PRINTABLE" in line.partition(":")[0].upper()
        self.is_soft_broken = (begins_quoted or self.is_soft_broken) and line.rstrip().endswith("=")

    def row(self) -> Row:
        """Return the card as a row, or what is wrong with it."""
        text = "\n".join(self.lines)
        if self.size >= MOST_CHARACTERS_OF_CARD:
            message = _("The card has more than %(most)s characters.")
            return self.broken(message % {"most": MOST_CHARACTERS_OF_CARD})
        if BAD_BYTES.search(text):
            return self.broken(_("The card holds a byte that is not of the encoding."))
        try:
            card = vobject.readOne(f"BEGIN:VCARD\n{text}\nEND:VCARD\n", allowQP=True)
            fields = fields_of(card)
        except Exception:  # vobject raises whatever its parts raise
            return self.broken(_("The card is damaged and cannot be read."))
        cells = [fields.get(name, "") for name in HEADER]
        if not any(cells[1:]):
            return self.broken(_("The card is empty."))
        return Row(self.number, cells, cell_problem(cells))

    def broken(self, error: str) -> Row:
        cells = [""] * len(HEADER)
        name = next((line for line in self.lines if line.upper().startswith("FN")), "")
        cells[HEADER.index("name")] = BAD_BYTES.sub("\ufffd", name.partition(":")[2])
        return Row(self.number, cells, error)


def guess_cards(path: Path) -> Shape:
    return Shape("vcard", guess_encoding(path), delimiter="", quote="", header_line=0)


class CardRows(Rows):
    def __init__(self, path: Path, shape: Shape) -> None:
        self.header = list(HEADER)
        try:
            self.file = open_text(path, shape.encoding)
        except LookupError as error:
            raise Unreadable(_("The file cannot be read with these settings.")) from error

    def close(self) -> None:
        self.file.close()

    def __iter__(self) -> Iterator[Row]:
        card: Collected | None = None
        before = ""
        try:
            for number, line in self._lines():
                word = line.strip().upper()
                if word == "BEGIN:VCARD":
                    if card is not None and before.startswith("AGENT"):
                        card.depth += 1
                    else:
                        yield from self._unended(card)
                        card = Collected(number)
                elif card is None:
                    yield from self._stray(number, word)
                elif word == "END:VCARD":
                    card.depth -= 1
                    if not card.depth:
                        yield card.row()
                        card = None
                else:
                    card.take(line)
                before = word
            yield from self._unended(card)
        finally:
            self.close()

    def _lines(self) -> Iterator[tuple[int, str]]:
        number, is_new = 0, True
        for piece in iter(partial(self.file.readline, MOST_CHARACTERS_OF_LINE), ""):
            number += is_new
            is_new = piece.endswith(("\n", "\r"))
            yield number, piece

    def _unended(self, card: Collected | None) -> Iterator[Row]:
        if card is not None:
            yield card.broken(_("The card has no end."))

    def _stray(self, number: int, word: str) -> Iterator[Row]:
        if word:
            cells: list[Any] = [""] * len(HEADER)
            yield Row(number, cells, _("This line belongs to no card."))
        else:
            self.blank += 1
