"""Reads the CSV files of the reference product, from a folder, a zip archive or an upload.

Names of files and columns are compared without case, blanks and points: "Contact  No.",
"Contact No." and "ContactNo" are one column.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import IO

from django.utils.translation import gettext as _

# Invisible characters that exports carry around.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\0"))


class UnreadableFile(Exception):
    """A file that cannot be taken as a table; the message names it."""


@dataclass(frozen=True)
class Limits:
    """How much may be read: what comes from a browser is bounded, what an administrator runs
    on the machine is not."""

    files: int = 200
    bytes_per_file: int = 20_000_000
    bytes_in_all: int = 60_000_000
    rows_per_file: int = 500_000


@dataclass(frozen=True)
class Row:
    """One row of a file, with its number as a spreadsheet shows it."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Sheet:
    """A file as a table: its name, the plain and the written names of its columns, its rows."""

    name: str
    columns: dict[str, str]
    rows: list[Row]

    @property
    def key(self) -> str:
        """The plain name of the table."""
        return plain(PurePath(self.name).stem)


def plain(name: str) -> str:
    """Return the name as it is compared: letters and digits in lower case.

    >>> plain("Unit Cost (LCY)"), plain("Contact  No."), plain("Commission %")
    ('unitcostlcy', 'contactno', 'commission')
    """
    return "".join(letter for letter in name.translate(INVISIBLE).lower() if letter.isalnum())


def read_folder(folder: Path) -> list[Sheet]:
    """Read every CSV file directly in the folder."""
    if not folder.is_dir():
        raise UnreadableFile(_("There is no folder %(name)s.") % {"name": folder})
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")
    if not paths:
        raise UnreadableFile(_("The folder %(name)s holds no CSV files.") % {"name": folder})
    return [read_sheet(path.name, path.read_bytes()) for path in paths]


def read_uploads(files: Iterable[tuple[str, IO[bytes]]], limits: Limits) -> list[Sheet]:
    """Read CSV files and zip archives of such, no more than the limits say."""
    sheets: list[Sheet] = []
    left = limits.bytes_in_all
    for name, content in _unpacked(files, limits):
        left -= len(content)
        if left < 0 or len(sheets) == limits.files:
            raise UnreadableFile(_("These are too many files, or they are too large in all."))
        sheets.append(read_sheet(name, content, limits.rows_per_file))
    if not sheets:
        raise UnreadableFile(_("There is no CSV file in what you sent."))
    return sorted(sheets, key=lambda sheet: sheet.name)


def read_sheet(name: str, content: bytes, most_rows: int | None = None) -> Sheet:
    """Take the content of one file apart; the first row names the columns."""
    text = _decoded(name, content)
    first_line = text[: text.find("\n")] if "\n" in text else text
    delimiter = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = next(reader, [])
        columns = {plain(cell): cell.strip() for cell in header if plain(cell)}
        if not columns:
            raise UnreadableFile(_("%(name)s: the first row names no columns.") % {"name": name})
        rows = list(_rows(name, header, reader, most_rows))
    except csv.Error as error:
        message = _("%(name)s, row %(row)s: %(error)s.")
        values = {"name": name, "row": reader.line_num, "error": error}
        raise UnreadableFile(message % values) from error
    return Sheet(name, columns, rows)


def _rows(
    name: str, header: list[str], reader: Iterator[list[str]], most_rows: int | None
) -> Iterator[Row]:
    keys = [plain(cell) for cell in header]
    for number, cells in enumerate(reader, 2):
        if most_rows is not None and number - 1 > most_rows:
            message = _("%(name)s: more than %(rows)s rows. Import it on the command line.")
            raise UnreadableFile(message % {"name": name, "rows": most_rows})
        if any(cells):
            texts = (cell.translate(INVISIBLE).strip() for cell in cells)
            yield Row(number, {key: text for key, text in zip(keys, texts, strict=False) if key})


def _decoded(name: str, content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(_("%(name)s is neither UTF-8 nor Windows-1252.") % {"name": name})


def _unpacked(
    files: Iterable[tuple[str, IO[bytes]]], limits: Limits
) -> Iterator[tuple[str, bytes]]:
    for name, file in files:
        if not name.lower().endswith(".zip"):
            yield name, _bounded(name, file, limits)
            continue
        try:
            with zipfile.ZipFile(file) as archive:
                yield from _members(archive, limits)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise UnreadableFile(
                _("%(name)s is not a zip archive that can be opened.") % {"name": name}
            ) from error


def _members(archive: zipfile.ZipFile, limits: Limits) -> Iterator[tuple[str, bytes]]:
    names = [info for info in archive.infolist() if info.filename.lower().endswith(".csv")]
    if len(names) > limits.files:
        raise UnreadableFile(_("These are too many files, or they are too large in all."))
    for info in names:
        # What the archive says about a size is not believed: reading stops at the limit.
        with archive.open(info) as member:
            yield PurePath(info.filename).name, _bounded(info.filename, member, limits)


def _bounded(name: str, file: IO[bytes], limits: Limits) -> bytes:
    content = file.read(limits.bytes_per_file + 1)
    if len(content) > limits.bytes_per_file:
        message = _("%(name)s is larger than %(size)s MB. Import it on the command line.")
        values = {"name": name, "size": limits.bytes_per_file // 1_000_000}
        raise UnreadableFile(message % values)
    return content
