"""Whatever keeps a contact from being approached keeps a queued e-mail from going, by itself."""

import pytest

from contacts import services
from contacts.models import Contact
from contacts.models.gate import LeftOutReason
from tests.consents import marketing, say
from tests.factories import make_company

from .outbox import make_mailing, make_receiver, make_setup, of, send

pytestmark = pytest.mark.django_db


def block(contact, now):
    Contact.objects.filter(pk=contact.pk).update(is_privacy_blocked=True)


def block_the_company(contact, now):
    Contact.objects.filter(pk=contact.company_id).update(is_privacy_blocked=True)


def restrict(contact, now):
    services.restrict_contact(contact, reason="Disputed", by=None, now=now)


def suppress(contact, now):
    address = services.Address(email=contact.email)
    services.suppress(address, cause="objected", by=None, now=now)


def withdraw(contact, now):
    say(contact, "withdrawn", now=now)


KEPT = {
    "privacy_blocked": block,
    "company_blocked": block_the_company,
    "restricted": restrict,
    "suppressed": suppress,
    "objected": withdraw,
    "no_consent": None,  # nothing was ever said
}
#: A minor without consent is privacy blocked, by the database; the others are asked for when
#: a segment is logged: they keep nobody from an e-mail that was logged for them on purpose.
ELSEWHERE = {"minor", "excluded", "too_often"}


@pytest.mark.lesson(69)
def test_every_reason_of_the_gate_is_tried():
    assert set(KEPT) | ELSEWHERE == set(LeftOutReason.values)


@pytest.mark.lesson(58, 69)
@pytest.mark.parametrize("reason", KEPT)
def test_one_reason_alone_keeps_the_e_mail_from_going(reason, peer, now):
    make_setup()
    stays, kept = make_receiver(), make_receiver(company=make_company())
    for contact in (stays, kept):
        if contact == stays or KEPT[reason]:
            say(contact)
    make_mailing(stays, kept, now=now, purpose=marketing())
    if KEPT[reason]:
        KEPT[reason](kept, now)

    send(now)

    assert (of(kept).state, of(kept).failure, of(kept).detail) == ("suppressed", "gate", reason)
    assert peer.accepted == [stays.email]
