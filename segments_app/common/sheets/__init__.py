"""Reads what people bring: CSV in any dialect, spreadsheets, business cards; all as rows."""

from .opening import guess, open_rows
from .shapes import ENCODINGS, MOST_CHARACTERS, MOST_COLUMNS, Row, Rows, Shape, Unreadable

__all__ = [
    "ENCODINGS",
    "MOST_CHARACTERS",
    "MOST_COLUMNS",
    "Row",
    "Rows",
    "Shape",
    "Unreadable",
    "guess",
    "open_rows",
]
