"""Sending outlives whatever is killed: nobody gets an e-mail twice, and nobody is forgotten."""

import os
import signal
import threading
import time
from contextlib import ExitStack

import pytest
from django.db import connection, connections
from django.utils import timezone

from contacts.models import Contact
from interactions.models import Delivery, FrozenContent
from interactions.services.delivery import Sender, queue_interaction, queue_mailing
from interactions.services.delivery.checking import FRESH
from interactions.services.delivery.handing import MOST_AT_HAND
from tests.consents import say
from tests.factories import (
    make_interaction,
    make_logged_segment,
    make_salesperson,
    make_template,
)
from tests.segments_app.test_worker import wait_for, worker_process

from .outbox import (
    make_e_mail,
    make_marketing_mailing,
    make_receiver,
    make_setup,
    of,
    plainly,
    send,
    states,
)

pytestmark = pytest.mark.django_db(transaction=True)
#: How many e-mails are sent; docs/benchmarks.md says how to run it with 2,000.
MAILS = int(os.environ.get("KILLED_MAILS", "36"))
PATIENCE = 30 + MAILS / 10
QUICK = ("--beat", "0.2", "--lease", "0.5")


def make_written(count):
    """Queue e-mails with a text of their own, as logging does."""
    make_setup()
    logged, content = make_logged_segment(), FrozenContent.objects.create(text="Come.")
    shared = {"template": make_template(), "salesperson": make_salesperson()}
    for _ in range(count):
        make_interaction(
            make_receiver(),
            logged_segment=logged,
            content=content,
            subject="Fair",
            correspondence_type="email",
            **shared,
        )
    return queue_mailing(logged, by=None, now=timezone.now())


def at_once(*deeds):
    """Do things in threads of their own, and raise what went wrong."""
    wrong = []

    def run(deed):
        try:
            deed()
        except Exception as error:
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def once(peer, number, deed):
    """Do something when the server has accepted so many; it has a thread for each connection."""
    lock, done = threading.Lock(), []

    def act(_address):
        with lock:
            if len(peer.accepted) >= number and not done:
                done.append(deed())

    peer.on_message = act


def all_is_told(mailing, peer, *, unknown):
    """Check that all have got it once, but for a few of which it is not known."""
    found = states(mailing)
    assert set(found) <= {"sent", "unknown"}
    assert found["sent"] + found.get("unknown", 0) == mailing.delivery_count == MAILS
    assert 1 <= found.get("unknown", 0) <= unknown
    assert set(peer.copies.values()) == {1}
    sent = mailing.deliveries.filter(state="sent").values_list("address", flat=True)
    assert set(sent) <= set(peer.copies)


@pytest.mark.lesson(76)
def test_fi10_two_workers_send_each_e_mail_once(peer):
    mailing = make_written(max(60, MAILS))

    at_once(*[Sender(render=plainly).send_due for _ in range(2)])
    Sender(render=plainly).send_due()  # what one had claimed and given back

    assert states(mailing) == {"sent": max(60, MAILS)}
    assert (len(peer.copies), set(peer.copies.values())) == (max(60, MAILS), {1})


def test_fj05_who_withdraws_or_is_blocked_while_a_claim_is_sent_is_not_written_to(
    peer, settings, now
):
    """By others, and over connections of their own, while the gate has answered for the claim."""
    settings.EMAIL_CONNECTIONS = 1  # on others more would go while these write
    make_setup()
    contacts = [make_receiver() for _ in range(15)]
    make_marketing_mailing(*contacts, now=now)
    leaves, blocked, corrected = contacts[11:14]  # of the first ones some are at hand already

    def act(address):
        if address == contacts[0].email:
            say(leaves, "withdrawn", now=now)
        if address == contacts[1].email:
            Contact.objects.filter(pk=blocked.pk).update(is_privacy_blocked=True)
            Contact.objects.filter(pk=corrected.pk).update(email="right@south.example")
            time.sleep(2 * FRESH)  # so long may an answer of the gate count
        connections.close_all()

    peer.on_message = act
    send(now)

    assert [of(contact).detail for contact in (leaves, blocked)] == ["objected", "privacy_blocked"]
    written = {"right@south.example", *(one.email for one in (*contacts[:11], contacts[14]))}
    assert set(peer.accepted) == written


def test_twenty_presses_at_once_make_one_e_mail():
    make_setup()
    interaction = make_e_mail(make_receiver())
    now = timezone.now()

    at_once(*[lambda: queue_interaction(interaction, by=None, now=now)] * 20)

    assert Delivery.objects.count() == 1


def test_fi02_a_worker_killed_again_and_again_leaves_unknown_what_it_was_at(peer, monkeypatch):
    mailing = make_written(MAILS)
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{peer.port}")
    kills, running = [MAILS // 6, MAILS * 5 // 12], []
    with ExitStack() as stack:
        for number in kills:
            once(peer, number, lambda: os.kill(running[-1].pid, signal.SIGKILL))
            running.append(stack.enter_context(worker_process(*QUICK)))
            running[-1].wait(PATIENCE)
            assert sum(states(mailing).values()) == MAILS
        running.append(stack.enter_context(worker_process(*QUICK)))
        wait_for(lambda: set(states(mailing)) == {"sent", "unknown"}, seconds=PATIENCE)

    all_is_told(mailing, peer, unknown=2 * MOST_AT_HAND)


def test_fi02_a_mail_server_that_dies_at_each_step_loses_and_doubles_nothing(peer):
    """Before the message is on its way another connection is tried; then it is unknown."""
    mailing = make_written(MAILS)
    steps = ("mail", "recipient", "message", "answer", "all")
    peer.dies = {step: MAILS * nth // 6 for nth, step in enumerate(steps, start=1)}

    Sender(render=plainly).send_due()
    assert sum(states(mailing).values()) == MAILS
    Sender(render=plainly).send_due()

    assert peer.dies == {}
    all_is_told(mailing, peer, unknown=5)  # two, and those of three connections


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose")
def test_fg02_a_lost_database_connection_loses_and_doubles_nothing(peer, monkeypatch):
    mailing = make_written(MAILS)
    monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{peer.port}")
    cut = []

    def cut_off():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND application_name = 'segments_mail_test'"
            )
            cut.append(cursor.fetchone()[0])
        connections.close_all()

    once(peer, MAILS // 3, cut_off)
    monkeypatch.setenv("PGAPPNAME", "segments_mail_test")
    with worker_process(*QUICK):
        wait_for(
            lambda: sum(map(states(mailing).get, ("sent", "unknown"), (0, 0))) == MAILS,
            seconds=PATIENCE,
        )

    assert cut[0] >= 1
    # What was at hand is told on a new connection, or unknown.
    assert states(mailing)["sent"] >= MAILS - MOST_AT_HAND
    assert set(peer.copies.values()) == {1}
