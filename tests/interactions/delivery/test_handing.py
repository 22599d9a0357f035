"""Several are marked at a time, and still it is known which one was at hand."""

from datetime import timedelta

import pytest
from django.db import connection, connections

from interactions.models import Delivery
from interactions.services.delivery import Sender, claim_due, pause, sender_setup
from interactions.services.delivery.claiming import settle_left_behind
from interactions.services.delivery.handing import Hand
from interactions.services.delivery.outcomes import SENT
from interactions.services.delivery.preparing import prepare

from .outbox import make_mailing, make_receiver, make_setup, of, plainly, send, states

pytestmark = pytest.mark.django_db(transaction=True)
noted = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite marks one at a time")
LATER = timedelta(minutes=9)


def begin_and_die(contacts, *, now):
    """Mark all, send the first, begin the second, and tell nobody."""
    make_setup()
    make_mailing(*contacts, now=now)
    claim = claim_due(sender_setup(), now=now)
    hand = Hand(claim, lease=timedelta(minutes=3), clock=lambda: now)
    hand.mark(claim.deliveries)
    first, second = list(prepare(claim.deliveries, sender_setup(), plainly))[:2]
    assert hand.take(first)
    hand.tell(first.delivery, SENT)
    assert hand.take(second)
    assert states() == {"sending": len(contacts)}


@noted
def test_fi02_of_those_that_a_dead_worker_had_marked_only_the_one_at_hand_is_unknown(peer, now):
    contacts = [make_receiver() for _ in range(5)]
    begin_and_die(contacts, now=now)

    assert settle_left_behind(now=now) == 0
    assert settle_left_behind(now=now + LATER) == 5

    assert [of(one).state for one in contacts] == ["sent", "unknown", *["queued"] * 3]
    assert of(contacts[0]).sent_at == now
    assert settle_left_behind(now=now + LATER) == 0
    assert send(now + LATER) == 3
    assert sorted(peer.accepted) == sorted(one.email for one in contacts[2:])


@noted
def test_fg02_all_that_was_marked_is_unknown_where_the_database_lost_which_was_at_hand(peer, now):
    contacts = [make_receiver() for _ in range(5)]
    begin_and_die(contacts, now=now)
    with connection.cursor() as cursor:  # as after its crash
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'at_hand'")
        assert cursor.fetchone() == ("u",)
        cursor.execute("TRUNCATE at_hand")

    settle_left_behind(now=now + LATER)

    assert states() == {"unknown": 5}
    assert send(now + LATER) == 0


def interrupted(peer, deed, *, now):
    """Send eight, six of them marked together; do something while the server has the fourth."""
    make_setup()
    mailing = make_mailing(*(make_receiver() for _ in range(8)), now=now)

    def act(_address):
        if len(peer.accepted) == 3:
            deed()
        connections.close_all()

    peer.on_message = act
    sender = Sender(render=plainly, clock=lambda: now)
    sender.marked_at_once = 6
    sender.send_due()
    return mailing


def test_fi06_who_pauses_stops_also_what_is_marked_already(peer, now):
    mailing = interrupted(peer, lambda: pause(Delivery.objects.all(), by=None, now=now), now=now)

    assert states(mailing) == {"sent": 4, "paused": 4}
    assert len(peer.accepted) == 4


def test_a_worker_that_was_taken_for_dead_leaves_the_rest_to_others(peer, now):
    done = []

    def take_for_dead():
        if not done:
            done.append(settle_left_behind(now=now + LATER))

    mailing = interrupted(peer, take_for_dead, now=now)
    send(now + LATER)

    assert done == ([6] if connection.vendor == "postgresql" else [1])
    assert states(mailing) == {"sent": 8}
    assert set(peer.copies.values()) == {1}
