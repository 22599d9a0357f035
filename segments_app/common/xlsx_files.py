"""A spreadsheet written row by row: texts are texts, days are days, memory stays the same."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # below the header
LONGEST_TEXT = 32_767
EXACT_NUMBERS = 10**15  # beyond, a spreadsheet rounds
NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\']")
WIDTH = 18
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_xlsx(
    file: IO[bytes], title: str, header: Iterable[Any], rows: Iterable[Iterable[Any]]
) -> None:
    """Write the rows below a bold, frozen header; `rows` must not be more than `MOST_ROWS`."""
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet(NOT_IN_SHEET_NAMES.sub(" ", title).strip()[:31] or None)
        formats: dict[type[Any], Any] = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        titles = [str(name) for name in header]
        sheet.set_column(0, len(titles), WIDTH)
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(titles):
            sheet.write_string(0, column, name, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                write_cell(sheet, number, column, value, formats)


def write_cell(
    sheet: Any, row: int, column: int, value: Any, formats: dict[type[Any], Any]
) -> None:
    most: Any = EXACT_NUMBERS
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(row, column, gettext("Yes") if value else gettext("No"))
        case int() | float() | Decimal() if abs(value) < most:
            sheet.write_number(row, column, value)
        case datetime():
            moment = timezone.make_naive(value) if timezone.is_aware(value) else value
            sheet.write_datetime(row, column, moment, formats[datetime])
        case date() if value.year >= 1900:
            sheet.write_datetime(row, column, value, formats[date])
        case _:
            sheet.write_string(row, column, str(value)[:LONGEST_TEXT])
