"""Reads what people bring: CSV in any dialect, spreadsheets, business cards; all as rows."""

from .card_fields import COMPANY_NUMBER, NUMBER
from .opening import guess, open_rows
from .shapes import (
    ENCODINGS,
    MOST_CHARACTERS,
    MOST_COLUMNS,
    Row,
    Rows,
    Shape,
    Unreadable,
    column_names,
)

__all__ = [
    "COMPANY_NUMBER",
    "ENCODINGS",
    "MOST_CHARACTERS",
    "MOST_COLUMNS",
    "NUMBER",
    "Row",
    "Rows",
    "Shape",
    "Unreadable",
    "column_names",
    "guess",
    "open_rows",
]
