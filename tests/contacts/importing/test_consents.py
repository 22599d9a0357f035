"""Consents that come with a file: recorded with their proof, never against what somebody said."""

from datetime import timedelta

import pytest

from contacts.models import ConsentEvent, Contact, SuppressedContact
from contacts.services.importing.options import Options
from contacts.services.importing.starting import settle
from contacts.services.importing.undoing import undo
from contacts.services.refusals import Refused
from contacts.services.suppressing import Address, suppress
from tests.consents import make_wording, marketing, say, state_of
from tests.factories import make_person

from .bringing import NOON, bring, counts, look, make_import, row

pytestmark = pytest.mark.django_db
MAPPING = "number first_name email"
TEXT = (
    "No,Name,E-mail\nP1,Anna,anna@example.org\nP2,Bo,bo@example.org\nP3,Cy,cy@example.org\n"
    "P4,Di,di@example.org\nP5,Eva,eva@example.org\n"
)
LATER = NOON + timedelta(days=1)


def said(**changes):
    """Return options by which the contacts of a file agreed to e-mail at a fair."""
    return {
        "match": "number",
        "consent_purpose": "MARKETING",
        "consents": {"email": "consent"},
        "consent_wording": make_wording().pk,
        "consent_on": "2026-04-30",
        "consent_evidence": "Cards of the fair, folder 7",
    } | changes


@pytest.fixture
def people():
    """P1 has objected, P2 has agreed before, P3 is suppressed; P4 and P5 are new to us."""
    anna = make_person("Anna", number="P1", first_name="Anna", email="anna@example.org")
    bo = make_person("Bo", number="P2", first_name="Bo", email="bo@example.org")
    say(anna, "objected")
    say(bo, "consent")
    make_person("Cy", number="P3", first_name="Cy", email="cy@example.org")
    suppress(Address(email="cy@example.org"), cause="objected", by=None, now=NOON)
    suppress(Address(email="DI@example.org"), cause="objected", by=None, now=NOON)


def states():
    return [state_of(contact) for contact in Contact.objects.order_by("number")]


@pytest.mark.lesson(64)
def test_nobody_who_refused_or_is_suppressed_is_brought_back(tmp_path, people):
    looked = look(tmp_path, TEXT, MAPPING, **said())
    expected = {"email": {"recorded": 1, "unchanged": 1, "kept": 1, "suppressed": 2}}
    assert looked.effects["consents"] == expected
    assert row(looked, 2).reason == "Has refused (E-mail), and stays so."
    assert row(looked, 5).reason == "The address is suppressed: no consent is recorded."
    assert ConsentEvent.objects.count() == 2

    imported = bring(tmp_path, TEXT, MAPPING, **said())

    assert imported.effects["consents"] == expected
    assert states() == ["objected", "consent", None, None, "consent"]
    assert SuppressedContact.objects.filter(contact__number="P4").exists()


def test_what_is_recorded_names_its_proof_the_file_and_the_row(tmp_path):
    imported = bring(tmp_path, TEXT, MAPPING, **said())

    event = ConsentEvent.objects.get(contact__number="P5")
    assert (event.source, event.source_row) == (f"Import {imported.pk}", 6)
    assert (event.method, event.evidence) == ("import", "Cards of the fair, folder 7")
    assert (event.wording, event.purpose) == (make_wording(), marketing())
    assert event.happened_at.astimezone().date().isoformat() in ("2026-04-30", "2026-04-29")


def test_the_same_file_twice_records_nothing_more(tmp_path):
    bring(tmp_path, TEXT, MAPPING, **said())

    again = bring(tmp_path, TEXT, MAPPING, **said())

    assert counts(again) == {"unchanged": 5}
    assert again.effects["consents"]["email"]["unchanged"] == 5
    assert ConsentEvent.objects.count() == 5


def test_objections_come_in_and_stay_when_the_import_is_undone(tmp_path, people):
    options = said(consents={"email": "objected", "phone": "consent"})

    imported = bring(tmp_path, TEXT, MAPPING, **options)
    assert states() == ["objected"] * 5

    undo(imported, by=None, now=LATER)
    assert states() == ["objected"] * 3
    assert state_of(Contact.objects.get(number="P1"), "phone") == "none"


@pytest.mark.lesson(64)
def test_undoing_takes_consents_back_and_keeps_who_has_said_something_since(tmp_path, people):
    imported = bring(tmp_path, TEXT, MAPPING, **said(consents={"phone": "consent"}))
    eva = Contact.objects.get(number="P5")
    say(eva, "objected", "email", now=LATER)

    undone = undo(imported, by=None, now=LATER)

    assert undone.undo_counts["consents"] == 3  # two who were there, and one who stays
    assert {*Contact.objects.values_list("number", flat=True)} == {"P1", "P2", "P3", "P5"}
    assert row(imported, 6).kept == "In use: consent events."
    assert state_of(Contact.objects.get(number="P2"), "phone") == "none"
    assert state_of(eva) == "objected"
    history = ConsentEvent.objects.filter(contact=eva, channel="phone").order_by("pk")
    assert [event.status for event in history] == ["consent", "none"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"consent_wording": None}, "Say which wording the contact has agreed to."),
        ({"consent_evidence": " "}, "Say where the proof is kept."),
        ({"consent_on": "2999-01-01"}, "This moment has not come yet."),
        ({"consent_purpose": "GONE"}, "The purpose or the wording of the consent is gone."),
    ],
)
def test_consent_without_proof_is_refused(tmp_path, changes, message):
    imported = make_import(tmp_path, TEXT, MAPPING)
    with pytest.raises(Refused, match=message):
        settle(imported, mapping=MAPPING.split(), options=Options(**said(**changes)))
