"""The rows that were not taken, as a file to mend and load again."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from contacts.models import ContactImport, ImportRow, Outcome
from segments_app.common.csv_files import cells as safe

ROWS_PER_CHUNK = 500


def reject_lines(imported: ContactImport) -> Iterator[bytes]:
    """Yield the file: the columns as they were, then the row and the reason.

    In the dialect and encoding of the original; of a spreadsheet or of business cards as CSV.
    What a spreadsheet would compute gets an apostrophe, which the import takes away again.
    """
    is_csv = imported.shape.get("kind") == "csv"
    delimiter = imported.shape["delimiter"] if is_csv else ";"
    quote = (imported.shape["quote"] if is_csv else "") or '"'
    encoding = imported.shape["encoding"] if is_csv else "utf-8"
    if encoding in ("utf-8", "utf-8-sig"):
        yield b"\xef\xbb\xbf"
    rows = ImportRow.objects.rows().filter(contact_import=imported)
    rows = rows.filter(outcome__in=[Outcome.REJECTED, Outcome.SKIPPED]).order_by("number")
    width = len(imported.header)
    lines = [safe([*imported.header, _("Row"), _("Reason")])]
    for number, cells, reason in rows.values_list("number", "cells", "reason").iterator():
        found = [*(cells or []), *[""] * (width - len(cells or []))]
        lines.append(safe([*found, str(number), reason]))
        if len(lines) == ROWS_PER_CHUNK:
            yield as_text(lines, delimiter, quote).encode(encoding, "replace")
            lines = []
    yield as_text(lines, delimiter, quote).encode(encoding, "replace")


def as_text(lines: list[list[object]], delimiter: str, quote: str) -> str:
    """Return lines of a CSV file."""
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, quotechar=quote, lineterminator="\r\n").writerows(lines)
    return file.getvalue()
