"""Addresses on sheets of labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .fonts import REGULAR, register, unprintable, width

LARGEST, SMALLEST, LEADING = 10.0, 6.0, 1.2
PADDING = 4 * mm


@dataclass(frozen=True)
class Sheet:
    """A sheet of labels, in mm: their size, the first one's corner, and from one to the next."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    across: float
    down: float

    def __str__(self) -> str:
        size = f"{self.width:g} × {self.height:g} mm"  # noqa: RUF001 - a size
        return f"{size} ({self.columns} × {self.rows})"  # noqa: RUF001 - a grid

    @property
    def places(self) -> int:
        return self.columns * self.rows


def close(columns: int, rows: int, wide: float, high: float) -> Sheet:
    """Return a sheet whose labels touch, in the middle of A4."""
    top = (297 - rows * high) / 2
    return Sheet(columns, rows, wide, high, (210 - columns * wide) / 2, top, wide, high)


#: The sheets that are sold everywhere, by the size of a label (PRT-02 asks for 36 mm).
SHEETS = {
    "70x36": close(3, 8, 70, 36),
    "70x37": close(3, 8, 70, 37),
    "70x42.3": close(3, 7, 70, 42.3),
    "105x36": close(2, 8, 105, 36),
    "105x37": close(2, 8, 105, 37),
    "105x48": close(2, 6, 105, 48),
    "63.5x38.1": Sheet(3, 7, 63.5, 38.1, 7.2, 15.15, 66, 38.1),
    "99.1x33.9": Sheet(2, 8, 99.1, 33.9, 4.65, 12.9, 101.6, 33.9),
    "99.1x38.1": Sheet(2, 7, 99.1, 38.1, 4.65, 15.15, 101.6, 38.1),
}


class LabelFile:
    """A PDF of labels; `first` is the first one on the first sheet that is still there, from 1."""

    def __init__(self, file: IO[bytes], sheet: Sheet, *, title: str, first: int = 1) -> None:
        register()
        self.sheet, self.place = sheet, first - 1
        self.canvas = Canvas(file, pagesize=A4, pageCompression=1)
        self.canvas.setTitle(title)
        self.count, self.pages = 0, 1

    def add(self, lines: Sequence[str]) -> None:
        """Print an address on the next label."""
        if self.place >= self.sheet.places:
            self.canvas.showPage()
            self.pages += 1
            self.place = 0
        row, column = divmod(self.place, self.sheet.columns)
        left = (self.sheet.left + column * self.sheet.across) * mm + PADDING
        middle = A4[1] - (self.sheet.top + row * self.sheet.down + self.sheet.height / 2) * mm
        size = self._size(lines)
        self.canvas.setFont(REGULAR, size)
        down = middle + len(lines) * size * LEADING / 2 - size
        for number, line in enumerate(lines):
            self.canvas.drawString(left, down - number * size * LEADING, self._fitted(line, size))
        self.place += 1
        self.count += 1

    def unprintable(self, lines: Sequence[str]) -> str:
        """Return the characters of an address that the typeface does not have."""
        return unprintable("".join(lines))

    def close(self) -> None:
        """Write the file."""
        self.canvas.save()

    def _size(self, lines: Sequence[str]) -> float:
        """Return the largest type in which all lines are on the label."""
        room = self.sheet.width * mm - 2 * PADDING
        high = self.sheet.height * mm - PADDING
        widest = max((width(line, 1) for line in lines), default=1) or 1
        fits = min(room / widest, high / (max(len(lines), 1) * LEADING))
        return float(max(min(LARGEST, fits), SMALLEST))

    def _fitted(self, line: str, size: float) -> str:
        room = self.sheet.width * mm - 2 * PADDING
        if width(line, size) <= room:
            return line
        while line and width(line + "…", size) > room:
            line = line[:-1]
        return line + "…"
