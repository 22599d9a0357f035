"""CSV as a spreadsheet wants it: streamed, with a byte order mark, and never a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext

from .downloads import offered

CSV_TYPE = "text/csv; charset=utf-8"
ROWS_PER_CHUNK = 2_000
FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")  # the last four are full-width
STARTS = frozenset(FORMULA_STARTS)
TELEPHONE = re.compile(r"\+[0-9][0-9 ]*")  # nothing to compute, and a number others dial
#: In texts with a NUL before each: one that starts as formulas do, and is no telephone number.
SUSPECT = re.compile(r"\0(?:[=\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|\+(?![0-9][0-9 ]*(?:\0|\Z)))")


def formula_safe(text: str) -> str:
    """Return `text` so that a spreadsheet shows it and never computes it."""
    is_formula = text.startswith(FORMULA_STARTS) and not TELEPHONE.fullmatch(text)
    return f"'{text}" if is_formula else text


def cell(value: Any) -> str | int | float | Decimal:
    """Return what stands in the file for a value of a row."""
    if isinstance(value, str):  # first, since nearly all are
        return formula_safe(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, int | float | Decimal):
        return value
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    return formula_safe(str(value))


def cells(row: Iterable[Any]) -> list[Any]:
    """Return a row as it stands in the file; a row of texts is looked at as a whole."""
    row = list(row)
    with suppress(TypeError):  # something else than texts
        texts = "\0" + "\0".join(row)
        if texts.count("\0") == len(row) and SUSPECT.search(texts) is None:
            return row
    return [
        value if type(value) is str and value[:1] not in STARTS else cell(value) for value in row
    ]


def lines(
    header: Iterable[Any], rows: Iterable[Iterable[Any]], language: str | None
) -> Iterator[str]:
    """Yield the text of the file, a few thousand rows at a time.

    The request is over when it is read, so it carries the request's language along.
    """
    with translation.override(language):
        first = "\ufeff" + as_csv([cells(header)])
    yield first
    remaining = iter(rows)
    while True:
        with translation.override(language):
            chunk = as_csv(map(cells, islice(remaining, ROWS_PER_CHUNK)))
        if not chunk:
            return
        yield chunk


def as_csv(rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as lines of the file."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return file.getvalue()


def csv_response(
    filename: str, header: Iterable[Any], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    """Offer the rows as `filename`.csv; memory stays the same however many there are."""
    content = lines(header, rows, translation.get_language())
    return offered(StreamingHttpResponse(content, content_type=CSV_TYPE), f"{filename}.csv")
