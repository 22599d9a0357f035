"""Of contacts with one address the next living one gets the e-mail, exactly once (lesson 63)."""

import pytest

from contacts.models import Contact
from contacts.services.personal.erasing import erase_contact
from interactions.services import cancel_interactions
from interactions.services.delivery.passing_on import pass_on
from interactions.services.delivery.unsubscribing import unsubscribe
from tests.factories import make_company

from .outbox import (
    make_mailing,
    make_marketing_mailing,
    make_receiver,
    make_setup,
    of,
    send,
    states,
)
from .test_gate_at_hand_over import block, block_the_company, restrict, suppress, withdraw

pytestmark = pytest.mark.django_db


def three(**first):
    """Return contacts with one address, each written in its own way."""
    return [make_receiver("desk", **first), make_receiver("Desk"), make_receiver("DESK")]


def lose_address(contact, now):
    Contact.objects.filter(pk=contact.pk).update(email="")


def move(contact, now):
    Contact.objects.filter(pk=contact.pk).update(email="elsewhere@south.example")


OWN = [block, block_the_company, restrict, withdraw, lose_address]


@pytest.mark.lesson(63)
@pytest.mark.parametrize("happens", OWN)
def test_where_one_may_not_be_written_to_any_more_the_next_one_gets_it_once(happens, peer, now):
    make_setup()
    first, second, third = three(company=make_company())
    mailing = make_marketing_mailing(first, second, third, now=now)
    happens(first, now)

    send(now)

    assert peer.accepted == [second.email]
    assert (of(first).state, of(second).state) == ("suppressed", "sent")
    assert (of(third).state, of(third).failure) == ("suppressed", "same_address")
    assert (send(now), states(mailing)) == (0, {"sent": 1, "suppressed": 2})


@pytest.mark.lesson(63)
def test_it_goes_past_those_who_may_not_have_it_either(peer, now):
    make_setup()
    first, second, third = three()
    make_marketing_mailing(first, second, third, now=now)
    block(first, now)
    restrict(second, now)

    send(now)

    assert peer.accepted == [third.email]
    assert of(second).failure == "same_address"


@pytest.mark.parametrize(
    "ends",
    [
        suppress,
        lambda contact, now: unsubscribe(of(contact), now=now),
        lambda contact, now: erase_contact(contact, cause="request", by=None, now=now),
        lambda contact, now: cancel_interactions(
            contact.interactions.all(), reason="A mistake", by=None, now=now
        ),
    ],
    ids=["suppressed", "unsubscribed", "erased", "cancelled"],
)
def test_nobody_gets_it_where_it_is_the_address_that_is_not_written_to(ends, peer, now):
    make_setup()
    first, second, third = three()
    mailing = make_marketing_mailing(first, second, third, now=now)
    ends(first, now)

    send(now)

    assert peer.accepted == []
    assert "queued" not in states(mailing)
    assert {of(one).failure for one in (second, third)} == {"same_address"}


def test_an_address_that_does_not_exist_is_not_tried_for_the_next_one(peer, now):
    make_setup()
    first, second = make_receiver("nobody"), make_receiver("Nobody")
    make_mailing(first, second, now=now)

    send(now)

    assert (of(first).failure, of(second).failure) == ("address", "same_address")


def test_who_has_a_new_address_gets_it_there_and_the_next_one_at_the_old(peer, now):
    make_setup()
    first, second, third = three()
    make_mailing(first, second, third, now=now)
    move(first, now)

    send(now)

    assert sorted(peer.accepted) == [second.email, "elsewhere@south.example"]


def test_a_new_address_that_somebody_else_gets_it_at_is_not_written_to_twice(peer, now):
    make_setup()
    first = make_receiver()
    there = make_receiver("elsewhere")
    mailing = make_mailing(first, there, now=now)
    move(first, now)

    send(now)

    assert peer.accepted == [there.email]
    assert (of(first).state, of(first).failure) == ("suppressed", "same_address")
    assert states(mailing) == {"sent": 1, "suppressed": 1}


def test_two_workers_give_it_to_one(peer, now):
    make_setup()
    first, second, third = three()
    mailing = make_mailing(first, second, third, now=now)
    ended = of(first)
    block(first, now)
    send(now)

    assert not pass_on(ended, now=now)
    assert states(mailing) == {"sent": 1, "suppressed": 2}
