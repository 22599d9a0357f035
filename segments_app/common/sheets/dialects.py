"""The dialect of a CSV file: what parts its cells, and which line names its columns."""

import io
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median_low

from django.utils.translation import gettext as _

from .encodings import guess_encoding, open_text
from .records import Records
from .shapes import Row, Shape, Unreadable

SAMPLE = 200_000  # characters
MOST_RECORDS = 300
DELIMITERS = ";,\t|"
BLANKS_IN_A_ROW = 3  # so many columns parted by blanks are a table; two are a name
NEARLY_ALL = 0.95
TITLED = 3  # so many columns, or a title with empty cells behind it is a row like others
SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[\r\n]+', re.IGNORECASE)
NUMBER_OR_DATE = re.compile(r"[+\-]?[\d.,:/\- ]*\d[\d.,:/\- ]*%?")


@dataclass(frozen=True)
class Reading:
    """A sample read with one delimiter: its records, the usual width, how many have it.

    What stands before the first record of several cells is a preamble and not counted.
    """

    shape: Shape
    records: list[Row]
    start: int
    width: int
    share: float

    @property
    def score(self) -> tuple[float, int]:
        return self.share**1.5 * self.width, -self.start


def guess_csv(path: Path) -> Shape:
    """Look at the beginning of the file, and at all of it for the encoding."""
    encoding = guess_encoding(path)
    text = sample(path, encoding)
    if not text.strip():
        raise Unreadable(_("The file is empty."))
    shape = Shape("csv", encoding, quote=guess_quote(text))
    said = SEPARATOR_LINE.match(text)
    if said:
        return replace(shape, delimiter=said[1], header_line=2)
    best = best_reading(text, shape)
    return replace(best.shape, header_line=header_line(best))


def best_reading(text: str, shape: Shape) -> Reading:
    readings = [read_sample(text, shape, delimiter) for delimiter in DELIMITERS]
    best = max(readings, key=lambda reading: reading.score)
    spaced = read_sample(text, shape, " ")
    if best.width == 1 and spaced.width >= BLANKS_IN_A_ROW and spaced.share > NEARLY_ALL:
        return spaced
    return best if best.width > 1 else read_sample(text, shape, ",")


def read_sample(text: str, shape: Shape, delimiter: str) -> Reading:
    skips = delimiter == " " or f"{delimiter} {shape.quote}" in text
    shape = replace(shape, delimiter=delimiter, skips_blanks=skips)
    reader = Records(io.StringIO(text, newline=""), shape)
    records: list[Row] = []
    with suppress(Unreadable):  # as far as it can be read
        while len(records) < MOST_RECORDS and (row := reader.next()) is not None:
            if any(row.cells):
                records.append(row)
    wide = [index for index, row in enumerate(records) if len(row.cells) > 1]
    start = wide[0] if wide else 0
    widths = Counter(len(row.cells) for row in records[start:])
    several = [(count, width) for width, count in widths.items() if width > 1]
    count, width = max(several, default=(len(records), 1))
    reading = Reading(shape, records, start, width, count / max(len(records) - start, 1))
    return reading if reading.score[0] >= 1 else Reading(shape, records, 0, 1, 1)


def sample(path: Path, encoding: str) -> str:
    """Return the first lines of the file; one that is cut off is left out unless alone."""
    with open_text(path, encoding) as file:
        text = file.read(SAMPLE)
        is_all = not file.read(1)
    if is_all:
        return text
    end = max(text.rfind("\n"), text.rfind("\r"))
    return text[: end + 1] or text


def guess_quote(text: str) -> str:
    doubled = re.search(r'(?:^|[,;\t| ])"', text, re.MULTILINE)
    single = re.findall(r"(?:^|[,;\t|])'[^'\r\n]*'(?=[,;\t|\r\n]|$)", text, re.MULTILINE)
    return "'" if len(single) > text.count("\n") // 2 and not doubled else '"'


def header_line(reading: Reading) -> int:
    """Return the line that names the columns: the first as wide as the rest, if it can.

    A title that a spreadsheet has filled up with empty cells is passed over.
    """
    wide = [row for row in reading.records if len(row.cells) == reading.width]
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in wide]
    few = max(1, median_low(filled) // 3) if wide and reading.width >= TITLED else 0
    for row, count in zip(wide, filled, strict=True):
        if count > few:
            return row.number if names_columns(row.cells) else 0
    return 1


def names_columns(cells: list[str]) -> bool:
    """Tell whether cells read like names: no address, number or date is among them."""
    return not any("@" in cell or NUMBER_OR_DATE.fullmatch(cell.strip()) for cell in cells)
