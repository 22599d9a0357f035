"""Consent: events that stay, and the state that the database keeps from them."""

import random
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from contacts import services
from contacts.models import Channel, ConsentEvent, ConsentState, ConsentStatus, Contact
from contacts.models.consent import RANKS
from contacts.services import merging
from tests.consents import (
    LONG_AGO,
    event,
    make_purpose,
    make_wording,
    marketing,
    say,
    state_of,
    statement,
)
from tests.factories import make_contact

pytestmark = pytest.mark.django_db


def recomputed():
    """The state of everybody as the events say, in plain Python."""
    latest = {}
    for one in ConsentEvent.objects.order_by("pk"):
        place = (one.contact_id, one.purpose_id, one.channel)
        rank = (one.happened_at, RANKS[one.status])
        if place not in latest or rank > latest[place][0]:
            latest[place] = (rank, one)
    return {place: (one.status, one.happened_at, one.pk) for place, (_rank, one) in latest.items()}


def kept():
    return {
        (one.contact_id, one.purpose_id, one.channel): (one.status, one.since, one.event_id)
        for one in ConsentState.objects.all()
    }


def random_events(rnd, contacts):
    purposes = [marketing(), make_purpose()]
    moments = [LONG_AGO + timedelta(days=n) for n in range(4)]  # few, so that they meet
    return [
        event(
            rnd.choice(contacts),
            rnd.choice(ConsentStatus.values),
            rnd.choice(Channel.values),
            rnd.choice(moments),
            rnd.choice(purposes),
        )
        for _ in range(120)
    ]


def test_who_has_said_nothing_has_no_state(now):
    assert state_of(make_contact()) is None


@pytest.mark.parametrize("seed", range(6))
def test_the_state_is_what_the_events_say_in_whatever_order_they_are_written(seed):
    rnd = random.Random(seed)
    events = random_events(rnd, [make_contact() for _ in range(3)])

    for one in events[:20]:
        one.save()
    ConsentEvent.objects.bulk_create(events[20:90])
    ConsentEvent.objects.bulk_create(events[90:])

    assert kept() == recomputed()
    assert len(kept()) > 10


def test_at_the_same_moment_the_most_restrictive_counts():
    contact = make_contact()

    say(contact, "objected")
    say(contact, "consent")

    assert state_of(contact) == "objected"


@pytest.mark.lesson(77)
def test_a_later_consent_takes_an_objection_back(now):
    contact = make_contact()
    say(contact, "objected")

    say(contact, "consent", now=now)

    assert state_of(contact) == "consent"
    events = ConsentEvent.objects.filter(contact=contact).order_by("pk")
    assert [one.status for one in events] == ["objected", "consent"]


def refused(statement_of_sql, *params):
    before = list(ConsentEvent.objects.values())
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement_of_sql, params)
    assert list(ConsentEvent.objects.values()) == before


@pytest.mark.lesson(77)
def test_an_event_cannot_be_changed_or_deleted_by_any_way():
    said = say(make_contact())
    rows = ConsentEvent.objects.filter(pk=said.pk)

    for write in (
        lambda: rows.update(status="objected"),
        lambda: ConsentEvent.objects.bulk_update([said], ["evidence"]),
        said.save,
        lambda: rows.delete(),
        said.delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    refused("UPDATE contacts_consentevent SET evidence = 'x' WHERE id = %s", said.pk)
    refused("DELETE FROM contacts_consentevent WHERE id = %s", said.pk)


def test_the_state_cannot_be_written_past_the_events():
    contact = make_contact()
    said = say(contact, "objected")
    state = ConsentState.objects.get()

    for write in (
        lambda: ConsentState.objects.update(status="consent"),
        lambda: ConsentState.objects.all().delete(),
        lambda: ConsentState.objects.create(
            contact=contact,
            channel="letter",
            purpose=marketing(),
            status="consent",
            since=LONG_AGO,
            event=said,
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    assert ConsentState.objects.get() == state


def test_events_and_state_go_with_their_contact_only(now):
    contact, other = make_contact(), make_contact()
    say(contact)
    say(other)

    services.delete_contact(contact, by=None, now=now)

    assert set(ConsentEvent.objects.values_list("contact", flat=True)) == {other.pk}
    assert set(ConsentState.objects.values_list("contact", flat=True)) == {other.pk}


def test_a_consent_takes_a_wording_of_its_purpose(now):
    contact = make_contact()

    with pytest.raises(services.ConsentRefused) as error:
        say(contact, wording=None)
    assert error.value.field == "wording"
    with pytest.raises(services.ConsentRefused):
        say(contact, wording=make_wording(make_purpose()))
    with pytest.raises(services.ConsentRefused):
        say(contact, happened_at=now + timedelta(days=1), now=now)
    unworded = event(contact, "consent", "email", LONG_AGO)
    unworded.wording = None
    with pytest.raises(IntegrityError), transaction.atomic():
        unworded.save()
    assert not ConsentEvent.objects.exists()


def test_a_wording_never_changes():
    wording = make_wording()
    wording.text = "Something else"
    with pytest.raises(IntegrityError), transaction.atomic():
        wording.save()


def test_many_are_recorded_in_a_fixed_number_of_statements(now, django_assert_num_queries):
    contacts = [make_contact() for _ in range(12)]
    say(contacts[0])
    said = statement(source="Import 7")

    with django_assert_num_queries(5):  # savepoint, kept, total, insert, release
        found = services.record_consents(
            Contact.objects.all(), channels=["email"], statement=said, by=None, now=now
        )

    assert found == services.Recorded(recorded=11, unchanged=1, kept=0)


def test_a_bulk_consent_never_weakens(now):
    objected, withdrawn, customer, silent = (make_contact() for _ in range(4))
    say(objected, "objected")
    say(withdrawn, "consent")
    say(withdrawn, "withdrawn", now=LONG_AGO + timedelta(days=1))
    say(customer, "soft_opt_in")

    found = services.record_consents(
        Contact.objects.all(), channels=["email"], statement=statement(), by=None, now=now
    )

    assert found == services.Recorded(recorded=2, unchanged=0, kept=2)
    assert [state_of(c) for c in (objected, withdrawn, customer, silent)] == [
        "objected",
        "withdrawn",
        "consent",
        "consent",
    ]


def test_recording_the_same_again_writes_nothing(now):
    make_contact()
    said = {"channels": ["email", "letter"], "by": None, "now": now}
    for status in ("consent", "objected"):
        given = {"statement": statement(status), **said}
        services.record_consents(Contact.objects.all(), **given)
        again = services.record_consents(Contact.objects.all(), **given)
        assert (again.recorded, again.unchanged) == (0, 2)


@pytest.mark.lesson(64)
def test_an_import_undone_brings_back_what_was_said_before(now):
    silent, customer, objected = (make_contact() for _ in range(3))
    say(customer, "soft_opt_in")
    contacts = Contact.objects.exclude(pk=objected.pk)
    services.record_consents(
        contacts, channels=["email"], statement=statement(source="Import 7"), by=None, now=now
    )
    services.record_consents(
        Contact.objects.filter(pk=objected.pk),
        channels=["email"],
        statement=statement("objected", source="Import 7"),
        by=None,
        now=now,
    )

    undone = services.take_back_consents("Import 7", by=None, now=now + timedelta(hours=1))

    assert undone == 2
    assert [state_of(c) for c in (silent, customer, objected)] == [
        "none",
        "soft_opt_in",
        "objected",
    ]


@pytest.mark.lesson(70)
@pytest.mark.parametrize("seed", range(5))
def test_a_merge_keeps_the_most_restrictive_of_all_that_was_said(seed, now):
    rnd = random.Random(seed)
    contacts = [make_contact() for _ in range(3)]
    ConsentEvent.objects.bulk_create(random_events(rnd, contacts))
    before = kept()
    wanted = {}
    for (_contact, purpose, channel), (status, *_rest) in before.items():
        ranked = max(wanted.get((purpose, channel), status), status, key=RANKS.__getitem__)
        wanted[purpose, channel] = ranked

    services.merge_consents(contacts[0], merged=contacts[1:], by=None, now=now)

    merged = {key[1:]: state[0] for key, state in kept().items() if key[0] == contacts[0].pk}
    assert merged == wanted
    assert kept() == recomputed()


@pytest.mark.lesson(70)
def test_two_contacts_made_one_and_two_again_are_never_easier_to_reach(now):
    kept, gone = make_contact(), make_contact()
    say(kept)
    say(gone, "objected", "letter")
    say(gone, "withdrawn", now=LONG_AGO - timedelta(days=1))

    merge = merging.merge_contacts(kept, gone, by=None, now=now)
    assert [state_of(kept), state_of(kept, "letter")] == ["withdrawn", "objected"]

    merging.undo_merge(merge, by=None, now=now + timedelta(hours=1))
    for contact in (kept, Contact.objects.get(pk=gone.pk)):
        assert [state_of(contact), state_of(contact, "letter")] == ["withdrawn", "objected"]
