"""What a service that sends e-mails tells of one: came back, complaint, unsubscribed (FI12)."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from interactions.models import Delivery, ReturnedMail

from .outcomes import in_words
from .returning import ADDRESS, act, wait_for
from .tokens import read_token
from .unsubscribing import unsubscribe

Kind = ReturnedMail.Kind
#: The name of the token that goes along, and its salt.
TOKEN, SALT = "delivery", "segments.event"
GONE = {"invalid", "bounced"}
CAME_BACK = {"bounced", "rejected", "failed"}


@transaction.atomic
def receive_event(event: Any, *, now: datetime) -> ReturnedMail | None:
    """Act on what happened to an e-mail, as django-anymail words it; once, however often it comes.

    Only the token that went along says which e-mail it is about.
    """
    delivery = _delivery(event)
    kind = _kind(event)
    if delivery is None or (kind == Kind.OTHER and event.event_type != "unsubscribed"):
        return None
    wait_for(delivery)
    said = in_words(event.mta_response or event.description or event.reject_reason or "")
    row, is_new = ReturnedMail.objects.get_or_create(
        digest=_digest(delivery, event),
        defaults={
            "kind": kind,
            "delivery": delivery,
            "detail": ADDRESS.sub("…", said)[:300],
            "received_at": now,
        },
    )
    if is_new and kind == Kind.OTHER:
        unsubscribe(delivery, now=now)
    elif is_new:
        act(delivery, kind, row.detail, now=now)
    return row


def _kind(event: Any) -> Kind:
    if event.event_type == "complained":
        return Kind.COMPLAINT
    if event.event_type not in CAME_BACK:
        return Kind.OTHER
    return Kind.HARD if event.reject_reason in GONE else Kind.SOFT


def _delivery(event: Any) -> Delivery | None:
    token = (event.metadata or {}).get(TOKEN)
    pk = read_token(token, salt=SALT) if isinstance(token, str) else None
    return Delivery.objects.filter(pk=pk).first() if pk is not None else None


def _digest(delivery: Delivery, event: Any) -> str:
    """Return what is the same when a service tells the same again."""
    about = event.event_id or event.timestamp
    return hashlib.sha256(f"{delivery.pk} {event.event_type} {about}".encode()).hexdigest()
