"""The page where letters, cover sheets and labels are made."""

from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document

from segments_app.models import ExportRecord, Job
from tests.factories import make_contact, make_interaction, make_logged_segment, make_template
from tests.queries import queries_of
from tests.segments_app.services.building import make_segment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def logged():
    logged = make_logged_segment("SM00001", description="Invitation")
    for name, city in (("Ada", "Berlin"), ("Bo", "")):
        make_interaction(
            make_contact(name, address="Weg 1", city=city),
            logged_segment=logged,
            segment_number="SM00001",
            template=make_template(),
            correspondence_type="letter",
        )
    return logged


def page(logged, what="letters"):
    return reverse("segments:logged_segment_print", args=[logged.pk, what])


SHEET = {"order": "postcode", "window": "din5008b", "right": "0", "down": "0"}


def test_the_letters_are_made_recorded_and_handed_to_who_asked(client_for, logged):
    client = client_for("Marketer")

    text = client.get(page(logged)).content.decode()
    assert "2 letters were logged." in text and "1 of them has no street or no city" in text
    response = client.post(page(logged), SHEET, follow=True)

    text = response.content.decode()
    job = Job.objects.get(kind="print")
    download = reverse("segments:export_file", args=[job.pk])
    assert "Ready to print" in text and download in text
    record = ExportRecord.objects.get()
    assert (record.format, record.row_count, record.filters) == ("pdf", 1, "letters")
    answer = client.get(download)
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"%PDF") and "attachment" in answer["Content-Disposition"]
    assert client_for("Administrator").get(download).status_code == 404


def test_the_letters_are_made_as_docx_for_a_mail_house(client_for, logged):
    client = client_for("Marketer")

    assert "Make the DOCX" in client.get(page(logged, "document")).content.decode()
    text = client.post(page(logged, "document"), SHEET, follow=True).content.decode()

    assert "Ready to print" in text and ", 0 pages" not in text
    assert ExportRecord.objects.get().format == "docx"
    job = Job.objects.get(kind="print")
    answer = client.get(reverse("segments:export_file", args=[job.pk]))
    assert len(Document(BytesIO(b"".join(answer.streaming_content))).sections) == 1
    assert f"document-{job.pk}.docx" in answer["Content-Disposition"]


def test_pressed_twice_it_is_made_and_recorded_once(client_for, logged):
    client = client_for("Marketer")

    for _press in range(2):
        client.post(page(logged), SHEET)

    assert Job.objects.count() == ExportRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("what", "data", "complaint"),
    [
        ("letters", SHEET | {"right": "99"}, "less than or equal to 15"),
        ("letters", SHEET | {"window": "x"}, "not one of the available choices"),
        ("labels", {"order": "name", "only_letters": "no", "sheet": "70x36", "first": "25"},
         "There are 24 labels on a sheet."),
        ("covers", SHEET | {"only_letters": "yes", "notes": "a\n" * 7}, "lines are too many"),
    ],
)  # fmt: skip
def test_what_cannot_be_printed_is_said_beside_its_field(client_for, logged, what, data, complaint):
    response = client_for("Marketer").post(page(logged, what), data)

    assert response.status_code == 422 and complaint in response.content.decode()
    assert not Job.objects.exists()


def test_labels_of_an_open_segment_and_nothing_else_of_it(client_for, now):
    segment = make_segment(now=now)
    client = client_for("Marketer")

    for what in ("labels", "covers", "letters", "file", "document"):
        status = 200 if what in ("labels", "covers") else 404
        url = reverse("segments:segment_print", args=[segment.pk, what])
        assert client.get(url).status_code == status


def test_without_letters_the_page_says_so(client_for):
    logged = make_logged_segment("SM00009", description="Calls")

    assert "Nobody here gets a letter" in client_for("Marketer").get(page(logged)).content.decode()


def test_the_page_asks_as_much_for_more_letters(client_for, logged):
    client = client_for("Marketer")
    before = queries_of(client, page(logged))
    for number in range(5):
        make_interaction(
            make_contact(f"P{number}"), logged_segment=logged, correspondence_type="letter",
            template=make_template(),
        )  # fmt: skip

    assert queries_of(client, page(logged)) == before
