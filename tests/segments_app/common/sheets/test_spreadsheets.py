"""Spreadsheets: cells as a person would type them; what would fill the memory is refused."""

import struct
import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter

from segments_app.common.sheets import Unreadable, guess, open_rows

from .files import read, table, write
from .old_excel import xls

MORNING = datetime(2026, 1, 31, 8, 5)  # noqa: DTZ001 (a spreadsheet knows no zone)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
ODS = (
    '<?xml version="1.0"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
    '<office:spreadsheet><table:table table:name="People">{rows}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)


def workbook(path, **sheets):
    """Write an XLSX file; each sheet is a list of rows."""
    formats = {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}
    with xlsxwriter.Workbook(path) as book:
        styles = {kind: book.add_format({"num_format": text}) for kind, text in formats.items()}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write(number, column, cell, styles.get(type(cell)))
    return path


def ods(folder, rows):
    path = folder / "people.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", ODS.format(rows=rows))
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{MANIFEST}"/>')
    return path


def changed(path, name, change):
    """Rewrite one member of an archive, or add it."""
    content = {}
    with zipfile.ZipFile(path) as archive:
        content = {member: archive.read(member) for member in archive.namelist()}
    content[name] = change(content.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in content.items():
            archive.writestr(member, data)
    return path


def refusal(path, name=None):
    with pytest.raises(Unreadable) as refused:
        guess(path, name=name or path.name)
    return str(refused.value)


def test_cells_are_what_a_person_would_type(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        People=[
            ["id", "n", "share", "since", "at", "clock", "yes", "text"],
            [
                "00123",
                12,
                0.25,
                date(2026, 1, 31),
                MORNING,
                time(8, 30),
                True,
                "",
            ],
            [
                "=1+1",
                -3,
                1e-7,
                date(1999, 12, 31),
                MORNING.replace(hour=0, minute=0),
                time(0, 0),
                False,
                "a\nb",
            ],
        ],
    )
    cells = table(path)[1]
    assert cells[0] == [
        "00123",
        "12",
        "0.25",
        "2026-01-31",
        "2026-01-31 08:05:00",
        "08:30",
        "true",
        "",
    ]
    assert cells[1][1:5] == ["-3", "0.0000001", "1999-12-31", "2026-01-31"]
    assert cells[1][6:] == ["false", "a\nb"]


def test_sheet_with_something_on_it_is_guessed_and_another_may_be_chosen(tmp_path):
    path = workbook(tmp_path / "a.xlsx", Empty=[], People=[["name"], ["Ada"]], Two=[["x"], ["y"]])
    shape = guess(path, name="a.xlsx")
    assert (shape.kind, shape.sheet, shape.sheets) == (
        "sheet",
        "People",
        ["Empty", "People", "Two"],
    )
    assert table(path) == (["name"], [["Ada"]])
    assert table(path, sheet="Two") == (["x"], [["y"]])
    with pytest.raises(Unreadable, match="no sheet of this name"):
        read(path, sheet="Three")


def test_rows_keep_the_numbers_and_columns_the_letters_of_the_sheet(tmp_path):
    rows = [
        ["", "Customers"],
        [],
        ["", "name", "", "city"],
        [],
        ["", "Ada", "x", "Ulm"],
        ["", "Bob"],
    ]
    path = workbook(tmp_path / "a.xlsx", People=rows)
    assert guess(path, name="a.xlsx").header_line == 3
    opened, found = read(path)
    assert opened.header == ["name", "Column C", "city"]
    assert [(row.number, row.cells) for row in found] == [
        (5, ["Ada", "x", "Ulm"]),
        (6, ["Bob", "", ""]),
    ]
    assert opened.blank == 1


def test_sheet_without_a_header_loses_no_row(tmp_path):
    path = workbook(tmp_path / "a.xlsx", People=[["Ada", "a@x.org"], ["Bob", "b@x.org"]])
    assert guess(path, name="a.xlsx").header_line == 0
    assert table(path) == (["Column A", "Column B"], [["Ada", "a@x.org"], ["Bob", "b@x.org"]])


def test_content_decides_and_not_the_name(tmp_path):
    path = workbook(tmp_path / "a.xlsx", People=[["name"], ["Ada"]])
    assert guess(path, name="contacts.csv").kind == "sheet"


def test_ods_is_read(tmp_path):
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>name</text:p>'
        "</table:table-cell></table:table-row><table:table-row>"
        '<table:table-cell office:value-type="string"><text:p>007</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert table(ods(tmp_path, rows)) == (["name"], [["007"]])


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
@pytest.mark.parametrize("content", ["name;email\n1;2\n", "<html><table></table></html>"])
def test_text_called_a_spreadsheet_is_refused(tmp_path, name, content):
    assert "called a spreadsheet and is none" in refusal(write(tmp_path, content, name))


def test_archive_that_is_no_spreadsheet_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../contacts.csv", "name\nAda\n")
    assert "archive and no spreadsheet" in refusal(path)
    assert list(tmp_path.iterdir()) == [path]


def test_archive_of_very_many_members_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(3_000):
            archive.writestr(f"xl/{number}", "")
    assert "too many parts" in refusal(path)


@pytest.mark.parametrize(
    ("member", "content", "words"),
    [
        ("xl/vbaProject.bin", b"x", "holds macros"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "other files"),
        ("xl/sharedStrings.xml", b'<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>', "entities"),
        ("xl/workbook.xml", b"\0", "damaged"),
    ],
)
def test_what_no_list_needs_is_refused(tmp_path, member, content, words):
    path = workbook(tmp_path / "a.xlsx", People=[["name"], ["Ada"]])
    assert words in refusal(changed(path, member, lambda _before: content))


def test_damaged_archive_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", People=[["name"], ["Ada"]])
    path.write_bytes(path.read_bytes()[:-300])
    assert "damaged" in refusal(path)


def test_old_spreadsheet_that_is_damaged_is_refused(tmp_path):
    path = write(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_000), "a.xls")
    assert "damaged" in refusal(path)


def test_empty_spreadsheet_is_refused(tmp_path):
    assert "empty" in refusal(workbook(tmp_path / "a.xlsx", One=[], Two=[]))


def test_archive_that_lies_about_its_size_is_refused(tmp_path, monkeypatch):
    path = workbook(tmp_path / "a.xlsx", People=[["name"], ["Ada"]])
    changed(path, "xl/media/image1.png", lambda _before: bytes(2_000_000))
    content = path.read_bytes()
    assert struct.pack("<I", 2_000_000) in content
    path.write_bytes(content.replace(struct.pack("<I", 2_000_000), struct.pack("<I", 20)))
    monkeypatch.setattr("segments_app.common.sheets.archives.MOST_BYTES", 1_000_000)
    assert "too large" in refusal(path)


def test_sheet_that_would_fill_the_memory_is_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", People=[["name"], ["Ada"]])
    corners = b'<c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    changed(
        path,
        "xl/worksheets/sheet1.xml",
        lambda sheet: (
            sheet[: sheet.index(b"<c ")] + corners + sheet[sheet.index(b"</sheetData>") :]
        ),
    )
    assert "too large" in refusal(path)


def test_text_repeated_in_every_cell_is_refused(tmp_path):
    text = "x" * 32_000
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number in range(40_000):
            sheet.write_string(number, 0, text)
    assert path.stat().st_size < 500_000
    assert "too large" in refusal(path)


def test_rows_said_to_be_there_a_million_times_are_refused(tmp_path):
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float"'
    row = '<table:table-row table:number-rows-repeated="1048576">'
    path = ods(tmp_path, f'{row}{cell} office:value="1"/></table:table-row>')
    assert "too large" in refusal(path) or "damaged" in refusal(path)


def test_too_many_columns_are_refused(tmp_path):
    path = workbook(tmp_path / "a.xlsx", People=[[f"c{n}" for n in range(1_200)]])
    with pytest.raises(Unreadable, match="1200 columns"):
        read(path)


def test_reading_that_is_broken_off_leaves_no_process(tmp_path):
    path = workbook(tmp_path / "a.xlsx", People=[["name"]] + [[f"Ada {n}"] for n in range(5_000)])
    with open_rows(path, guess(path, name="a.xlsx")) as rows:
        next(iter(rows))
    assert rows.reader.process.poll() is not None


def test_a_workbook_of_excel_97_is_read(tmp_path):
    rows = [["Vorname", "PLZ", "Umsatz"], ["Übel", 10115.0, 12.5], ["東京", "00123", 3.0]]
    path = write(tmp_path, xls(rows), "old.xls")

    assert guess(path, name="old.xls").sheets == ["People"]
    header, found = table(path)
    assert header == ["Vorname", "PLZ", "Umsatz"]
    assert found == [["Übel", "10115", "12.5"], ["東京", "00123", "3"]]
