"""Which kind of file it is, by what stands in it and never by its name alone."""

import re
from pathlib import Path, PurePath

from django.utils.translation import gettext as _

from .cards import CardRows, guess_cards
from .csv_rows import CsvRows
from .dialects import guess_csv
from .shapes import Rows, Shape, Unreadable
from .spreadsheets import OLE, ZIP, SheetRows, guess_sheet

SPREADSHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
CARD = re.compile(rb"\s*BEGIN:VCARD", re.IGNORECASE)
MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table)", re.IGNORECASE)
#: PNG, JPEG, GIF, gzip, 7z, RAR, a database: read as text they would be one column of nonsense.
PICTURES = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!\x1a",
    b"SQLite format 3\0",
)  # fmt: skip
MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def guess(path: Path, *, name: str) -> Shape:
    """Return how the file is probably to be read; `name` is what its owner calls it.

    Raises `Unreadable` for a file that holds no rows in any way we know.
    """
    with path.open("rb") as file:
        start = file.read(4_096)
    if start.startswith((ZIP, OLE)):
        return guess_sheet(path)
    if PurePath(name).suffix.lower() in SPREADSHEETS:
        message = _("The file is called a spreadsheet and is none. Save it again as XLSX or CSV.")
        raise Unreadable(message)
    for mark in MARKS:
        start = start.removeprefix(mark)
    letters = start.replace(b"\0", b"")
    if MARKUP.match(letters) or letters.startswith((b"%PDF", b"{\\rtf")):
        raise Unreadable(_("This is a document and no list. Save it as CSV, XLSX, ODS or vCard."))
    if start.startswith(PICTURES):
        raise Unreadable(_("This is not a file of text. Save it as CSV, XLSX, ODS or vCard."))
    return guess_cards(path) if CARD.match(letters) else guess_csv(path)


def open_rows(path: Path, shape: Shape) -> Rows:
    """Open the file in the given shape; raises `Unreadable` where that cannot be done."""
    kinds: dict[str, type[CsvRows] | type[SheetRows] | type[CardRows]] = {
        "csv": CsvRows,
        "sheet": SheetRows,
        "vcard": CardRows,
    }
    return kinds[shape.kind](path, shape)
