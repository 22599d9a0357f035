"""Several are marked at a time, and still it is known which one was at hand."""

from datetime import timedelta

import pytest
from django.db import connection, connections

from interactions.models import Delivery
from interactions.services.delivery import Sender, claim_due, pause, sender_setup
from interactions.services.delivery.claiming import settle_left_behind
from interactions.services.delivery.handing import MOST_AT_HAND, Hand, Pace
from interactions.services.delivery.outcomes import SENT
from interactions.services.delivery.preparing import prepare

from .outbox import make_mailing, make_receiver, make_setup, of, plainly, send, states

pytestmark = pytest.mark.django_db(transaction=True)
noted = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no notes")
LATER = timedelta(minutes=9)


def begin_and_die(contacts, *, now):
    """Mark all, send some, of which the sixth gets no answer, begin one more, and tell nobody."""
    make_setup()
    make_mailing(*contacts, now=now)
    claim = claim_due(sender_setup(), now=now)
    hand = Hand(claim, pace=Pace(50), lease=timedelta(minutes=3), clock=lambda: now)
    for nth, prepared in enumerate(prepare(claim.deliveries, sender_setup(), plainly)):
        assert hand.take(prepared)
        if nth == MOST_AT_HAND + 1:
            break
        hand.hear([(prepared.delivery, SENT)] if nth != 5 else [])
    assert states() == {"sending": len(contacts)}


@noted
def test_fi02_of_those_that_a_dead_worker_had_marked_only_those_at_hand_are_unknown(peer, now):
    contacts = [make_receiver() for _ in range(25)]
    begin_and_die(contacts, now=now)

    assert settle_left_behind(now=now) == 0
    assert settle_left_behind(now=now + LATER) == 25

    # The sixth got no answer, and seven more might have been begun by the last note.
    found = [of(one).state for one in contacts]
    assert found == [*["sent"] * 5, "unknown", *["sent"] * 2, *["unknown"] * 7, *["queued"] * 10]
    assert of(contacts[0]).sent_at == now
    assert settle_left_behind(now=now + LATER) == 0
    assert send(now + LATER) == 10
    assert sorted(peer.accepted) == sorted(one.email for one in contacts[15:])


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


def interrupted(peer, settings, deed, *, now):
    """Send thirty, many of them marked together; do something while the server has the fourth."""
    settings.EMAIL_CONNECTIONS = 1  # over others more would go meanwhile
    make_setup()
    mailing = make_mailing(*(make_receiver() for _ in range(30)), now=now)
    done = []

    def act(_address):
        if len(peer.accepted) == 3 and not done:
            done.append(deed())
        connections.close_all()

    peer.on_message = act
    sender = Sender(render=plainly, clock=lambda: now)
    sender.pace.at_once = 25
    sender.send_due()
    return mailing, done


def test_fi06_who_pauses_stops_also_what_is_marked_already(peer, settings, now):
    everything = Delivery.objects.all()
    mailing, _done = interrupted(
        peer, settings, lambda: pause(everything, by=None, now=now), now=now
    )

    found = states(mailing)
    assert 4 <= found["sent"] <= 4 + MOST_AT_HAND
    assert found["paused"] == 30 - found["sent"]
    assert len(peer.accepted) == found["sent"]


def test_a_worker_that_was_taken_for_dead_leaves_the_rest_to_others(peer, settings, now):
    mailing, done = interrupted(
        peer, settings, lambda: settle_left_behind(now=now + LATER), now=now
    )
    assert sum(done) >= 1
    assert (states(mailing)["sent"] < 30) == (connection.vendor == "postgresql")

    send(now + LATER)

    assert states(mailing) == {"sent": 30}
    assert set(peer.copies.values()) == {1}
