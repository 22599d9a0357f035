"""Whoever objects while a segment is logged is not logged."""

from threading import Event, Thread

import pytest
from django.db import connection, connections, transaction

from contacts.models import Contact
from interactions.models import Interaction, LeftOut
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.services import log as log_module
from tests.consents import marketing, say
from tests.factories import make_campaign, make_contact

from .building import add, ready_segment
from .test_concurrency import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]
MOMENTS = ["_lines_to_log", "_parts", "_campaign_entries", "_close", "keep_targets"]


@pytest.fixture
def contacts():
    contacts = [make_contact() for _ in range(6)]
    for contact in contacts:
        say(contact)
    return contacts


@pytest.fixture
def segment(contacts, now):
    segment = ready_segment(
        now=now,
        campaign=make_campaign(),
        purpose=marketing(),
        correspondence_type="email",
        ignores_contact_correspondence=True,
    )
    add(segment, EVERYONE, now=now)
    return segment


def before(monkeypatch, moment, work):
    """Do `work` in the middle of the logging, the first time it comes to this moment."""
    function, done = getattr(log_module, moment), []

    def around(*args, **kwargs):
        if not done:
            done.append(work())
        return function(*args, **kwargs)

    monkeypatch.setattr(log_module, moment, around)
    return done


def assert_left_out(logged, contact):
    assert (logged.line_count, logged.logged_count, logged.left_out_count) == (6, 5, 1)
    assert list(LeftOut.objects.values_list("contact", "reason")) == [(contact.pk, "objected")]
    assert LeftOut.objects.get().consent_event == contact.consent_events.get(status="objected")
    assert not Interaction.objects.filter(contact=contact).exists()
    assert Interaction.objects.filter(logged_segment=logged).count() == 5


@pytest.mark.lesson(60)
@pytest.mark.parametrize("moment", MOMENTS)
def test_who_objects_after_the_gate_was_asked_is_left_out(
    moment, contacts, segment, now, monkeypatch
):
    def opt_out():
        return at_once(lambda: say(contacts[2], "objected", now=now))[0].status

    done = before(monkeypatch, moment, opt_out)

    logged = services.log_segment(segment, create_follow_up=True, by=None, now=now)

    assert done == ["objected"]
    assert_left_out(logged, contacts[2])
    assert logged.follow_ups.count() == 1


def test_who_is_about_to_object_is_waited_for_and_left_out(contacts, segment, now, monkeypatch):
    written, may_commit = Event(), Event()

    def slowly():
        try:
            with transaction.atomic():
                say(contacts[4], "objected", now=now)
                written.set()
                may_commit.wait(10)
        finally:
            connections.close_all()

    other = Thread(target=slowly)

    def begin():
        other.start()
        return written.wait(10)

    before(monkeypatch, "_close", begin)
    hold = log_module.hold_consent
    monkeypatch.setattr(log_module, "hold_consent", lambda: (may_commit.set(), hold()))

    logged = services.log_segment(segment, by=None, now=now)

    other.join(10)
    assert may_commit.is_set()
    assert_left_out(logged, contacts[4])


def test_who_objects_while_the_gate_is_held_comes_after_the_logging(
    contacts, segment, now, monkeypatch
):
    """The word of the first makes it log again; the second waits until that is done."""
    before(monkeypatch, "_parts", lambda: at_once(lambda: say(contacts[0], "objected", now=now)))
    late = Thread(target=lambda: (say(contacts[1], "objected", now=now), connections.close_all()))
    close, seen = log_module._close, []

    def closing(*args, **kwargs):
        if LeftOut.objects.exists():
            late.start()
            late.join(0.5)
            seen.append(late.is_alive())
        return close(*args, **kwargs)

    monkeypatch.setattr(log_module, "_close", closing)

    logged = services.log_segment(segment, by=None, now=now)

    late.join(10)
    assert seen == [True]
    assert_left_out(logged, contacts[0])
    assert contacts[1].consent_states.get().status == "objected"


def test_nobody_left_is_told_and_nothing_is_logged(contacts, segment, now, monkeypatch):
    def all_of_them():
        return at_once(*(lambda c=c: say(c, "withdrawn", now=now) for c in contacts))

    before(monkeypatch, "_close", all_of_them)

    with pytest.raises(services.SegmentHasProblems):
        services.log_segment(segment, by=None, now=now)

    assert not Interaction.objects.exists() and not LeftOut.objects.exists()
    assert Contact.objects.count() == 6
