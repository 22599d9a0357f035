"""The pages of an import: from the file to the report, and back."""

import csv
import io

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact, ContactImport
from contacts.services.importing import files
from segments_app import contact_import_jobs
from segments_app.models import ExportRecord, Job
from segments_app.services.jobs import run_job
from tests.factories import make_attribute, make_company, make_person

pytestmark = pytest.mark.django_db
TEXT = "Vorname;Nachname;E-Mail;Telefon\nAnna;Berg;anna@example.org;030 123456\nBo;Ek;bo@;\n"


@pytest.fixture(autouse=True)
def empty_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(client_for):
    return client_for("Marketer")


def url(name, imported=None):
    return reverse(f"segments:contact_import_{name}", args=[imported.pk] if imported else [])


def upload(client, content=TEXT, name="people.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    response = client.post(url("new"), {"upload": SimpleUploadedFile(name, content)})
    assert response.status_code == 303, response.content.decode()
    return ContactImport.objects.latest("pk")


def said(client, imported):
    """Return what the form of the columns holds, as a browser would send it."""
    form = client.get(url("columns", imported)).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def look(client, content=TEXT, **changes):
    imported = upload(client, content)
    response = client.post(url("columns", imported), said(client, imported) | changes)
    assert response.status_code == 303, response.content.decode()
    imported.refresh_from_db()
    return imported


def bring(client, content=TEXT, **changes):
    imported = look(client, content, **changes)
    client.post(url("now", imported))
    imported.refresh_from_db()
    return imported


def test_columns_are_guessed_and_their_first_values_shown(client):
    imported = upload(client)

    page = client.get(url("columns", imported))

    assert imported.mapping == ["first_name", "surname", "email", "phone"]
    assert "anna@example.org" in page.text
    assert page.context["form"]["match"].value() == "email"


CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Ann Lee\nN:Lee;Ann\nEMAIL:{}\n{}END:VCARD\n"


@pytest.mark.parametrize(("line", "match"), [("", "email"), ("UID:1\n", "external_id")])
def test_business_cards_are_matched_by_an_id_only_where_they_have_one(client, line, match):
    imported = upload(client, CARD.format("ann@example.org", line), "ann.vcf")

    assert imported.options["match"] == match


def test_business_cards_of_our_own_change_nothing_when_they_come_back(client):
    for name in ("Acme", "Acme"):  # of one name, and still told apart
        company = make_company(name, country="DE", city="Ulm")
        make_person(
            "Ann Lee", first_name="Ann", surname="Lee", company=company, phone="+49 30 12345"
        )
    exported = client.get(reverse("contacts:contact_list"), {"export": "vcard"})
    cards = b"".join(exported.streaming_content).decode()

    imported = bring(client, cards)

    assert imported.options["match"] == "number"
    assert (imported.read_count, imported.unchanged_count) == (4, 4)


def test_a_look_shows_what_would_happen_and_changes_nothing(client):
    make_person("Anna", first_name="Anna", surname="Alt", email="anna@example.org")

    imported = look(client, phone_country="DE")

    page = client.get(url("detail", imported)).text
    assert "Nothing has been imported yet." in page
    assert "<del>Alt</del> → <ins>Berg</ins>" in page
    assert "is not an e-mail address" in page
    assert Contact.objects.get().surname == "Alt"


def test_rows_are_filtered_by_what_comes_of_them(client):
    imported = look(client)

    page = client.get(url("detail", imported), {"outcome": "rejected"})

    assert [row.record.number for row in page.context["table"].rows] == [3]


def test_the_import_is_done_once_however_often_it_is_pressed(client):
    imported = look(client)

    for _press in range(2):
        assert client.post(url("now", imported)).status_code == 303

    assert Contact.objects.get().name == "Anna Berg"
    assert Job.objects.filter(kind=contact_import_jobs.IMPORT).count() == 1
    assert not default_storage.exists(imported.kept_as)


@pytest.mark.lesson(83)
def test_the_rows_that_were_not_taken_can_be_mended_and_loaded_again(client):
    imported = bring(client)
    response = client.get(url("rejects", imported))
    content = b"".join(response.streaming_content)

    taken = ExportRecord.objects.get()
    assert (taken.name, taken.row_count) == (f"rejected-{imported.pk}.csv", 1)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Vorname", "Nachname", "E-Mail", "Telefon", "Row", "Reason"]
    assert rows[1][:5] == ["Bo", "Ek", "bo@", "", "3"]
    again = bring(client, content.replace(b"bo@", b"bo@example.org"))
    assert again.created_count == 1
    assert Contact.objects.count() == 2


EVERYTHING = {
    "name": "Ann Lee", "name_2": "II", "middle_name": "M", "job_title": "Head",
    "email_2": "b@example.org", "mobile_phone": "+49171123456", "home_page": "https://example.org",
    "address": "Road 1", "address_2": "Yard", "postcode": "10115", "city": "Berlin",
    "county": "BE", "country": "DE", "format_region": "de-DE", "currency_code": "EUR",
    "registration_number": "HRB 1", "external_id": "X-1", "exclude_from_segments": "true",
    "is_privacy_blocked": "true", "correspondence_type": "email", "company": "Lee Ltd",
}  # fmt: skip


def test_the_page_tells_the_values_of_every_field_that_a_column_fills(client):
    content = ";".join([*EVERYTHING, "surname"]) + "\n" + ";".join([*EVERYTHING.values(), "Lee"])

    imported = bring(client, content, match="external_id")

    assert all(imported.mapping)
    page = client.get(url("detail", imported)).text
    assert "<small>External id:</small> X-1" in page
    assert "<small>Registration number:</small> HRB 1" in page


def test_undoing_leaves_an_external_id_that_was_changed_since_and_says_so(client):
    make_person("Ann", email="ann@example.org", external_id="old")
    imported = bring(client, "email,external id\nann@example.org,new\n", match="email")
    Contact.objects.update(external_id="newer")

    client.post(url("undo", imported), {"confirmed": "1"})

    assert Contact.objects.get().external_id == "newer"
    assert imported.rows.get().kept.startswith("external id: changed since")


def test_no_cell_of_the_rows_that_were_not_taken_is_a_formula_and_they_come_back_as_they_were(
    client,
):
    text = 'name;email;=c\n"=HYPERLINK(""http://x"")";bad@@x;-1\n@SUM(1);bad@@y;+49 30 1\n'
    imported = bring(client, text, column_2="city")

    content = b"".join(client.get(url("rejects", imported)).streaming_content).decode("utf-8-sig")

    rows = [row[:3] for row in csv.reader(io.StringIO(content), delimiter=";")]
    assert rows == [
        ["name", "email", "'=c"],
        ['\'=HYPERLINK("http://x")', "bad@@x", "'-1"],
        ["'@SUM(1)", "bad@@y", "+49 30 1"],
    ]
    bring(client, content.replace("@@", "@x."), column_2="city")
    found = Contact.objects.order_by("email").values_list("name", "city")
    assert [*found] == [('=HYPERLINK("http://x")', "-1"), ("@SUM(1)", "+49 30 1")]


def test_a_row_that_says_nothing_makes_no_contact(client):
    imported = bring(client, "name;email;note\n  ; ;\n;;only a note\nAnn;;\n", column_2="")

    assert (imported.read_count, imported.blank_count, imported.created_count) == (2, 1, 1)
    reason = "None of the columns that are taken has a value."
    assert imported.rows.get(number=3).reason == reason


def test_an_import_is_undone_after_asking(client):
    imported = bring(client)

    asked = client.post(url("undo", imported))
    assert asked.status_code == 200 and Contact.objects.exists()
    client.post(url("undo", imported), {"confirmed": "1"})

    assert not Contact.objects.exists()
    assert "Contacts deleted again: 1." in client.get(url("detail", imported)).text


def test_the_same_file_again_is_warned_of(client):
    bring(client)

    page = client.get(url("columns", upload(client))).text

    assert "The same file was imported on" in page


def test_columns_once_named_are_remembered_for_files_of_the_same_columns(client):
    text = "A;B\nAnna;Rom\n"
    bring(client, text, column_0="surname", column_1="city", match="nothing")

    assert upload(client, "A;B\nBo;Ulm\n").mapping == ["surname", "city"]


def test_columns_without_names_are_remembered_only_where_the_values_look_the_same(client):
    look(client, "ann@x.example;Ulm\nbob@x.example;Bonn\n", column_1="city")

    alike = upload(client, "cid@x.example;Rome\ndan@x.example;Bari\n")
    other = upload(client, "+49 30 555111;cid@x.example\n+49 30 555112;dan@x.example\n")

    assert alike.mapping == ["email", "city"]
    assert other.mapping == ["phone", "email"]


def test_attributes_are_chosen_for_columns_and_shown_in_words(client):
    make_attribute("met", "date", label="First met")
    make_attribute("size", "choice", choices=["s", "m"], label="Shirt")
    text = "E-Mail;First met;Shirt\nbo@example.org;31.12.2026;s\n"

    imported = look(client, text, date_format="dmy")

    assert imported.mapping == ["email", "attribute:met", "attribute:size"]
    page = client.get(url("detail", imported)).text
    assert "<small>First met:</small> 31 Dec 2026</div>" in page
    assert "<small>Shirt:</small> S</div>" in page


def test_how_dates_are_written_is_asked_where_an_attribute_needs_it_only(client):
    form = client.get(url("columns", upload(client))).context["form"]

    assert "date_format" not in form.fields


@pytest.mark.parametrize(
    ("text", "shape", "columns"),
    [
        ("name;city\n'A;B';Ulm\n", {"quote": "'", "header_line": 1}, ["A;B", "Ulm"]),
        ('name;city\n"A";Ulm\n', {"quote": "none"}, ['"A"', "Ulm"]),
        ("name^city\nA^Ulm\n", {"delimiter": "^"}, ["A", "Ulm"]),
        ("sep=!\nname!city\nA!Ulm\n", {"delimiter": "!", "header_line": 2}, ["A", "Ulm"]),
    ],
)
def test_the_signs_around_and_between_cells_can_be_said(client, text, shape, columns):
    imported = upload(client, text)
    said = client.get(url("columns", imported)).context["shape_form"].initial
    said = {name: said[name] for name in ("encoding", "delimiter", "quote", "header_line")}

    client.post(url("shape", imported), said | shape)

    imported.refresh_from_db()
    assert imported.header == ["name", "city"]
    assert imported.samples == [columns]


def test_a_file_can_be_read_another_way(client):
    imported = upload(client, "Vorname;Ort\nJörg;Köln\n".encode("cp1252"))
    shape = {"encoding": "cp1252", "delimiter": ";", "header_line": 0}

    client.post(url("shape", imported), shape)

    imported.refresh_from_db()
    assert len(imported.header) == 2
    assert imported.samples[1] == ["Jörg", "Köln"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"column_1": "first_name"}, "Two columns fill the field “first name”."),
        ({"match": "number"}, "No column fills the field “number”"),
        ({f"column_{i}": "" for i in range(4)}, "Choose a field for at least one column."),
    ],
)
def test_columns_that_make_no_sense_are_refused(client, changes, message):
    imported = upload(client)

    response = client.post(url("columns", imported), said(client, imported) | changes)

    assert response.status_code == 422
    assert message in response.text


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"PK\x03\x04broken"])
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(client, content):
    file = SimpleUploadedFile("people.xlsx", content)

    response = client.post(url("new"), {"upload": file})

    assert response.status_code == 422
    assert not ContactImport.objects.exists()
    assert not default_storage.exists(files.FOLDER) or not default_storage.listdir(files.FOLDER)[1]


def test_a_file_of_contacts_may_be_larger_than_other_uploads(client, settings):
    settings.REQUEST_MAX_SIZE, settings.IMPORT_MAX_SIZE = 100, 3000

    assert upload(client).header == ["Vorname", "Nachname", "E-Mail", "Telefon"]
    for where, size in (("new/", 4000), ("1/now/", 2000), ("none", 2000)):
        refused = client.post(f"/contacts/imports/{where}", b"x" * size, "text/csv")
        assert refused.status_code == 413


def test_a_name_of_a_file_is_shown_and_never_obeyed(client):
    imported = upload(client, name="../../<img src=x onerror=alert(1)>\u202e.csv")

    page = client.get(url("columns", imported)).text

    assert "<img src=x" not in page
    assert imported.kept_as.startswith(f"{files.FOLDER}/")


def test_a_file_that_was_not_imported_can_be_thrown_away(client):
    imported = look(client)

    client.post(url("discard", imported))

    assert not ContactImport.objects.exists()
    assert not default_storage.exists(imported.kept_as)


def test_what_nobody_came_back_for_is_thrown_away(client):
    old = look(client)
    ContactImport.objects.filter(pk=old.pk).update(
        created_at=timezone.now() - files.KEPT - files.KEPT
    )

    upload(client)

    assert not ContactImport.objects.filter(pk=old.pk).exists()
    assert not default_storage.exists(old.kept_as)


def test_a_viewer_sees_imports_and_cannot_import(client, client_for):
    imported = bring(client)
    viewer = client_for("Viewer")

    assert viewer.get(url("detail", imported)).status_code == 200
    assert viewer.get(url("new")).status_code == 403
    assert viewer.get(url("rejects", imported)).status_code == 403
    assert viewer.post(url("undo", imported)).status_code == 403


def test_a_job_whose_file_is_gone_says_so(client):
    imported = look(client)
    default_storage.delete(imported.kept_as)

    job = contact_import_jobs.request_import(imported, by=None, now=timezone.now())
    run_job(job.pk, now=timezone.now())

    job.refresh_from_db()
    assert job.error == "The file is no longer kept. Choose it again."


@pytest.mark.parametrize("shown", ["list", "detail"])
def test_lists_ask_as_often_for_many_rows_as_for_one(client, shown, django_assert_max_num_queries):
    few = look(client, "Name;E-Mail\nA;a@x.org\n")
    with django_assert_max_num_queries(30) as first:
        client.get(url(shown, None if shown == "list" else few))
    most = len(first)
    lines = "".join(f"N{n};n{n}@x.org\n" for n in range(20))
    many = look(client, f"Name;E-Mail\n{lines}")

    with django_assert_max_num_queries(most):
        client.get(url(shown, None if shown == "list" else many))
