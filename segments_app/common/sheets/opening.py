"""Which kind of file it is, by what stands in it and never by its name alone."""

from pathlib import Path

from .csv_rows import CsvRows
from .dialects import guess_csv
from .shapes import Rows, Shape


def guess(path: Path, *, name: str) -> Shape:
    """Return how the file is probably to be read; `name` is what its owner calls it.

    Raises `Unreadable` for a file that holds no rows in any way we know.
    """
    return guess_csv(path)


def open_rows(path: Path, shape: Shape) -> Rows:
    """Open the file in the given shape; raises `Unreadable` where that cannot be done."""
    return CsvRows(path, shape)
