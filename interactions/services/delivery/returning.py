"""E-mails that come back: bounces and complaints, each read once (FI12)."""

import hashlib
import logging
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from flufl.bounce import all_failures

from contacts.models import Suppression
from contacts.services import Address, SuppressionRefused, suppress
from interactions.mail.fetching import fetch
from interactions.models import (
    Delivery,
    DeliveryFailure,
    DeliveryState,
    ReturnedMail,
)

from .addresses import note_refused, note_soft_bounce
from .outcomes import in_words
from .setup import sender_setup
from .tokens import read_token

logger = logging.getLogger("segments.mail")
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # a line for each of its detectors
#: More of a message is not read: what it is about stands at its beginning.
LONGEST = 1024 * 1024
TOKEN = rb"([0-9a-z]{1,13}-[a-z2-7]{26})@"
IN_RECIPIENT = re.compile(rb"\+" + TOKEN, re.IGNORECASE)
IN_MESSAGE_ID = re.compile(rb"<" + TOKEN, re.IGNORECASE)
RECIPIENTS = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
DELAYED = re.compile(rb"^Action:\s*delayed", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(rb"^Status:\s*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
#: The address is none, or not any more; a full mailbox or a block may pass.
GONE = re.compile(rb"5\.(0\.0|1\.\d+|2\.1|4\.4)$")
SAID = re.compile(rb"^(?:Diagnostic-Code|Status):[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE)
ADDRESS = re.compile(r"\S+@\S+")
Kind = ReturnedMail.Kind


@dataclass(frozen=True)
class Failures:
    """The addresses that a message says could not be reached, for now or ever."""

    temporary: frozenset[str]
    permanent: frozenset[str]


def failures_in(message: Message) -> Failures:
    """Return what a bounce is about; nothing where it is none."""
    if "From" not in message:
        message["From"] = "MAILER-DAEMON@localhost"  # a detector falls over without
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # each of its detectors reads what anybody may have written
        logger.info("a message could not be read as a bounce")
        return Failures(frozenset(), frozenset())
    return Failures(_texts(temporary), _texts(permanent))


def bounce_url() -> str:
    """Return the mailbox that bounces come to, "" where none is set up."""
    return str(getattr(settings, "BOUNCE_URL", ""))


class StillAtHand(Exception):
    """It came back before it was written down that it went out; ask again in a minute."""


def fetch_returned(url: str) -> Counter[str]:
    """Read what is in a mailbox, each message in a transaction; return how many of each kind."""
    found: Counter[str] = Counter()
    for source, take_out in fetch(url):
        try:
            found[receive_returned(source, now=timezone.now()).kind] += 1
        except StillAtHand:
            continue  # it stays there for the next time
        take_out()
    return found


@transaction.atomic
def receive_returned(source: bytes, *, now: datetime) -> ReturnedMail:
    """Read a message that came to the address for bounces; reading it again changes nothing.

    Only a token of ours says which e-mail it is about: addresses in it could be anybody's.
    """
    digest = hashlib.sha256(source).hexdigest()
    source = source[:LONGEST]
    message = message_from_bytes(source)
    delivery, kind = delivery_in(message, source), kind_of(message, source)
    wait_for(delivery)
    row, is_new = ReturnedMail.objects.get_or_create(
        digest=digest,
        defaults={
            "kind": kind,
            "delivery": delivery,
            "detail": _said(source),
            "received_at": now,
        },
    )
    if is_new and delivery is not None:
        act(delivery, kind, row.detail, now=now)
    return row


def kind_of(message: Message, source: bytes) -> str:
    """Return what a returned message is."""
    if message.get_param("report-type") == "feedback-report":
        return Kind.COMPLAINT
    if DELAYED.search(source):
        return Kind.OTHER  # the server goes on trying
    found = failures_in(message)
    statuses = STATUS.findall(source)
    if found.permanent and (not statuses or any(map(GONE.match, statuses))):
        return Kind.HARD
    return Kind.SOFT if found.permanent or found.temporary else Kind.OTHER


def delivery_in(message: Message, source: bytes) -> Delivery | None:
    """Return the e-mail that a message is about: by whom it came to, or by the id it quotes."""
    recipients = " ".join(str(one) for name in RECIPIENTS for one in message.get_all(name, []))
    places = [
        (IN_RECIPIENT, recipients.encode("utf-8", "replace"), "segments.bounce"),
        (IN_MESSAGE_ID, source, "segments.message"),
    ]
    for pattern, text, salt in places:
        for match in pattern.finditer(text):
            pk = read_token(match[1].decode(), salt=salt)
            if pk is not None:
                return Delivery.objects.filter(pk=pk).first()
    return None


def wait_for(delivery: Delivery | None) -> None:
    """Refuse to act on an e-mail that is being handed over: StillAtHand."""
    if delivery is not None and delivery.state == DeliveryState.SENDING:
        raise StillAtHand


def act(delivery: Delivery, kind: str, detail: str, *, now: datetime) -> None:
    """Do what an e-mail that came back, or was complained about, asks for."""
    if kind == Kind.COMPLAINT:
        _complained(delivery, now=now)
    if kind not in (Kind.HARD, Kind.SOFT):
        return
    is_hard = kind == Kind.HARD
    failure = DeliveryFailure.HARD_BOUNCE if is_hard else DeliveryFailure.SOFT_BOUNCE
    back = Delivery.objects.filter(
        pk=delivery.pk, state__in=[DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.BOUNCED]
    )
    back.update(
        state=DeliveryState.BOUNCED,
        failure=failure,
        detail=detail,
        bounced_at=now,
        sent_at=F("handed_over_at"),
        claim=None,
        claimed_until=None,
    )
    if is_hard:
        note_refused(delivery.address, detail=detail, now=now)
    else:
        limit = sender_setup().soft_bounce_limit
        note_soft_bounce(delivery.address, detail=detail, limit=limit, now=now)


def _complained(delivery: Delivery, *, now: datetime) -> None:
    """Who calls an e-mail spam is not written to again, nor is anybody at that address."""
    Delivery.objects.filter(pk=delivery.pk, complained_at=None).update(complained_at=now)
    try:
        suppress(
            Address(email=delivery.address),
            cause=Suppression.Cause.COMPLAINT,
            reason=f"e-mail {delivery.pk}",
            by=None,
            now=now,
        )
    except SuppressionRefused:
        return  # the address was erased meanwhile


def _said(source: bytes) -> str:
    """Return what the server said, without the addresses in it."""
    text = "; ".join(in_words(match[1]) for match in list(SAID.finditer(source))[:4])
    return ADDRESS.sub("…", text)[:300]


def _texts(addresses: object) -> frozenset[str]:
    found = addresses if isinstance(addresses, set | frozenset) else set()
    return frozenset(
        one.decode("ascii", "replace") if isinstance(one, bytes) else str(one) for one in found
    )
