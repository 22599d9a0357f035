"""Several people at once: each change is whole, and a segment is logged once."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections, transaction
from django.db.utils import DatabaseError

from campaigns.models import CampaignEntry
from contacts.models import Contact
from interactions.models import Interaction, LeftOut, LoggedSegment
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment, SegmentLine
from segments_app.services import log as log_module
from tests.factories import make_campaign, make_contact

from .building import add, current, is_, ready_segment

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works):
    """Run every work in a thread and connection of its own, and return what came of each."""
    start, results = Barrier(len(works)), [None] * len(works)

    def run(index, work):
        try:
            start.wait(10)
            results[index] = work()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return results


@pytest.fixture
def segment(now):
    segment = ready_segment(now=now, campaign=make_campaign())
    for _ in range(20):
        make_contact()
    add(segment, EVERYONE, now=now)
    return segment


@pytest.mark.lesson(76)
def test_pressed_four_times_at_once_a_segment_is_logged_once(segment, now):
    def press():
        return services.log_segment(segment, create_follow_up=True, by=None, now=now)

    results = at_once(press, press, press, press)

    logged = [result for result in results if isinstance(result, LoggedSegment)]
    refused = [result for result in results if isinstance(result, services.SegmentIsLogged)]
    assert (len(logged), len(refused)) == (1, 3)
    assert {error.logged_segment for error in refused} == set(logged)
    assert Interaction.objects.count() == 20
    assert (LoggedSegment.objects.count(), CampaignEntry.objects.count()) == (1, 1)
    assert Segment.objects.count() == 2


def test_who_adds_while_another_logs_is_logged_or_refused_but_not_lost(segment, now):
    late = make_contact()

    added, logged = at_once(
        lambda: add(segment, is_(late), now=now),
        lambda: services.log_segment(segment, by=None, now=now),
    )

    assert isinstance(logged, LoggedSegment)
    was_added = not isinstance(added, services.SegmentIsLogged)
    assert Interaction.objects.filter(contact=late).exists() is was_added
    assert logged.line_count == Interaction.objects.count() == 20 + was_added


def test_the_same_step_taken_twice_at_once_adds_nobody_twice(now):
    segment = ready_segment(now=now)
    make_contact()

    results = at_once(*[lambda: add(segment, EVERYONE, now=now)] * 3)

    assert sorted(step.change for step in results) == [0, 0, 1]
    assert sorted(step.position for step in results) == [1, 2, 3]
    assert SegmentLine.objects.count() == 1


def test_two_segments_with_the_same_contacts_are_logged_at_once(now):
    campaign = make_campaign()
    segments = [ready_segment(now=now, campaign=campaign) for _ in range(2)]
    for _ in range(50):
        make_contact()
    for one in segments:
        add(one, EVERYONE, now=now)

    results = at_once(
        *[lambda one=one: services.log_segment(one, by=None, now=now) for one in segments]
    )

    assert [result.logged_count for result in results] == [50, 50]
    assert CampaignEntry.objects.count() == 2


def test_a_contact_deleted_while_it_is_added_leaves_no_line_behind(now):
    segment = ready_segment(now=now)
    contact = make_contact()

    added, deleted = at_once(
        lambda: add(segment, is_(contact), now=now),
        lambda: Contact.objects.get(pk=contact.pk).delete(),
    )

    lines = SegmentLine.objects.count()
    assert lines == Contact.objects.filter(pk=contact.pk).count()
    assert isinstance(added, DatabaseError) or not isinstance(deleted, tuple) or lines == 0


@pytest.mark.lesson(61)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
@pytest.mark.parametrize("moment", ["_write_left_out", "_campaign_entries"])
def test_a_contact_cannot_be_deleted_while_it_is_logged(moment, segment, now, monkeypatch):
    """A second connection tries in the middle of the logging, with SQL that asks nobody."""
    contact = current(segment).first().contact
    tried = []

    def delete_now(function):
        def around(*args, **kwargs):
            tried.extend(at_once(lambda: delete_by_sql(contact)))
            return function(*args, **kwargs)

        return around

    monkeypatch.setattr(log_module, moment, delete_now(getattr(log_module, moment)))

    logged = services.log_segment(segment, by=None, now=now)

    assert isinstance(tried[0], DatabaseError)
    assert "still used by segments_segmentline" in str(tried[0]) or "lock timeout" in str(tried[0])
    assert logged.logged_count == 20
    assert Interaction.objects.filter(contact=contact).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_who_is_blocked_in_the_middle_of_the_logging_is_counted_once(segment, now, monkeypatch):
    contacts = [line.contact for line in current(segment)[:2]]
    Contact.objects.filter(pk=contacts[1].pk).update(is_privacy_blocked=True)
    look = log_module._parts

    def flipped(*args):
        at_once(
            lambda: Contact.objects.filter(pk=contacts[0].pk).update(is_privacy_blocked=True),
            lambda: Contact.objects.filter(pk=contacts[1].pk).update(is_privacy_blocked=False),
        )
        return look(*args)

    monkeypatch.setattr(log_module, "_parts", flipped)

    logged = services.log_segment(segment, by=None, now=now)

    assert (logged.line_count, logged.logged_count, logged.left_out_count) == (20, 19, 1)
    assert LeftOut.objects.get().contact == contacts[1]
    assert not Interaction.objects.filter(contact=contacts[1]).exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_other_users_do_not_wait_for_a_logging(segment, now, monkeypatch):
    contact = current(segment).first().contact
    edited = []

    def edit_meanwhile(*args, **kwargs):
        edited.extend(at_once(lambda: Contact.objects.filter(pk=contact.pk).update(city="Kiel")))
        return close(*args, **kwargs)

    close = log_module._close
    monkeypatch.setattr(log_module, "_close", edit_meanwhile)

    services.log_segment(segment, by=None, now=now)

    assert edited == [1]


@pytest.mark.lesson(9)
def test_what_breaks_at_the_end_leaves_nothing_behind(segment, now, monkeypatch):
    def broken(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(log_module, "follow_up_on", broken)

    with pytest.raises(ZeroDivisionError):
        services.log_segment(segment, create_follow_up=True, by=None, now=now)

    assert not Interaction.objects.exists() and not CampaignEntry.objects.exists()
    assert not LoggedSegment.objects.exists()
    assert Segment.objects.get().is_open
    monkeypatch.undo()
    assert services.log_segment(segment, by=None, now=now).logged_count == 20


def delete_by_sql(contact):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute("DELETE FROM contacts_contact WHERE id = %s", [contact.pk])


def test_pressed_four_times_at_once_parts_of_a_comparison_are_one_segment(segment, marketer, now):
    other = ready_segment(now=now)
    add(other, is_(*Contact.objects.order_by("pk")[:5]), now=now)
    comparison = services.Comparison.of([segment.number, other.number])

    def press():
        return services.start_with_regions(
            comparison, ["ab"], description="Both", shown_at=now, by=marketer, now=now
        )

    results = at_once(press, press, press, press)

    assert len(set(results)) == 1, results
    made = Segment.objects.get(description="Both")
    assert (made.position, current(made).count()) == (1, 5)
