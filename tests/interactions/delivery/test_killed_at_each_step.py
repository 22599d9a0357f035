"""Wherever the sender is killed, or loses its database, the sums are right after each time."""

import os
import signal
import time
from datetime import timedelta
from itertools import count

import pytest
from django.db import Error, connection, connections
from django.utils import timezone

from interactions.services.delivery import Sender, handing, sending, settle_left_behind
from interactions.services.delivery.handing import MOST_AT_HAND, Hand
from interactions.services.delivery.lanes import Lane, Lanes
from segments_app.common.at_hand import can_note

from .outbox import plainly, states
from .test_killed import MAILS, at_once, make_written

pytestmark = pytest.mark.django_db(transaction=True)
LEASE = timedelta(seconds=0.3)
#: With more e-mails what is killed has come further.
FURTHER = 1 + MAILS // 500
#: What is about to happen, or has, and the how many-th time.
STEPS = [
    (sending, "claim_due", "after", 1),
    (Hand, "_mark", "before", 2),
    (Hand, "_mark", "after", 2),
    (Hand, "_note", "before", 1),
    (Hand, "_note", "after", 1),
    (Lane, "start", "before", 3),
    (Lane, "start", "after", 5),
    (Lanes, "hear", "after", 7),
    (Hand, "tell", "after", 4),
    (Hand, "settle", "before", 1),
    (Hand, "settle", "after", 1),
    (sending, "release", "after", 1),
]


@pytest.fixture
def mailing(peer, monkeypatch):
    """E-mails enough for all steps; a claim ends after a few."""
    monkeypatch.setattr(handing, "BATCH", 12)
    monkeypatch.setattr(handing, "LARGE_BATCH", 20)
    return make_written(max(MAILS, 130))


def steps():
    """Return the steps there are; where nothing is noted, `_note` is for those who wait."""
    return [step for step in STEPS if step[1] != "_note" or can_note()]


def break_at(step, deed, monkeypatch):
    """Do something at a step, once."""
    owner, name, when, number = step
    real, calls = getattr(owner, name), count(1)

    def broken(*args, **kwargs):
        is_now = next(calls) == number * FURTHER
        if is_now and when == "before":
            deed()
        result = real(*args, **kwargs)
        if is_now and when == "after":
            deed()
        return result

    monkeypatch.setattr(owner, name, broken)


def killed_at(step, monkeypatch):
    """Send in a process of its own that is killed at a step; tell how it ended."""
    connections.close_all()  # no process shares one with another
    child = os.fork()
    if child == 0:
        try:
            break_at(step, lambda: os.kill(os.getpid(), signal.SIGKILL), monkeypatch)
            Sender(render=plainly, lease=LEASE).send_due()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def is_right(mailing, peer):
    """Check that none is missing, and none was got twice or said to be sent that was not got."""
    sent = set(mailing.deliveries.filter(state="sent").values_list("address", flat=True))
    assert sum(states(mailing).values()) == mailing.delivery_count
    assert set(peer.copies.values()) <= {1}
    assert sent <= set(peer.copies)


@pytest.mark.lesson(76)
def test_fi02_a_worker_killed_at_any_step_loses_and_doubles_nothing(mailing, peer, monkeypatch):
    unknown = 0
    for step in steps():
        assert killed_at(step, monkeypatch) == -signal.SIGKILL, step
        is_right(mailing, peer)
        time.sleep(LEASE.total_seconds())
        settle_left_behind(now=timezone.now())
        is_right(mailing, peer)
        before, unknown = unknown, states(mailing).get("unknown", 0)
        assert unknown - before <= MOST_AT_HAND, step
    Sender(render=plainly).send_due()

    assert states(mailing) == {"sent": mailing.delivery_count - unknown, "unknown": unknown}
    is_right(mailing, peer)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose")
def test_fg02_a_database_connection_cut_at_any_step_loses_and_doubles_nothing(
    mailing, peer, monkeypatch
):
    def cut_off():
        number = connection.connection.info.backend_pid
        at_once(lambda: run("SELECT pg_terminate_backend(%s)", number))

    def run(statement, *params):
        with connection.cursor() as cursor:
            cursor.execute(statement, params)

    sender, cuts = Sender(render=plainly, lease=LEASE), 0
    for step in steps():
        with monkeypatch.context() as patched:
            break_at(step, cut_off, patched)
            try:
                sender.send_due()
            except Error:
                cuts += 1
                connections.close_all()  # as the worker does
        is_right(mailing, peer)
        time.sleep(LEASE.total_seconds())
    sender.send_due()

    assert cuts >= len(steps()) - 2
    assert states(mailing) == {"sent": mailing.delivery_count}
    is_right(mailing, peer)
