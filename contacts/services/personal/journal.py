"""What must hold again after a backup was restored: erasures, suppressions, refusals (ER-07).

The journal has ids and keyed hashes only, nothing about anybody. It is written beside the
backups, more often than these, and replayed before anything is sent from a restored database.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from contacts.models import (
    ConsentEvent,
    ConsentState,
    Contact,
    Erasure,
    Purpose,
    Suppression,
    UncheckedContact,
)
from contacts.models.consent import REFUSED
from contacts.services.suppressing import check_addresses
from segments_app.common.sql import insert_select

from .erasing import erase_contact

Line = dict[str, Any]
SUPPRESSION = ("kind", "fingerprint", "key_id", "cause")


def journal() -> Iterator[Line]:
    """Yield everything that must hold again."""
    for erasure in Erasure.objects.order_by("pk").iterator():
        yield {"erased": erasure.contact_key, "at": erasure.erased_at.isoformat()}
    for row in Suppression.objects.filter(lifted_at=None).order_by("pk").iterator():
        said = {name: getattr(row, name) for name in SUPPRESSION}
        yield {"suppressed": said, "at": row.suppressed_at.isoformat()}
    refusals = ConsentState.objects.filter(status__in=REFUSED).select_related("purpose")
    for state in refusals.order_by("pk").iterator():
        yield {
            "refused": state.contact_id,
            "channel": state.channel,
            "purpose": state.purpose.code,
            "status": state.status,
            "at": state.since.isoformat(),
        }


def replay(lines: Iterable[Line], *, now: datetime) -> dict[str, int]:
    """Have everything of the journal hold; what does already is passed over."""
    counts = {"erased": 0, "suppressed": 0, "refused": 0}
    for line in lines:
        at = datetime.fromisoformat(line["at"])
        if "suppressed" in line:
            counts["suppressed"] += _suppress(line["suppressed"], at)
        elif "refused" in line:
            counts["refused"] += _refuse(line, at)
        else:
            counts["erased"] += _erase(line["erased"], at, now=now)
    if counts["suppressed"]:
        _check_everybody()
    return counts


def _erase(key: int, at: datetime, *, now: datetime) -> bool:
    """Erase a contact again that the backup has: one made since has another right to its id."""
    contact = Contact.objects.filter(pk=key, created_at__lte=at).first()
    if contact is None or Erasure.objects.filter(contact_key=key).exists():
        return False
    erase_contact(contact, cause=Erasure.Cause.REPLAYED, by=None, now=now)
    return True


def _suppress(said: Line, at: datetime) -> bool:
    there = Suppression.objects.filter(
        kind=said["kind"], fingerprint=said["fingerprint"], lifted_at=None
    )
    if there.exists():
        return False
    Suppression.objects.create(**said, suppressed_at=at)
    return True


def _refuse(line: Line, at: datetime) -> bool:
    """Record a refusal that was said after the backup."""
    contact = Contact.objects.filter(pk=line["refused"], created_at__lte=at).first()
    purpose = Purpose.objects.filter(code=line["purpose"]).first()
    if contact is None or purpose is None or contact.was_erased:
        return False
    states = contact.consent_states.filter(channel=line["channel"], purpose=purpose)
    if states.filter(since__gte=at).exists():
        return False
    ConsentEvent.objects.create(
        contact=contact,
        channel=line["channel"],
        purpose=purpose,
        status=line["status"],
        happened_at=at,
        method=ConsentEvent.Method.OTHER,
        source="journal",
    )
    return True


@transaction.atomic
def _check_everybody() -> None:
    """Have all contacts compared with the suppressions."""
    UncheckedContact.objects.all().delete()
    insert_select(UncheckedContact, Contact.objects.order_by(), contact=F("pk"))
    check_addresses()
