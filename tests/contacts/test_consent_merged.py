"""Merging and its way back never make anybody easier to reach (CO-07)."""

import random
from datetime import timedelta

import pytest

from contacts import services
from contacts.models import ConsentEvent, Contact
from contacts.models.consent import RANKS, REFUSED
from contacts.services import merging
from tests.consents import LONG_AGO, event, say, state_of
from tests.factories import make_contact

CHANNELS = ("email", "letter", "phone")
pytestmark = pytest.mark.django_db


def ranks(contact):
    states = contact.consent_states.values_list("channel", "status")
    said = {channel: RANKS[status] for channel, status in states}
    return {channel: said.get(channel, RANKS["none"]) for channel in CHANNELS}


def random_words(rnd, contact, since):
    """Statements of one contact, each later than the last; return the channels."""
    channels = [rnd.choice(CHANNELS) for _ in range(rnd.randrange(4))]
    ConsentEvent.objects.bulk_create(
        event(contact, rnd.choice([*RANKS]), channel, since + timedelta(minutes=number))
        for number, channel in enumerate(channels)
    )
    return channels


@pytest.mark.parametrize("seed", range(12))
def test_whatever_was_said_before_and_between_nobody_is_easier_to_reach_afterwards(seed, now):
    rnd = random.Random(seed)
    kept, gone = make_contact(), make_contact()
    random_words(rnd, kept, LONG_AGO)
    random_words(rnd, gone, LONG_AGO)
    before = {contact.pk: ranks(contact) for contact in (kept, gone)}
    theirs = [*ConsentEvent.objects.filter(contact=gone).order_by("pk").values()]

    merge = merging.merge_contacts(kept, gone, by=None, now=now)
    merged = ranks(kept)
    since = random_words(rnd, kept, now + timedelta(hours=1))
    together = ranks(kept)
    merging.undo_merge(merge, by=None, now=now + timedelta(hours=2))

    back = Contact.objects.get(pk=gone.pk)
    for channel in CHANNELS:
        both = [before[contact.pk][channel] for contact in (kept, gone)]
        assert merged[channel] >= max((r for r in both if r > RANKS["none"]), default=0)
        assert ranks(back)[channel] >= before[back.pk][channel]
        if channel not in since:
            assert ranks(kept)[channel] >= before[kept.pk][channel]
        if together[channel] >= RANKS["withdrawn"]:
            assert ranks(kept)[channel] == together[channel] <= ranks(back)[channel]
    own = ConsentEvent.objects.filter(pk__in=[each["id"] for each in theirs]).order_by("pk")
    assert [*own.values()] == theirs


def test_consent_of_the_one_is_not_the_other_s_afterwards(now):
    kept, gone = make_contact(), make_contact()
    say(kept, "consent", "letter")
    say(gone, "consent", "email")
    merge = merging.merge_contacts(kept, gone, by=None, now=now)
    assert state_of(kept) == "consent"

    merging.undo_merge(merge, by=None, now=now + timedelta(hours=1))

    assert [state_of(kept), state_of(kept, "letter")] == ["none", "consent"]
    assert [state_of(gone), state_of(gone, "letter")] == ["consent", None]


def test_a_consent_given_after_the_merge_does_not_lift_the_objection_of_the_other(now):
    kept, gone = make_contact(), make_contact()
    say(gone, "objected")
    merge = merging.merge_contacts(kept, gone, by=None, now=now)
    say(kept, "consent", now=now + timedelta(minutes=1))
    assert state_of(kept) == "consent"

    merging.undo_merge(merge, by=None, now=now + timedelta(hours=1))

    assert [state_of(kept), state_of(gone)] == ["consent", "objected"]


@pytest.mark.parametrize("status", REFUSED)
def test_a_refusal_after_the_merge_counts_for_both(status, now):
    kept, gone = make_contact(), make_contact()
    say(gone, "consent")
    merge = merging.merge_contacts(kept, gone, by=None, now=now)
    say(kept, status, now=now + timedelta(minutes=1))

    merging.undo_merge(merge, by=None, now=now + timedelta(hours=1))

    assert [state_of(kept), state_of(gone)] == [status, status]


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_restriction_and_a_suppression_count_whoever_stays_and_go_back_with_their_contact(
    is_kept, now
):
    barred, free = make_contact(email="a@x.example"), make_contact(email="b@x.example")
    services.restrict_contact(barred, reason="Asked for it", by=None, now=now)
    address = services.Address(email="a@x.example")
    services.suppress(address, cause="objected", by=None, now=now)
    kept, gone = (barred, free) if is_kept else (free, barred)

    merge = merging.merge_contacts(kept, gone, values={"email": "b@x.example"}, by=None, now=now)

    assert kept.restrictions.filter(lifted_at=None).count() == 1
    assert services.suppressed_on(kept) is not None
    assert not Contact.objects.may_contact().exists()
    merging.undo_merge(merge, by=None, now=now + timedelta(hours=1))
    services.check_addresses()  # as the worker does: until then nobody is let through
    assert list(Contact.objects.may_contact()) == [free]
    assert services.suppressed_on(barred) is not None
    assert barred.restrictions.filter(lifted_at=None).count() == 1
