"""Rows of a worksheet of an XLSX, XLS or ODS file."""

import json
import subprocess  # runs our own script, without a shell
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from . import unpacking
from .archives import check_archive, too_large
from .dialects import names_columns
from .shapes import Row, Rows, Shape, Unreadable, cell_problem, check_width, column_names

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS, and whatever a password protects
ROWS_LOOKED_AT = 50


class SheetReader:
    """The process that reads the sheet; it ends with the reading, and is ended with it."""

    def __init__(self, path: Path, sheet: str) -> None:
        with path.open("rb") as file:
            if file.read(len(ZIP)) == ZIP:
                check_archive(path)
        self.process = subprocess.Popen(  # noqa: S603 (no shell, and nothing of the user's but a name)
            [sys.executable, "-I", unpacking.__file__, str(path.absolute()), sheet],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="ascii",
        )
        try:
            about = self._next()
            self.sheets: list[str] = about["sheets"]
            self.sheet: str = about["sheet"]
            self.column: int = about["column"]
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.process.kill()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.process.wait()

    def rows(self) -> Iterator[list[str]]:
        """Yield the cells of every row from the first of the sheet on, blank ones too."""
        while isinstance(cells := self._next(), list):
            yield cells

    def _next(self) -> Any:
        line = self.process.stdout.readline() if self.process.stdout is not None else ""
        if not line.endswith("\n"):  # the process is no more
            raise Unreadable(too_large())
        told = json.loads(line)
        if isinstance(told, str) and told in REFUSALS:
            raise Unreadable(REFUSALS[told]())
        return told


REFUSALS = {
    "password": lambda: _("The spreadsheet is protected by a password. Save it without."),
    "sheet": lambda: _("The file has no sheet of this name any more. Choose another."),
    "damaged": lambda: _("The spreadsheet is damaged. Save it again and send it anew."),
    "large": too_large,
}


def guess_sheet(path: Path) -> Shape:
    """Choose the first sheet with anything on it, and the row that names its columns."""
    reader = SheetReader(path, "")
    try:
        rows = list(islice(reader.rows(), ROWS_LOOKED_AT)) if reader.sheet else []
    finally:
        reader.close()
    if not rows:
        raise Unreadable(_("The spreadsheet is empty."))
    return Shape("sheet", sheet=reader.sheet, sheets=reader.sheets, header_line=header_row(rows))


def header_row(rows: list[list[str]]) -> int:
    """Return the first row that is filled as far as most are, 0 where it names nothing."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    usual = sorted(count for count in filled if count)[len([c for c in filled if c]) // 2]
    for number, (row, count) in enumerate(zip(rows, filled, strict=True), 1):
        if count >= usual:
            return number if names_columns([cell for cell in row if cell]) else 0
    return 1


class SheetRows(Rows):
    def __init__(self, path: Path, shape: Shape) -> None:
        self.shape = shape
        self.reader = SheetReader(path, shape.sheet)
        self.numbered = enumerate(self.reader.rows(), 1)
        self.first: Row | None = None
        try:
            self.header = self._header()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.reader.close()

    def __iter__(self) -> Iterator[Row]:
        try:
            if self.first is not None:
                yield self._checked(self.first)
            for number, cells in self.numbered:
                if any(cell.strip() for cell in cells):
                    yield self._checked(Row(number, cells))
                else:
                    self.blank += 1
        finally:
            self.close()

    def _header(self) -> list[str]:
        for number, cells in self.numbered:
            if number < self.shape.header_line:
                continue
            if any(cells):
                check_width(len(cells))
                if self.shape.header_line == 0:
                    self.first = Row(number, cells)
                    cells = [""] * len(cells)
                return column_names(cells, self.reader.column)
            self.blank += 1
        raise Unreadable(_("The file has no line that names its columns."))

    def _checked(self, row: Row) -> Row:
        row.error = cell_problem(row.cells)
        return row
