"""The faults of what is taken along that reliability.md lists under D."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from contacts.models import Contact
from contacts.services.importing import starting
from contacts.services.importing.applying import carry_out
from contacts.services.importing.files import path_of
from contacts.services.importing.options import Options
from segments_app.common.sheets import guess, open_rows
from segments_app.models import ExportRecord, Segment
from tests.contacts.importing.bringing import NOON, counts, make_series
from tests.factories import make_interaction, make_person

pytestmark = pytest.mark.django_db
LIST = "/contacts/"


@pytest.fixture(autouse=True)
def kept_here(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(client_for):
    return client_for("Marketer")


def test_fd02_a_text_that_looks_like_a_formula_is_a_text_in_a_spreadsheet(client, tmp_path):
    make_person("=1+1", city="@SUM(A1)", job_title="-2+3")
    path = tmp_path / "people.xlsx"
    path.write_bytes(client.get(LIST, {"export": "xlsx", "fields": ["name", "city"]}).getvalue())

    with open_rows(path, guess(path, name=path.name)) as rows:
        (row,) = rows
    assert row.cells == ["=1+1", "@SUM(A1)"]
    plain = client.get(LIST, {"export": "csv", "fields": ["name", "city"]}).getvalue()
    assert b"'=1+1" in plain


@pytest.mark.parametrize(
    "text",
    [
        'a "b"; c, d', "00123", "4930123456789012345", "2026-01-02", "=1+1", "'quoted", "+49 30",
        "-1", "@x",  "\u00e9", "TRUE", "1.234,5",
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_fd03_taken_along_and_brought_back_a_text_is_what_it_was(client, kind, text):
    make_series()
    make_person(email="a@x.example", surname="Berg", address=text, external_id=text[:50])
    content = client.get(LIST, {"export": kind, "content": "all"}).getvalue()
    same = brought(content, kind)
    Contact.objects.all().delete()

    again = brought(content, kind)

    assert (counts(same), counts(again)) == ({"unchanged": 1}, {"created": 1})
    anna = Contact.objects.get()
    assert (anna.address, anna.external_id) == (text, text[:50])


def brought(content, kind):
    """Import a file as the pages do, with all that is guessed."""
    imported = starting.start(io.BytesIO(content), name=f"people.{kind}", by=None, now=NOON)
    options = Options.of(imported.options)
    imported = starting.settle(imported, mapping=imported.mapping, options=options)
    return carry_out(imported, path_of(imported), by=None, now=NOON)


def test_fd04_what_a_list_hides_is_not_taken_from_it(client_for, viewer):
    make_interaction(make_person())
    segment = Segment.objects.create(number="SM1", description="Fair")
    without = client_for(viewer)
    for address in (LIST, reverse("segments:segment_lines", args=[segment.pk])):
        assert without.get(address, {"export": "csv"}).status_code == 403
    assert without.get("/segments/987654/contacts/", {"export": "csv"}).status_code == 404
    assert not ExportRecord.objects.exists()


@pytest.mark.parametrize("column", ["created_by__password", "password", "pk", "salesperson__user"])
def test_fd05_only_columns_of_the_list_are_taken(client, column):
    make_person()

    assert client.get(LIST, {"export": "csv", "fields": ["name", column]}).status_code == 400
    assert not ExportRecord.objects.exists()


def test_fd08_a_kept_file_has_a_name_that_nobody_guesses_and_is_behind_a_page(client):
    name = default_storage.save("exports/known.csv", ContentFile(b"Anna"))

    for address in (f"/media/{name}", f"/{name}", f"/static/{name}"):
        assert client.get(address).status_code == 404
    answer = client.get(LIST, {"export": "csv"})
    assert (
        "no-store" in answer.headers["Cache-Control"]
        or "private" in (answer.headers["Cache-Control"])
    )


def test_fd09_the_name_of_a_download_cannot_break_the_header(client):
    segment = Segment.objects.create(number="SM1", description='a"; filename=evil.bat\u00c4')

    address = reverse("segments:segment_lines", args=[segment.pk])
    header = client.get(address, {"export": "csv"}).headers["Content-Disposition"]

    assert "\n" not in header
    assert "evil.bat" not in header or "filename*=" in header
