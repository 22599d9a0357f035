import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random

import pytest
from django.utils import translation

from segments_app.common.csv_files import (
    FORMULA_STARTS,
    ROWS_PER_CHUNK,
    cell,
    cells,
    csv_response,
    formula_safe,
)


def text_of(response):
    return b"".join(response.streaming_content).decode()


def rows_of(response):
    return list(csv.reader(io.StringIO(text_of(response).removeprefix("\ufeff"))))


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_a_text_that_a_spreadsheet_would_compute_is_shown_as_text(start):
    assert formula_safe(f"{start}1+1") == f"'{start}1+1"


def test_a_telephone_number_stays_as_it_is_dialled():
    assert formula_safe("+49 30 23125 764") == "+49 30 23125 764"
    assert formula_safe("+45-12") == "'+45-12"
    assert formula_safe("+45 12\n") == "'+45 12\n"


def test_a_row_looked_at_as_a_whole_is_the_same_as_cell_by_cell():
    dice = Random(11)
    starts = ["", *FORMULA_STARTS, "+4", "+49 30", "a", "\0", "\0=", "'", " "]
    ends = ["", "1", "1+1", " 2", "\n", "\0", "\0+", "=", "é"]
    rows = [[dice.choice(starts) + dice.choice(ends) for _cell in range(4)] for _row in range(4000)]
    rows += [["a", None], ["=1", 5], [True, "+49"], []]

    assert [cells(row) for row in rows] == [[cell(value) for value in row] for row in rows]


def test_every_text_is_made_safe_headings_and_addresses_too():
    response = csv_response("x", ["=name", "mail"], [["-1", "=cmd@example.org"]])

    assert rows_of(response) == [["'=name", "mail"], ["'-1", "'=cmd@example.org"]]


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell():
    response = csv_response("x", ["a", "b", "c"], [[-5, Decimal("-1.50"), None]])

    assert rows_of(response)[1] == ["-5", "-1.50", ""]


def test_moments_are_local_and_days_are_as_they_are():
    moment = datetime(2026, 3, 18, 11, 0, tzinfo=UTC)

    response = csv_response("x", ["a", "b"], [[moment, date(2026, 3, 18)]])

    assert rows_of(response)[1] == ["2026-03-18 12:00", "2026-03-18"]


def test_yes_and_no_are_in_the_language_of_the_request_also_when_read_later():
    with translation.override("de"):
        expected = [translation.gettext("Yes"), translation.gettext("No")]
        response = csv_response("x", ["a", "b"], [[True, False]])

    assert rows_of(response)[1] == expected


def test_the_file_begins_with_a_byte_order_mark_and_is_offered_under_its_name():
    response = csv_response("contacts", ["a"], [])

    assert text_of(response).startswith("\ufeff")
    assert response.headers["Content-Disposition"] == 'attachment; filename="contacts.csv"'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_rows_are_taken_a_chunk_at_a_time():
    taken = []
    rows = ([taken.append(number) or number] for number in range(3 * ROWS_PER_CHUNK))

    stream = iter(csv_response("x", ["a"], rows).streaming_content)
    next(stream)
    next(stream)

    assert len(taken) == ROWS_PER_CHUNK
