"""What a file looks like, and what its rows are."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_COLUMNS = 1_000
MOST_CHARACTERS = 131_072  # of a cell
MOST_CHARACTERS_OF_ROW = 2_000_000

#: What a reader may choose from where the guess is wrong, with its name.
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": gettext_lazy("Western European (Windows-1252)"),
    "iso8859-15": gettext_lazy("Western European (ISO 8859-15)"),
    "cp1250": gettext_lazy("Central European (Windows-1250)"),
    "iso8859-2": gettext_lazy("Central European (ISO 8859-2)"),
    "cp1251": gettext_lazy("Cyrillic (Windows-1251)"),
    "koi8-r": gettext_lazy("Cyrillic (KOI8-R)"),
    "cp1253": gettext_lazy("Greek (Windows-1253)"),
    "cp1254": gettext_lazy("Turkish (Windows-1254)"),
    "cp1257": gettext_lazy("Baltic (Windows-1257)"),
    "cp850": gettext_lazy("Western European (DOS)"),
    "mac-roman": gettext_lazy("Western European (old Macintosh)"),
    "shift-jis": gettext_lazy("Japanese (Shift JIS)"),
    "gb18030": gettext_lazy("Chinese (GB 18030)"),
    "big5": gettext_lazy("Chinese (Big5)"),
    "euc-kr": gettext_lazy("Korean (EUC-KR)"),
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\0"))


class Unreadable(Exception):
    """A file that cannot be read at all; the message says why and what to do."""


@dataclass(frozen=True)
class Shape:
    """How a file is to be read: guessed, and left to the reader to change.

    `kind` is "csv", "sheet" or "vcard". `header_line` is the line or row, counted from 1, that
    names the columns; 0 says that none does. `sheets` are the worksheets to choose from.
    """

    kind: str
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    skips_blanks: bool = False  # after a delimiter
    sheet: str = ""
    header_line: int = 1
    sheets: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Row:
    """One row: the first line it stands on, its cells, and why it cannot be read, if so."""

    number: int
    cells: list[str]
    error: str = ""


class Rows(ABC):
    """The rows of a file, read as they are asked for; `blank` ones are counted, not given."""

    header: list[str]
    blank: int = 0

    @abstractmethod
    def __iter__(self) -> Iterator[Row]: ...

    def close(self) -> None:
        """Let go of the file."""
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def letters(index: int) -> str:
    """Return the name a spreadsheet gives the column.

    >>> letters(0), letters(25), letters(26), letters(701), letters(702)
    ('A', 'Z', 'AA', 'ZZ', 'AAA')
    """
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_names(cells: list[str], first: int = 0) -> list[str]:
    """Return the names of the columns; one without a name is called as a spreadsheet does."""
    names = [" ".join(cell.translate(INVISIBLE).split()) for cell in cells]
    return [
        name or _("Column %(letters)s") % {"letters": letters(first + index)}
        for index, name in enumerate(names)
    ]


def check_width(columns: int) -> None:
    """Refuse a table that is wider than any list of contacts."""
    if columns > MOST_COLUMNS:
        message = _("The file has %(found)s columns. At most %(most)s can be read.")
        raise Unreadable(message % {"found": columns, "most": MOST_COLUMNS})


def is_blank(cells: list[str]) -> bool:
    """Tell whether nothing stands in a row, or blanks only."""
    return not any(cells) or "".join(cells).isspace()


def cell_problem(cells: list[str]) -> str:
    """Return what is wrong with the text of a cell, "" if nothing is."""
    for index, cell in enumerate(cells):
        if len(cell) > MOST_CHARACTERS:
            message = _("Column %(column)s has more than %(most)s characters.")
            return message % {"column": letters(index), "most": MOST_CHARACTERS}
        if "\0" in cell:
            message = _("Column %(column)s holds a NUL character, which no text has.")
            return message % {"column": letters(index)}
    return ""
