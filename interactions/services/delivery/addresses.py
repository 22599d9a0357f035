"""What is known of addresses from e-mails that came back; each is known by its hash only."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F

from contacts.services.fingerprints import fingerprint
from interactions.models import MailAddress


def dead_addresses(addresses: Iterable[str]) -> set[str]:
    """Return those of the addresses that e-mails are not sent to any more."""
    hashed = {address: hash_of(address) for address in addresses}
    rows = MailAddress.objects.filter(
        fingerprint__in=hashed.values(), dead_since__isnull=False
    ).values_list("fingerprint", flat=True)
    dead = set(rows)
    return {address for address, one in hashed.items() if one in dead}


def note_refused(address: str, *, detail: str, now: datetime) -> None:
    """Write down that an address does not exist: nothing is sent to it any more."""
    row, _made = MailAddress.objects.get_or_create(fingerprint=hash_of(address))
    MailAddress.objects.filter(pk=row.pk).update(
        hard_bounces=F("hard_bounces") + 1, last_detail=detail[:300]
    )
    MailAddress.objects.filter(pk=row.pk, dead_since=None).update(dead_since=now)


def note_soft_bounce(address: str, *, detail: str, limit: int, now: datetime) -> None:
    """Count an e-mail that came back and might not the next time; after `limit` it is dead."""
    row, _made = MailAddress.objects.get_or_create(fingerprint=hash_of(address))
    MailAddress.objects.filter(pk=row.pk).update(
        soft_bounces=F("soft_bounces") + 1, last_detail=detail[:300]
    )
    if limit:
        worn = MailAddress.objects.filter(pk=row.pk, dead_since=None, soft_bounces__gte=limit)
        worn.update(dead_since=now)


def hash_of(address: str) -> str:
    """Return the keyed hash of an address; what follows a plus counts here."""
    return fingerprint("mail", address.strip().casefold())
