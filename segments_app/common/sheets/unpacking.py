"""Reads a worksheet in a process of its own, with a limit to its memory and time.

A spreadsheet of a few kilobytes can ask its reader for gigabytes: by a cell in the last corner,
by one long text that every cell repeats, by a row said to be there a million times. Here only
this process is lost by it. It is run as a script, knows nothing of Django, and prints JSON:
first what the file holds, then a list of texts for each row.
"""

import json
import resource
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    WorksheetNotFound,
)

MOST_MEMORY = 1_000_000_000
MOST_SECONDS = 300
WHOLE_NUMBERS = 1e15  # beyond, a number of a spreadsheet is no longer exact


def text(value: Any) -> str:
    """Return the cell as a person would type it: ISO dates, numbers without ".0"."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, datetime):
        is_day = value.time() == time.min
        return value.date().isoformat() if is_day else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("auto" if value.second else "minutes")
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def number(value: float) -> str:
    if value == int(value) and abs(value) < WHOLE_NUMBERS:
        return str(int(value))
    return f"{Decimal(repr(value)):f}"


def worksheets(book: CalamineWorkbook) -> list[str]:
    """Return the names of the worksheets, hidden ones last."""
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    sheets.sort(key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible)
    return [sheet.name for sheet in sheets]


def chosen(book: CalamineWorkbook, names: list[str], wanted: str) -> CalamineSheet | None:
    """Return the wanted sheet, or the first with anything on it."""
    if wanted:
        return book.get_sheet_by_name(wanted)
    sheets = (book.get_sheet_by_name(name) for name in names)
    return next((sheet for sheet in sheets if sheet.start is not None), None)


def tell(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def unpack(path: str, wanted: str) -> None:
    with CalamineWorkbook.from_path(path) as book:
        names = worksheets(book)
        sheet = chosen(book, names, wanted)
        if sheet is None or sheet.start is None:
            return tell({"sheets": names, "sheet": sheet.name if sheet else "", "column": 0})
        tell({"sheets": names, "sheet": sheet.name, "column": sheet.start[1]})
        for row in sheet.iter_rows():
            tell([text(cell) for cell in row])
    return tell("end")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        unpack(sys.argv[1], sys.argv[2])
    except PasswordError:
        tell("password")
    except WorksheetNotFound:
        tell("sheet")
    except (CalamineError, ValueError, OSError):
        tell("damaged")
    except BaseException as error:  # calamine panics on some files, which is no Exception
        tell("large" if isinstance(error, MemoryError) else "damaged")


if __name__ == "__main__":
    main()
