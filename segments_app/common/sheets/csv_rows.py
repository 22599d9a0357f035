"""Rows of a CSV file."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .encodings import BAD_BYTE, open_text
from .records import BAD_BYTES, Records
from .shapes import (
    Row,
    Rows,
    Shape,
    Unreadable,
    cell_problem,
    check_width,
    column_names,
    is_blank,
)


class CsvRows(Rows):
    def __init__(self, path: Path, shape: Shape) -> None:
        self.shape = shape
        try:
            self.file = open_text(path, shape.encoding)
            self.records = Records(self.file, shape)
        except (LookupError, TypeError, ValueError) as error:
            raise Unreadable(_("The file cannot be read with these settings.")) from error
        self.first: Row | None = None
        try:
            self.header = self._header()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self.file.close()

    def __iter__(self) -> Iterator[Row]:
        width = len(self.header)
        try:
            row, self.first = self.first or self.records.next(), None
            while row is not None:
                if row.error or not is_blank(row.cells):
                    yield row if row.error else self._checked(row, width)
                else:
                    self.blank += 1
                row = self.records.next()
        finally:
            self.close()

    def _header(self) -> list[str]:
        for _line in range(self.shape.header_line - 1):
            self.records.skip_line()
        row = self.records.next()
        while row is not None and is_blank(row.cells) and not row.error:
            self.blank += 1
            row = self.records.next()
        if row is None:
            raise Unreadable(_("The file has no line that names its columns."))
        check_width(len(row.cells))
        if self.shape.header_line == 0:
            self.first = row
            return column_names([""] * len(row.cells))
        if row.error:
            message = _("Line %(line)s, which names the columns: %(error)s")
            raise Unreadable(message % {"line": row.number, "error": row.error})
        return column_names(row.cells)

    def _checked(self, row: Row, width: int) -> Row:
        """Name what is wrong with a record that could be parted into cells."""
        if len(row.cells) != width:
            row.error = wrong_width(width, len(row.cells))
        for line in self.records.lines.taken:
            if "\0" in line:
                row.error = cell_problem(row.cells)
            if BAD_BYTE in line:
                self._name_bad_byte(row)
        return row

    def _name_bad_byte(self, row: Row) -> None:
        for index, cell in enumerate(row.cells):
            if BAD_BYTES.search(cell):
                name = self.header[index] if index < len(self.header) else str(index + 1)
                message = _("%(column)s holds a byte that is not %(encoding)s.")
                row.error = message % {"column": name, "encoding": self.shape.encoding.upper()}
                row.cells[index] = BAD_BYTES.sub("\ufffd", cell)


def wrong_width(expected: int, found: int) -> str:
    message = ngettext(
        "Expected %(expected)s cell, found %(found)s.",
        "Expected %(expected)s cells, found %(found)s.",
        expected,
    )
    return message % {"expected": expected, "found": found}
