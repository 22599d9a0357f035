"""What others write is read as they meant it: csv-spectrum, and any table there can be."""

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_app.common.sheets import Shape, open_rows
from tests.shared_data import shared

from .files import table

NAMES = [
    *("comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines"),
    *("newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8"),
]
TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
) | st.sampled_from(['"', "a,b", ";", "\r", "\n", "\r\n", "=1+1", "00123", " x ", "'"])


@pytest.mark.parametrize("name", NAMES)
def test_spectrum_of_csv(name):
    expected = json.loads(shared("csv-spectrum", "json", f"{name}.json").read_text())
    header, cells = table(shared("csv-spectrum", "csvs", f"{name}.csv"), header_line=1)
    found = [dict(zip(header, row, strict=True)) for row in cells]
    # The data set's own copy of one file has lost its carriage returns.
    assert json.dumps(found) == json.dumps(expected).replace(r"\r\n", r"\n")


@given(
    rows=st.lists(st.tuples(st.just("x"), TEXT, TEXT), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|"),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_any_table_that_is_written_is_read_as_it_was(rows, delimiter, newline):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([("a", "b", "c"), *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(file.getvalue().encode())
        with open_rows(path, Shape("csv", delimiter=delimiter)) as found:
            assert [tuple(row.cells) for row in found] == rows
