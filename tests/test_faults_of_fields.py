"""The faults of values and forms that reliability.md lists under B, through the pages."""

import pytest
from django.urls import reverse

from contacts.models import Contact, ContactComment
from segments_app.models import Segment
from tests.factories import make_campaign, make_interaction, make_person

pytestmark = pytest.mark.django_db
PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}${7*7}",
    "</textarea><b>x</b>",
]
NEW = "/contacts/new/?type=person"


@pytest.fixture
def client(client_for):
    return client_for("marketer")


def pages_of(person, campaign, segment, call):
    """Return the pages that show the name of the contact, or of what belongs to it."""
    return [
        reverse("contacts:contact_list"),
        person.get_absolute_url(),
        reverse("contacts:contact_edit", args=[person.pk]),
        reverse("contacts:contact_comment_new", args=[person.pk]),
        reverse("contacts:contact_file_new", args=[person.pk]),
        reverse("segments:segment_who", args=[segment.pk]),
        reverse("segments:segment_by_hand", args=[segment.pk]) + "?q=x",
        reverse("segments:search") + "?q=x",
        reverse("interactions:interaction_list"),
        call.get_absolute_url(),
        campaign.get_absolute_url(),
    ]


@pytest.mark.parametrize("text", PAYLOADS)
def test_fb01_a_name_is_shown_literally_on_every_page_that_shows_it(client, text):
    person = make_person(
        text, first_name=text[:60], company=None, search_text="x", job_title=text, city=text
    )
    campaign, segment = (
        make_campaign(description=text),
        Segment.objects.create(number="SM1", description=text[:90]),
    )
    call = make_interaction(person, description=text, subject=text, campaign=campaign)

    for page in pages_of(person, campaign, segment, call):
        answer = client.get(page)
        assert answer.status_code == 200, page
        shown = answer.content.decode()
        assert text not in shown or "<" not in text, page
        assert "${49}" not in shown, page
        assert "<b>x</b>" not in shown, page


@pytest.mark.parametrize(
    "name",
    ["e" + "\u0301" * 80, "\u202eadam", "A\u200db", "\U0001f600\U00020000", "A\u00a0B", "O\u0308z"],
)
def test_fb02_any_letters_are_stored_shown_and_found(client, name):
    made = client.post(NEW, {"first_name": "Anna", "surname": name[:60], "type": "person"})
    assert made.status_code == 303
    anna = Contact.objects.get()

    assert client.get(anna.get_absolute_url()).status_code == 200
    found = client.get(reverse("contacts:contact_list"), {"q": anna.surname})
    assert [row.record.pk for row in found.context["table"].page.object_list] == [anna.pk]


def test_fb03_a_newline_in_a_single_line_is_not_kept(client):
    client.post(NEW, {"first_name": "Anna\r\nBcc: x@x.example", "surname": "Berg"})

    assert not any("\n" in one.name for one in Contact.objects.all())


def test_fb04_a_text_that_is_too_long_is_refused_and_still_there(client):
    anna, text = make_person(), "x" * 3_000
    page = reverse("contacts:contact_comment_new", args=[anna.pk])

    answer = client.post(page, {"text": text, "commented_on": "2026-01-01"})

    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert not ContactComment.objects.exists()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"surname=a&surname=b&company=1&company=2", "application/x-www-form-urlencoded"),
        (b"id[]=1&type[]=x", "application/x-www-form-urlencoded"),
        (b'{"surname": ["x"]}', "application/json"),
        (b"surname=%ff%fe%00", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"\xff\xfe", "text/plain"),
    ],
)
def test_fb05_a_crafted_form_is_refused_in_words(client, body, kind):
    for page in (NEW, reverse("segments:contact_import_new"), reverse("segments:segment_new")):
        assert client.post(page, body, kind).status_code < 500


@pytest.mark.parametrize("key", ["0", "-1", "9" * 19, "9" * 400, "%00", "1e3", "\u0661", "a" * 36])
def test_fb06_a_key_that_is_none_is_not_found(client, key):
    for page in ("/contacts/{}/", "/segments/{}/", "/campaigns/{}/", "/interactions/{}/"):
        assert client.get(page.format(key)).status_code == 404, page


@pytest.mark.parametrize(
    "query",
    [
        "page=-1", "page=999999999", "page=a", "per_page=100000000", "sort=owner__password",
        "sort=-id;select", "sort=salesperson__user__password", "q=" + "x" * 5_000, "q=%00",
        "company=1e3", "company=" + "9" * 30, "country=%ff", "mailing_group=-1",
    ],
)  # fmt: skip
def test_fb07_an_address_that_was_meddled_with_shows_a_page(client, query):
    make_person()
    for page in ("/contacts/", "/segments/", "/campaigns/", "/interactions/"):
        assert client.get(f"{page}?{query}").status_code < 500, page


def test_fb08_money_is_rounded_as_it_is_shown_or_refused(client):
    page = reverse("campaigns:campaign_new")
    for typed in ("-1", "1e30", "NaN", ",", "1e-9"):
        answer = client.post(page, {"description": "Fair", "budget": typed, "cost": typed})
        assert answer.status_code < 500, typed


def test_fb10_what_somebody_else_saved_is_not_overwritten_unseen(client, now):
    anna = make_person("Anna", first_name="Anna", city="Kiel")
    page = reverse("contacts:contact_edit", args=[anna.pk])
    version = client.get(page).context["form"]["version"].value()
    typed = {"first_name": "Anna", "version": version, "type": "person"}

    assert client.post(page, typed | {"city": "Bonn"}).status_code == 303
    late = client.post(page, typed | {"city": "Ulm"})

    assert late.status_code == 409
    assert "Ulm" in late.content.decode()
    anna.refresh_from_db()
    assert anna.city == "Bonn"
