"""What an import does besides its contacts, on its pages: a group, a segment, consents."""

import pytest
from django.utils import timezone

from contacts.models import ConsentEvent, Contact, ContactImport, ContactMailingGroup, MailingGroup
from contacts.services.duplicates import refresh_keys
from segments_app import services
from segments_app.models import Segment, SegmentLine, Step
from segments_app.services.imported import add_imported, take_out_imported
from tests.consents import make_wording, say
from tests.factories import make_person

from .test_contact_imports import look, upload, url
from .test_contact_imports import said as said_of_columns

pytestmark = pytest.mark.django_db
TEXT = "No;Vorname;Nachname\nP1;Anna;Berg\nP2;Bo;Ek\nP3;Cy;Ott\n"


@pytest.fixture(autouse=True)
def empty_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(client_for):
    return client_for("Administrator")


def make_segment(**values):
    return services.create_segment(values=values, by=None, now=timezone.now())


@pytest.fixture
def people():
    """P1 is as the file says and P2 privacy blocked; P3 comes in by the file."""
    make_person("Anna Berg", number="P1", first_name="Anna", surname="Berg", initials="AB")
    bo = make_person("Bo Ek", number="P2", first_name="Bo", surname="Ek", initials="BE")
    Contact.objects.filter(pk=bo.pk).update(is_privacy_blocked=True)


def bring(client, **changes):
    imported = look(client, TEXT, match="number", **changes)
    client.post(url("now", imported))
    imported.refresh_from_db()
    assert imported.status == "done"
    return imported


def undo(client, imported):
    client.post(url("undo", imported), {"confirmed": "yes"})
    imported.refresh_from_db()
    assert imported.status == "undone"


def numbers_in(segment):
    segment.refresh_from_db()
    lines = SegmentLine.objects.current(segment)
    return sorted(lines.values_list("contact__number", flat=True))


@pytest.mark.lesson(81, 87)
def test_everybody_of_the_file_comes_into_a_segment_through_the_gate_and_out_again(client, people):
    segment = make_segment(description="Fair")
    looked = look(client, TEXT, match="number", segment=segment.number)
    page = client.get(url("detail", looked)).text
    assert "3 contacts of the file, of whom 0 are in it already." in page
    assert numbers_in(segment) == []

    imported = bring(client, segment=segment.number)

    assert numbers_in(segment) == ["P1", "P3"]  # also who is unchanged, not who is blocked
    step = segment.steps.get()
    assert (step.source, step.left_out) == ("import", {"privacy_blocked": 1})
    page = client.get(url("detail", imported)).text
    assert ": 2 added." in page
    assert "Left out: Privacy blocked: 1." in page
    assert segment.get_absolute_url() in page
    undo(client, imported)
    assert numbers_in(segment) == []
    assert not segment.steps.exists()
    assert not Contact.objects.filter(number="P3").exists()


def test_a_segment_that_somebody_has_worked_on_since_keeps_its_contacts(client, people):
    imported = bring(client, new_segment="Fair")
    segment = Segment.objects.get(description="Fair")
    rule = {"field": "number", "is": "any_of", "value": ["P1"]}
    services.take_step(segment, action=Step.Action.REMOVE, rule=rule, by=None, now=timezone.now())

    undo(client, imported)

    assert numbers_in(segment) == ["P3"]
    assert imported.rows.get(contact__number="P3").kept == "In use: segment lines."


def test_a_segment_and_a_group_that_the_import_made_go_with_it(client, people):
    imported = bring(client, new_segment="Fair", new_group="Fair guests")
    group = MailingGroup.objects.get(description="Fair guests")
    assert ContactMailingGroup.objects.filter(mailing_group=group).count() == 3
    assert numbers_in(Segment.objects.get(description="Fair")) == ["P1", "P3"]

    undo(client, imported)

    assert not Segment.objects.exists()
    assert not MailingGroup.objects.exists()
    assert sorted(Contact.objects.values_list("number", flat=True)) == ["P1", "P2"]


def test_contacts_are_added_once_and_taken_out_once(client, people):
    imported = bring(client, new_segment="Fair")
    add_imported(imported, by=None, now=timezone.now())
    assert Segment.objects.get().steps.count() == 1
    imported.refresh_from_db()

    assert take_out_imported(imported, by=None, now=timezone.now())
    assert not take_out_imported(imported, by=None, now=timezone.now())


def test_an_import_stands_when_its_segment_can_take_nobody_any_more(client, people):
    segment = make_segment(description="Fair")
    looked = look(client, TEXT, match="number", segment=segment.number)
    services.archive_segment(segment, by=None, now=timezone.now())

    client.post(url("now", looked))

    looked.refresh_from_db()
    assert looked.status == "done"
    assert "archived" in looked.effects["segment"]["problem"]
    assert looked.effects["segment"]["problem"] in client.get(url("detail", looked)).text


def consent(**changes):
    return {
        "consent_purpose": "MARKETING",
        "consent_email": "consent",
        "consent_wording": make_wording().pk,
        "consent_evidence": "Cards, folder 7",
    } | changes


def test_consents_are_told_before_and_after(client, people):
    say(Contact.objects.get(number="P1"), "objected")

    looked = look(client, TEXT, match="number", **consent())
    page = client.get(url("detail", looked))
    assert "recorded: 2, have refused and stay so: 1" in page.text
    assert "Has refused (E-mail), and stays so." in page.text
    client.post(url("now", looked))

    page = client.get(url("detail", looked)).text
    assert "recorded: 2, have refused and stay so: 1" in page
    assert ConsentEvent.objects.filter(source=f"Import {looked.pk}").count() == 2


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"consent_wording": ""}, "consent_wording", "Say which wording"),
        ({"consent_evidence": ""}, "consent_evidence", "Say where the proof is kept."),
        ({"consent_on": "2999-01-01"}, "consent_on", "This moment has not come yet."),
        ({"consent_purpose": ""}, "consent_purpose", "Say for what purpose."),
        ({"consent_email": ""}, "consent_purpose", "Say it of at least one channel."),
        ({"segment": "NONE"}, "segment", "Select a valid choice"),
    ],
)
def test_what_is_missing_is_told_at_its_field(client, changes, field, message):
    imported = upload(client, TEXT)
    data = said_of_columns(client, imported) | consent() | changes

    page = client.post(url("columns", imported), data)

    assert page.status_code == 422
    [error] = page.context["effects"].errors[field]
    assert message in error
    assert message in page.text
    assert not ContactImport.objects.get().options["consents"]


def test_one_group_and_one_segment_are_enough(client):
    group, segment = MailingGroup.objects.create(code="VIP"), make_segment(description="Fair")
    imported = upload(client, TEXT)
    data = said_of_columns(client, imported)
    both = {"mailing_group": "VIP", "new_group": "X", "segment": segment.number, "new_segment": "Y"}

    page = client.post(url("columns", imported), data | both)

    assert {*page.context["effects"].errors} == {"new_group", "new_segment"}
    assert group.code in page.text


def test_what_somebody_has_no_right_to_is_not_offered_and_not_taken(client_for):
    client = client_for("Marketer")
    imported = upload(client, TEXT)
    assert "new_group" not in client.get(url("columns", imported)).context["effects"].fields

    client.post(url("columns", imported), said_of_columns(client, imported) | {"new_group": "X"})

    imported.refresh_from_db()
    assert imported.options["new_group"] == ""


def test_who_may_be_there_already_is_chosen_row_by_row(client):
    phone = {"phone": "+49 30 1234567", "email": "old@example.org"}
    anna = make_person("Anna Berg", first_name="Anna", surname="Berg", **phone)
    refresh_keys([anna.pk])
    text = "Vorname;Nachname;E-Mail;Telefon\nAnna;Berg;new@example.org;+49 30 1234567\n"
    imported = look(client, text)
    assert "1 new contact may be there already." in client.get(url("detail", imported)).text
    page = client.get(url("possible", imported)).text
    assert "Change Anna Berg" in page
    assert "Telephone" in page

    client.post(url("possible", imported), {"row_2": str(anna.pk), "row_99": "skip"})

    imported.refresh_from_db()
    assert imported.choices == {"2": str(anna.pk)}
    assert (imported.created_count, imported.updated_count) == (0, 1)
    client.post(url("now", imported))
    assert Contact.objects.get().email == "new@example.org"
    assert client.get(url("possible", imported)).status_code == 303  # it is done


def test_a_file_that_resembles_nobody_says_so(client):
    page = client.get(url("possible", look(client, TEXT, match="number")))

    assert "No row of the file resembles somebody who is there." in page.text
