"""The outbox in the database: its states, its sums, and what people decide about it."""

import pytest
from django.db import Error, transaction
from django.utils import timezone

from interactions.models import Delivery, DeliveryState, Mailing
from interactions.models.delivery import TRANSITIONS
from interactions.services import cancel_interactions, delete_canceled_interactions
from interactions.services import delivery as service
from interactions.services.delivery import read_token, token_for
from tests.factories import make_logged_segment

from .outbox import make_mailing, make_receiver, make_setup, make_single, of, send, states

pytestmark = pytest.mark.django_db

#: What a row in each state has besides.
NEEDED = {
    "queued": {"due_at": timezone.now()},
    "sending": {
        "handed_over_at": timezone.now(), "claimed_until": timezone.now(), "claim": "0" * 32,
    },
    "sent": {"handed_over_at": timezone.now(), "sent_at": timezone.now()},
    "bounced": {
        "handed_over_at": timezone.now(), "sent_at": timezone.now(), "failure": "hard_bounce",
    },
    "failed": {"failure": "refused"},
    "suppressed": {"failure": "same_address"},
}  # fmt: skip
NOTHING = {
    "due_at": None, "handed_over_at": None, "sent_at": None, "claim": None, "claimed_until": None,
    "failure": "",
}  # fmt: skip


def refused(write):
    try:
        with transaction.atomic():
            write()
    except Error:
        return True
    return False


def test_the_database_knows_which_state_comes_after_which(now):
    delivery = make_single(make_receiver(), now=now)
    found, wanted = set(), set()
    for before in DeliveryState.values:
        for after in DeliveryState.values:
            if before == after:
                continue
            row = Delivery.objects.bulk_create(
                [
                    Delivery(
                        contact=delivery.contact,
                        address="a@b.example",
                        queued_at=now,
                        state=before,
                        **NEEDED.get(before, {}),
                    )
                ]
            )[0]
            rows = Delivery.objects.filter(pk=row.pk)
            values = NOTHING | NEEDED.get(after, {})
            if not refused(lambda rows=rows, after=after, v=values: rows.update(state=after, **v)):
                found.add((before, after))
            if after in TRANSITIONS.get(before, ()):
                wanted.add((before, after))

    assert found == wanted


def test_what_was_not_sent_for_a_reason_of_its_own_is_never_queued_again(now):
    delivery = make_single(make_receiver(), now=now)
    rows = Delivery.objects.filter(pk=delivery.pk)
    rows.update(state="suppressed", failure="gate", due_at=None)

    assert refused(lambda: rows.update(state="queued", failure="", due_at=now))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "queued", "due_at": None},
        {"state": "sent", "due_at": None},
        {"state": "failed", "due_at": None},
        {"state": "sending", "due_at": None},
        {"state": "lost", "due_at": None},
        {"failure": "whatever"},
    ],
)
def test_the_database_refuses_a_state_without_what_belongs_to_it(now, wrong):
    contact = make_receiver()
    fields = {"contact": contact, "address": contact.email, "queued_at": now, "due_at": now}

    assert refused(lambda: Delivery.objects.create(**(fields | wrong)))
    assert not refused(lambda: Delivery.objects.create(**fields))


def test_a_mailing_keeps_all_of_its_e_mails_and_gets_no_more(now):
    mailing = make_mailing(make_receiver(), make_receiver(), now=now)
    row = mailing.deliveries.first()

    assert refused(lambda: Mailing.objects.filter(pk=mailing.pk).update(delivery_count=3))
    assert refused(row.delete)
    assert refused(
        lambda: Delivery.objects.create(
            mailing=mailing, contact=row.contact, address="x@y.example", queued_at=now, due_at=now
        )
    )
    assert refused(lambda: Delivery.objects.filter(pk=row.pk).update(mailing=None))
    assert refused(lambda: Delivery.objects.create(
        interaction=row.interaction, contact=row.contact, queued_at=now, due_at=now
    ))  # fmt: skip


def test_a_logged_segment_is_sent_once(now):
    logged = make_logged_segment()
    service.queue_mailing(logged, by=None, now=now)

    assert refused(lambda: service.queue_mailing(logged, by=None, now=now))


def test_what_is_deleted_with_its_cancelled_interaction_stays_in_the_sums(now):
    make_setup()
    contact, other = make_receiver(), make_receiver()
    mailing = make_mailing(contact, other, now=now)
    rows = contact.interactions.all()
    cancel_interactions(rows, reason="Mistake", by=None, now=now)

    assert delete_canceled_interactions(rows) == 1

    assert states(mailing) == {"canceled": 1, "queued": 1}
    assert (of(contact).interaction, mailing.delivery_count) == (None, 2)


def test_fi06_paused_is_not_sent_and_goes_on_where_it_was(peer, now, marketer):
    make_setup()
    mailing = make_mailing(*(make_receiver() for _ in range(4)), now=now)
    rows = Delivery.objects.filter(mailing=mailing)

    assert service.pause(rows, by=marketer, now=now) == 4
    assert service.pause(rows, by=marketer, now=now) == 0
    assert (send(now), states(mailing)) == (0, {"paused": 4})
    assert service.resume(rows, by=marketer, now=now) == 4
    send(now)

    assert states(mailing) == {"sent": 4}
    assert set(peer.copies.values()) == {1}
    assert rows.filter(decided_by=marketer, decided_at=now).count() == 4


def test_fi06_a_pause_in_the_middle_stops_before_the_next_e_mail(peer, now):
    make_setup()
    mailing = make_mailing(*(make_receiver() for _ in range(6)), now=now)
    rows = Delivery.objects.filter(mailing=mailing)
    seen = []

    def render(entries, extra):
        from .outbox import plainly

        for says in plainly(entries, extra):
            seen.append(says)
            if len(seen) == 4:
                service.pause(rows, by=None, now=now)
            yield says

    send(now, render=render)

    # The fourth is rendered while the server reads the third.
    assert states(mailing) == {"paused": 3, "sent": 3}
    assert len(peer.copies) == 3
    service.resume(rows, by=None, now=now)
    send(now)
    assert (states(mailing), set(peer.copies.values())) == ({"sent": 6}, {1})


def test_what_is_cancelled_is_never_sent_and_what_was_sent_stays_so(peer, now):
    make_setup(per_minute=2)
    mailing = make_mailing(*(make_receiver() for _ in range(5)), now=now)
    send(now)
    rows = Delivery.objects.filter(mailing=mailing)

    assert service.cancel(rows, by=None, now=now) == 3
    send(now)

    assert states(mailing) == {"sent": 2, "canceled": 3}
    assert len(peer.accepted) == 2


def test_failed_ones_are_tried_again_by_a_person_only(peer, now):
    make_setup()
    contact = make_receiver("spam")
    make_mailing(contact, now=now)
    send(now)
    assert of(contact).state == "failed"
    peer_accepts = type(contact).objects.filter(pk=contact.pk)
    peer_accepts.update(email="fine@south.example")

    assert service.retry_failed(Delivery.objects.all(), by=None, now=now) == 1
    send(now)

    assert of(contact).state == "sent"


@pytest.mark.parametrize("again", [True, False])
def test_an_unknown_one_waits_until_a_person_decides(peer, now, marketer, again):
    make_setup()
    contact = make_receiver("dropped")
    make_mailing(contact, now=now)
    send(now)
    assert (of(contact).state, len(peer.accepted)) == ("unknown", 1)

    rows = Delivery.objects.all()
    if again:
        assert service.send_unknown_again(rows, by=marketer, now=now) == 1
        send(now)
    else:
        assert service.take_unknown_for_sent(rows, by=marketer, now=now) == 1
        send(now)

    assert (of(contact).state, len(peer.accepted)) == (("unknown", 2) if again else ("sent", 1))
    assert of(contact).decided_by == marketer


def test_a_token_names_its_number_and_nothing_else_does():
    token = token_for(1234567)

    assert read_token(token) == read_token(token.upper()) == 1234567
    assert read_token(token_for(1, salt="another")) is None
    wrong = ["", "-", "x", token[:-1], f"{token}a", token.replace("-", ""), "zz-" + token[-26:]]
    assert [read_token(one) for one in wrong] == [None] * len(wrong)
    assert read_token("1" * 4000) is None
