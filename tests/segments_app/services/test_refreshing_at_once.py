"""Refreshes among other work: one at a time, nothing lost, and nobody waits for one."""

import os
import signal
from threading import Thread

import pytest
from django.db import connection, connections, transaction

from contacts.models import Contact
from interactions.models import Interaction, LoggedSegment
from segments_app import services
from segments_app.models import Job, Refresh, RefreshMove, Segment
from segments_app.services import refreshing
from tests.factories import make_contact
from tests.segments_app.test_worker import wait_for, worker_process

from .building import add, current, is_, ready_segment
from .test_concurrency import at_once
from .test_refreshing import BERLIN, HOUR, as_they_were

on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has one writer at a time"
)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def segment(now):
    segment = ready_segment(now=now)
    for _ in range(20):
        make_contact(city="Berlin")
    add(segment, BERLIN, now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)
    as_they_were(now)
    leaving = Contact.objects.order_by("pk").values("pk")[:3]
    Contact.objects.filter(pk__in=list(leaving.values_list("pk", flat=True))).update(city="Kiel")
    return segment


def refresh(segment, now):
    return services.refresh_segment(segment, by=None, now=now)


def asked(statement, values=()):
    """Return the first row that a statement finds; None where it finds nothing."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone()


def cities(segment):
    return sorted(current(segment).values_list("contact__city", flat=True))


def test_two_refreshes_at_once_move_everybody_once(segment, now):
    results = at_once(*[lambda: refresh(segment, now + HOUR)] * 2)

    done = [result for result in results if isinstance(result, Refresh)]
    others = [result for result in results if not isinstance(result, Refresh)]
    assert sum(result.left_count for result in done) == 3
    assert all(isinstance(other, services.RefreshIsRunning) for other in others)
    assert cities(segment) == ["Berlin"] * 17
    assert RefreshMove.objects.count() == 3
    assert segment.steps.count() == 2


@pytest.mark.lesson(2)
@on_postgres
def test_a_second_refresh_is_told_that_one_is_running(segment, now, monkeypatch):
    seen = []

    def meanwhile(*args, **kwargs):
        seen.extend(at_once(lambda: refresh(segment, now + HOUR)))
        return find_causes(*args, **kwargs)

    find_causes = refreshing.find_causes
    monkeypatch.setattr(refreshing, "find_causes", meanwhile)

    assert refresh(segment, now + HOUR).left_count == 3
    assert isinstance(seen[0], services.RefreshIsRunning)
    assert Refresh.objects.count() == 1


@pytest.mark.lesson(15)
@on_postgres
def test_a_step_taken_while_a_refresh_computes_does_not_wait_and_is_heeded(
    segment, now, monkeypatch
):
    late = make_contact(city="Ulm")
    steps = []

    def meanwhile(*args, **kwargs):
        if not steps:
            steps.extend(at_once(lambda: add(segment, is_(late), now=now)))
        return find_causes(*args, **kwargs)

    find_causes = refreshing.find_causes
    monkeypatch.setattr(refreshing, "find_causes", meanwhile)

    result = refresh(segment, now + HOUR)

    assert steps[0].position == 2
    assert cities(segment) == ["Berlin"] * 17 + ["Ulm"]
    assert (result.before_count, result.left_count, result.after_count) == (21, 3, 18)
    assert [s.action for s in segment.steps.order_by("position")] == ["add", "add", "refresh"]
    assert (Refresh.objects.count(), RefreshMove.objects.count()) == (1, 3)


@on_postgres
def test_who_changes_how_it_is_kept_waits_for_a_refresh_and_does_not_stop_it(
    segment, now, monkeypatch, caplog
):
    backends, changed = [], []

    def change():
        try:
            backends.extend(asked("SELECT pg_backend_pid()"))
            changed.append(services.keep_up_to_date(segment, every="hour", by=None, now=now))
        finally:
            connections.close_all()

    def is_waiting():
        waiting = "SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted"
        return backends and asked(waiting, backends)

    def meanwhile(*args, **kwargs):
        thread.start()
        wait_for(is_waiting, seconds=10)
        return find_causes(*args, **kwargs)

    thread = Thread(target=change)
    find_causes = refreshing.find_causes
    monkeypatch.setattr(refreshing, "find_causes", meanwhile)

    assert refresh(segment, now + HOUR).left_count == 3
    thread.join(30)
    assert [upkeep.every for upkeep in changed] == ["hour"]
    assert "tried again" not in caplog.text


@on_postgres
def test_steps_that_never_rest_end_the_refresh_with_a_word(segment, now, monkeypatch):
    def meanwhile(*args, **kwargs):
        at_once(lambda: add(segment, BERLIN, now=now))

    monkeypatch.setattr(refreshing, "find_causes", meanwhile)

    with pytest.raises(services.SegmentChanged):
        refresh(segment, now + HOUR)
    assert not Refresh.objects.exists() and not RefreshMove.objects.exists()


@on_postgres
def test_who_is_blocked_while_a_refresh_computes_does_not_join(segment, now, monkeypatch):
    joins, blocked = make_contact(city="Berlin"), make_contact(city="Berlin")

    def meanwhile(*args, **kwargs):
        block = Contact.objects.filter(pk=blocked.pk)
        at_once(lambda: block.update(is_privacy_blocked=True))
        return move_contacts(*args, **kwargs)

    move_contacts = refreshing.move_contacts
    monkeypatch.setattr(refreshing, "move_contacts", meanwhile)

    result = refresh(segment, now + HOUR)

    assert (result.joined_count, result.left_count, result.after_count) == (1, 3, 18)
    assert result.moves.get(joined=True).contact == joins


def test_refreshing_while_another_logs_leaves_one_log_with_who_matches(segment, now):
    make = [make_contact(city="Berlin") for _ in range(2)]

    refreshed, logged = at_once(
        lambda: refresh(segment, now + HOUR),
        lambda: services.log_segment(segment, by=None, now=now + HOUR),
    )

    assert isinstance(logged, LoggedSegment)
    assert isinstance(refreshed, Refresh | services.RefreshIsRunning | services.SegmentIsLogged)
    assert Interaction.objects.count() == logged.line_count == 17 + len(make)
    assert not Interaction.objects.filter(contact__city="Kiel").exists()


def test_two_segments_cannot_begin_to_use_each_other_at_once(now):
    one, two = ready_segment(now=now), ready_segment(now=now)

    def use(segment, other):
        rule = {"field": "segment", "is": "any_of", "value": [other.number]}
        return lambda: add(segment, rule, now=now)

    results = at_once(use(one, two), use(two, one))

    assert sum(isinstance(result, services.SegmentCycle) for result in results) == 1


@pytest.mark.lesson(26)
@on_postgres
def test_a_refresh_that_is_killed_leaves_nothing_and_the_next_one_goes_on(segment, now):
    job = services.request_job(
        "refresh_segment",
        key="refresh",
        title="Refresh",
        parameters={"segment": segment.pk, "is_scheduled": False},
        by=None,
        now=now,
    )
    quick = ("--beat", "0.2", "--lease", "1")

    with worker_process(*quick) as first, transaction.atomic():
        Segment.objects.select_for_update().get(pk=segment.pk)  # it waits here, all computed
        wait_for(lambda: Job.objects.get(pk=job.pk).status == "running")
        wait_for(lambda: is_waited_for())
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    assert not Refresh.objects.exists() and not RefreshMove.objects.exists()
    assert current(segment).count() == 20
    with worker_process(*quick):
        wait_for(lambda: Job.objects.get(pk=job.pk).finished_at is not None)

    job.refresh_from_db()
    assert (job.status, job.done_count, job.error) == ("done", 3, "")
    assert cities(segment) == ["Berlin"] * 17


def is_waited_for():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0] > 0


@on_postgres
def test_the_worker_refreshes_what_is_due_without_being_asked(segment, now):
    services.keep_up_to_date(segment, every="hour", by=None, now=now)  # due long ago

    with worker_process("--beat", "0.2", "--lease", "5"):
        wait_for(lambda: Refresh.objects.exists())

    refreshed = Refresh.objects.get()
    assert (refreshed.trigger, refreshed.left_count) == ("schedule", 3)
    assert cities(segment) == ["Berlin"] * 17
