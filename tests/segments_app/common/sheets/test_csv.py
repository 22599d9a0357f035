"""CSV in any dialect; a fault costs its own row and is named."""

import tracemalloc
from dataclasses import asdict

import pytest

from segments_app.common.sheets import MOST_CHARACTERS, Shape, Unreadable, guess, open_rows

from .files import faults, read, table, write

PLAIN = "name,email\nAda,ada@x.org\nBob,bob@x.org\n"
CELLS = (["name", "email"], [["Ada", "ada@x.org"], ["Bob", "bob@x.org"]])


def test_shape_goes_through_json_and_back(tmp_path):
    shape = guess(write(tmp_path, PLAIN), name="a.csv")
    assert Shape(**asdict(shape)) == shape
    assert (shape.kind, shape.encoding, shape.header_line) == ("csv", "utf-8", 1)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " ", ", "])
def test_delimiter_is_found(tmp_path, delimiter):
    text = "name;email;city\nAda;ada@x.org;Ulm\nBob;bob@x.org;Bonn\n".replace(";", delimiter)
    header, cells = table(write(tmp_path, text))
    assert header == ["name", "email", "city"]
    assert [[cell.strip() for cell in row] for row in cells] == [
        ["Ada", "ada@x.org", "Ulm"],
        ["Bob", "bob@x.org", "Bonn"],
    ]


def test_list_of_addresses_is_one_column(tmp_path):
    path = write(tmp_path, "E-Mail\nada@x.org\nbob@x.org\n")
    assert table(path) == (["E-Mail"], [["ada@x.org"], ["bob@x.org"]])


def test_names_of_two_words_are_not_parted_at_the_blank(tmp_path):
    path = write(tmp_path, "Full name\nAda Byron\nBob Moses\n")
    assert table(path) == (["Full name"], [["Ada Byron"], ["Bob Moses"]])


def test_decimal_commas_do_not_part_cells(tmp_path):
    path = write(tmp_path, "name;amount\nAda;1,5\nBob;2,5\nCid;3,5\n")
    assert table(path)[0] == ["name", "amount"]


def test_line_of_the_spreadsheet_says_the_delimiter(tmp_path):
    path = write(tmp_path, "sep=|\nname|a,b,c\nAda|1,2,3\n")
    assert table(path) == (["name", "a,b,c"], [["Ada", "1,2,3"]])


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_is_read_with_or_without_its_mark(tmp_path, encoding):
    text = "email\tname\r\nada@x.org\tŁucja Müller 😀\r\n" * 1 + "bob@x.org\tBob\r\n" * 9
    header, cells = table(write(tmp_path, text.encode(encoding)))
    assert header == ["email", "name"]
    assert cells[0] == ["ada@x.org", "Łucja Müller 😀"]


@pytest.mark.lesson(82)
def test_quoted_header_behind_a_byte_order_mark(tmp_path):
    path = write(tmp_path, '\ufeff"email","name"\r\nada@x.org,Ada\r\n')
    assert table(path) == (["email", "name"], [["ada@x.org", "Ada"]])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Müller;Köln;5 €", "cp1252"),
        ("Łódź;Świętosław;Żółć", "cp1250"),
        ("Иванов;Москва;Петров", "cp1251"),
        ("Иванов;Москва;Петров", "koi8-r"),
        ("山田太郎;東京都;千代田区", "shift-jis"),
        ("Παπαδόπουλος;Αθήνα;Ελλάδα", "cp1253"),
    ],
)
def test_encoding_is_guessed_by_the_letters(tmp_path, text, encoding):
    path = write(tmp_path, ("a;b;c\n" + f"{text}\n" * 20).encode(encoding))
    assert guess(path, name="a.csv").encoding == encoding
    assert table(path)[1][0] == text.split(";")


def test_encoding_is_guessed_from_a_letter_far_behind(tmp_path):
    plain = b"name;city\n" + b"Ada;Ulm\n" * 50_000
    path = write(tmp_path, plain + "Jörg;Köln\n".encode("cp1252"))
    assert table(path)[1][-1] == ["Jörg", "Köln"]


def test_encoding_may_be_chosen_against_the_guess(tmp_path):
    path = write(tmp_path, "a;b\nMüller;x\n".encode("cp850"))
    assert table(path, encoding="cp850")[1] == [["Müller", "x"]]


def test_one_byte_that_is_not_utf8_costs_its_row_only(tmp_path):
    rows = ["Jörg;Köln\n".encode()] * 50_000
    rows[40_000] = "Jörg;Ulm\n".encode("cp1252")
    path = write(tmp_path, b"name;city\n" + b"".join(rows))
    found = read(path)[1]
    assert len(found) == 50_000
    wrong = [row for row in found if row.error]
    assert [(row.number, row.cells) for row in wrong] == [(40_002, ["J\ufffdrg", "Ulm"])]
    assert "name" in wrong[0].error and "UTF-8" in wrong[0].error


def test_byte_that_is_not_utf16_costs_its_row_only(tmp_path):
    text = "\ufeffname\tcity\nAda\tUlm\nBob\tBonn\n".encode("utf-16-le")
    path = write(tmp_path, text.replace("U".encode("utf-16-le"), b"\x00\xdc"))
    assert list(faults(path)) == [2]


def test_newlines_of_all_kinds_in_one_file(tmp_path):
    path = write(tmp_path, 'name,note\nAda,one\r\nBob,"two\rlines"\rCid,"three\r\nlines"\nDan,x')
    _rows, found = read(path)
    assert [(row.number, row.cells) for row in found] == [
        (2, ["Ada", "one"]),
        (3, ["Bob", "two\rlines"]),
        (5, ["Cid", "three\r\nlines"]),
        (7, ["Dan", "x"]),
    ]


@pytest.mark.lesson(83)
def test_blank_rows_are_counted_and_numbers_stay_right(tmp_path):
    path = write(tmp_path, "name,email\n\nAda,a@x.org\n,\n\nBob,b@x.org\n\n\n")
    rows, found = read(path)
    assert [(row.number, row.cells[0]) for row in found] == [(3, "Ada"), (6, "Bob")]
    assert rows.blank == 5


@pytest.mark.lesson(82)
def test_last_row_needs_no_newline(tmp_path):
    assert table(write(tmp_path, PLAIN.rstrip("\n"))) == CELLS


def test_quote_that_is_never_closed_costs_its_row_only(tmp_path):
    lines = [f"{n},name {n}\n" for n in range(10_000)]
    lines[1] = '1,"name 1\n'
    _rows, found = read(write(tmp_path, "id,name\n" + "".join(lines)))
    assert len(found) == 10_000
    wrong = [row for row in found if row.error]
    assert [row.number for row in wrong] == [3]
    assert "a quote is not closed" in wrong[0].error
    assert found[2].cells == ["2", "name 2"]


def test_file_full_of_quotes_that_are_never_closed_asks_for_another_quote(tmp_path):
    path = write(tmp_path, "size,name\n" + '5","a\n' * 3_000)
    with pytest.raises(Unreadable, match="Choose another quote"):
        read(path)
    assert len(read(path, quote="")[1]) == 3_000


def test_quote_that_meets_another_rows_quote_costs_its_row_only(tmp_path):
    path = write(tmp_path, 'id,name,city\n1,"Ada,Ulm\n2,Bob,Bonn\n3,"Cid, Dr.",Kiel\n4,Dan,Jena\n')
    assert faults(path) == {2: "A quote opens in this row and is not closed."}


def test_text_behind_a_closing_quote_is_not_guessed_at(tmp_path):
    path = write(tmp_path, 'id,name\n1,"Ada" Byron\n2,Bob\n')
    assert faults(path) == {2: "There is text after a closing quote."}


def test_quotes_inside_a_cell(tmp_path):
    path = write(tmp_path, 'id,name\n1,"Ada ""the"" Byron"\n2,5" pipe\n3,""\n')
    assert [row[1] for row in table(path)[1]] == ['Ada "the" Byron', '5" pipe', ""]


def test_single_quotes(tmp_path):
    path = write(tmp_path, "'id','name'\n'1','Byron, Ada'\n'2','Moses, Bob'\n")
    assert table(path)[1] == [["1", "Byron, Ada"], ["2", "Moses, Bob"]]


def test_file_without_quoting(tmp_path):
    path = write(tmp_path, 'id\tname\n1\t"Ada\n')
    assert table(path, quote="")[1] == [["1", '"Ada']]


def test_row_with_too_few_or_too_many_cells_is_not_shifted(tmp_path):
    path = write(tmp_path, "a,b,c\n1,2,3\n1,2\n1,2,3,4\n1,2,3,\n4,5,6\n")
    assert faults(path) == {
        3: "Expected 3 cells, found 2.",
        4: "Expected 3 cells, found 4.",
        5: "Expected 3 cells, found 4.",
    }


def test_columns_of_one_name_are_both_there(tmp_path):
    path = write(tmp_path, "email;email\na@x.org;b@x.org\n")
    assert table(path) == (["email", "email"], [["a@x.org", "b@x.org"]])


def test_names_of_columns_lose_what_nobody_sees(tmp_path):
    path = write(
        tmp_path,
        "\ufeff E-Mail\u00a0\u200b,,First \n Name\na@x.org,x,Ada\n".replace("\n Name", "  Name"),
    )
    assert table(path)[0] == ["E-Mail", "Column B", "First Name"]


def test_lines_before_the_header_are_passed_over(tmp_path):
    path = write(tmp_path, "Customers\nof March\n\nname,email\nAda,ada@x.org\n")
    assert guess(path, name="a.csv").header_line == 4
    assert [row.number for row in read(path)[1]] == [5]
    assert table(path) == (["name", "email"], [["Ada", "ada@x.org"]])


def test_file_without_a_header_loses_no_row(tmp_path):
    path = write(tmp_path, "Ada,ada@x.org\nBob,bob@x.org\n")
    assert guess(path, name="a.csv").header_line == 0
    assert table(path) == (["Column A", "Column B"], CELLS[1])
    assert [row.number for row in read(path)[1]] == [1, 2]


def test_header_line_may_be_chosen(tmp_path):
    path = write(tmp_path, "Person,Person\nname,email\nAda,ada@x.org\n")
    assert table(path, header_line=2) == (["name", "email"], [["Ada", "ada@x.org"]])


def test_header_and_nothing_else_has_no_rows(tmp_path):
    assert table(write(tmp_path, "name,email\n")) == (["name", "email"], [])


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\n\n \r\n"])
def test_empty_file_is_refused(tmp_path, content):
    with pytest.raises(Unreadable, match="empty"):
        guess(write(tmp_path, content), name="a.csv")


@pytest.mark.parametrize(
    "content",
    [b"\x89PNG\r\n\x1a\n" + bytes(500), b"\xff\xd8\xff\xe0" + bytes(range(1, 256)) * 9],
)
def test_picture_is_no_table(tmp_path, content):
    with pytest.raises(Unreadable, match="not a file of text"):
        guess(write(tmp_path, content), name="a.csv")


def test_header_line_behind_the_end_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="no line that names"):
        read(write(tmp_path, PLAIN), header_line=9)


def test_unknown_encoding_is_refused(tmp_path):
    with pytest.raises(Unreadable, match="these settings"):
        read(write(tmp_path, PLAIN), encoding="klingon")


def test_longest_cell_is_read_and_a_longer_one_costs_its_row(tmp_path):
    fits, long = "x" * MOST_CHARACTERS, "x" * (MOST_CHARACTERS + 1)
    path = write(tmp_path, f"id,note\n1,{fits}\n2,{long}\n3,y\n")
    _rows, found = read(path)
    assert [(row.number, bool(row.error)) for row in found] == [(2, False), (3, True), (4, False)]
    assert f"{MOST_CHARACTERS}" in found[1].error


def test_cell_of_ten_megabytes_costs_its_row_and_no_memory(tmp_path):
    path = write(tmp_path, "id,note\n1,a\n2," + "x" * 10_000_000 + "\n3,b\n")
    shape = guess(path, name="a.csv")
    tracemalloc.start()
    found = [(row.number, bool(row.error)) for row in open_rows(path, shape)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [(2, False), (3, True), (4, False)]
    assert peak < 40_000_000


def test_nul_costs_its_row(tmp_path):
    path = write(tmp_path, "id,note\n1,a\n2,b\0c\n3,d\n")
    assert faults(path) == {3: "Column B holds a NUL character, which no text has."}


def test_ten_thousand_columns_are_refused(tmp_path):
    path = write(tmp_path, ",".join(f"c{n}" for n in range(10_000)) + "\n")
    with pytest.raises(Unreadable, match="10000 columns"):
        read(path)


def test_formulas_are_texts(tmp_path):
    cells = ["=1+1", "@SUM(1)", "+4930123", "-1", "\tx"]
    path = write(tmp_path, "id;text\n" + "".join(f'1;"{cell}"\n' for cell in cells))
    assert [row[1] for row in table(path)[1]] == cells


@pytest.mark.fault("FA31")
def test_long_file_is_read_in_little_memory(tmp_path):
    path = tmp_path / "long.csv"
    with path.open("w") as file:
        file.write("id,name,email,city\n")
        file.writelines(f"{n},Name {n},n{n}@x.org,Köln\n" for n in range(200_000))
    shape = guess(path, name=path.name)
    tracemalloc.start()
    count = sum(1 for row in open_rows(path, shape) if not row.error)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 200_000
    assert peak < 2_000_000


def test_a_title_filled_up_with_empty_cells_is_no_line_of_names(tmp_path):
    text = "Contacts of Acme;;;\n2026;;;\nVorname;Nachname;Ort;PLZ\nAnn;Lee;Ulm;\n;Ray;;\n"

    header, rows = table(write(tmp_path, text))

    assert header == ["Vorname", "Nachname", "Ort", "PLZ"]
    assert rows == [["Ann", "Lee", "Ulm", ""], ["", "Ray", "", ""]]
