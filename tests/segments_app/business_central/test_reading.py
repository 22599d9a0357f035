import io
import zipfile

import pytest

from segments_app.business_central.reading import (
    Limits,
    UnreadableFile,
    plain,
    read_folder,
    read_sheet,
    read_uploads,
)


@pytest.mark.parametrize("name", ["Contact  No.", "Contact No.", "ContactNo", "CONTACT_NO"])
def test_spellings_of_a_column_are_one(name):
    assert plain(name) == "contactno"


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    sheet = read_sheet("Team.csv", b"Code,Name\nSALE,Sales\n,\nADM,Office\n")

    assert [(row.number, row["code"]) for row in sheet.rows] == [(2, "SALE"), (4, "ADM")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("Code;Name\nÖ;Östlich\n".encode(), "Östlich"),
        ("\ufeffCode,Name\nÖ,Östlich\n".encode(), "Östlich"),
        ("Code\tName\nÖ\tÖstlich\n".encode("cp1252"), "Östlich"),
        ('Code,Name\nÖ,"Taylor""s, \u200bLtd."\n'.encode(), 'Taylor"s, Ltd.'),
    ],
    ids=["semicolon", "byte order mark", "Windows-1252", "quotes"],
)
def test_dialects_and_encodings_are_understood(content, name):
    sheet = read_sheet("Territory.csv", content)

    assert sheet.rows[0]["name"] == name


def test_a_row_with_fewer_cells_has_empty_ones():
    sheet = read_sheet("Team.csv", b"Code,Name\nSALE\n")

    assert sheet.rows[0]["name"] == ""


def test_a_file_without_columns_is_refused_by_name():
    with pytest.raises(UnreadableFile, match=r"Team\.csv"):
        read_sheet("Team.csv", b"")


def test_a_folder_is_read_whole(tmp_path):
    (tmp_path / "Team.csv").write_text("Code,Name\nSALE,Sales\n")
    (tmp_path / "SOURCE.md").write_text("not a table")

    assert [sheet.name for sheet in read_folder(tmp_path)] == ["Team.csv"]


@pytest.mark.parametrize("folder", ["missing", "."])
def test_a_folder_without_tables_is_refused(tmp_path, folder):
    with pytest.raises(UnreadableFile):
        read_folder(tmp_path / folder)


def zipped(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"export/{name}.csv", text)
    content.seek(0)
    return content


def test_a_zip_archive_is_opened():
    files = [("cronus.zip", zipped(Team="Code,Name\nSALE,Sales\n"))]

    assert [sheet.key for sheet in read_uploads(files, Limits())] == ["team"]


@pytest.mark.parametrize(
    "limits",
    [
        Limits(bytes_per_file=1000),
        Limits(bytes_in_all=1000),
        Limits(rows_per_file=10),
        Limits(files=0),
    ],
    ids=["bytes per file", "bytes in all", "rows", "files"],
)
def test_more_than_the_limits_is_refused(limits):
    files = [("bomb.zip", zipped(Team="Code,Name\n" + "SALE,Sales\n" * 5000))]

    with pytest.raises(UnreadableFile):
        list(read_uploads(files, limits))


def test_what_is_no_archive_is_refused():
    with pytest.raises(UnreadableFile, match=r"export\.zip"):
        read_uploads([("export.zip", io.BytesIO(b"nonsense"))], Limits())


def test_nothing_to_read_is_refused():
    with pytest.raises(UnreadableFile):
        read_uploads([], Limits())
