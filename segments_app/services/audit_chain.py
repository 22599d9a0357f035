"""Seals of the audit: a changed, added or missing entry is found, whoever did it (AU-04).

Each seal is a keyed sum over some thousand entries and the seal before. Entries are sealed when
no transaction is open that could still add one among them: within minutes, unless somebody is at
work for longer; when they are a day old, in any case.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from contacts.services.fingerprints import key_id
from segments_app.common.settled import settled_up_to
from segments_app.models import AuditEntry, AuditSeal

QUIET = timedelta(days=1)
IN_A_SEAL = 5_000
COLUMNS = (
    "pk", "happened_at", "actor_id", "action", "subject", "row_key", "before", "after", "path",
    "request_id", "job_key",
)  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What was looked at, and the seals that do not fit their entries."""

    entries: int
    unsealed: int
    last: AuditSeal | None
    broken: list[AuditSeal]
    other_key: list[AuditSeal]


def seal_entries(*, now: datetime) -> int:
    """Seal what is settled; return how many entries. Two at once seal them once."""
    count, settled = 0, settled_up_to(AuditEntry)
    while made := _seal_some(before=now - QUIET, settled=settled):
        count += made.entry_count
    return count


def verify() -> Verdict:
    """Compare every seal with its entries, and with the seal before."""
    seals = list(AuditSeal.objects.order_by("after_entry"))
    broken, other_key, entries, digest, end = [], [], 0, "", 0
    for seal in seals:
        entries += seal.entry_count
        if seal.key_id != key_id():
            other_key.append(seal)
        elif seal.after_entry != end or not _fits(seal, digest):
            broken.append(seal)
        digest, end = seal.digest, seal.last_entry
    unsealed = AuditEntry.objects.filter(pk__gt=end).count()
    return Verdict(entries, unsealed, seals[-1] if seals else None, broken, other_key)


def _seal_some(*, before: datetime, settled: int) -> AuditSeal | None:
    last = AuditSeal.objects.order_by("-after_entry").first()
    end, digest = (last.last_entry, last.digest) if last else (0, "")
    entries = AuditEntry.objects.filter(pk__gt=end)
    young = entries.filter(happened_at__gte=before).order_by("pk").first()
    if young is not None:
        entries = entries.filter(Q(pk__lt=young.pk) | Q(pk__lte=settled))
    rows = list(entries.order_by("pk").values_list(*COLUMNS)[:IN_A_SEAL])
    if not rows:
        return None
    try:
        with transaction.atomic():
            return AuditSeal.objects.create(
                after_entry=end,
                last_entry=rows[-1][0],
                entry_count=len(rows),
                digest=_digest(digest, rows),
                key_id=key_id(),
            )
    except IntegrityError:  # another worker was quicker
        return None


def _fits(seal: AuditSeal, digest: str) -> bool:
    entries = AuditEntry.objects.filter(pk__gt=seal.after_entry, pk__lte=seal.last_entry)
    rows = list(entries.order_by("pk").values_list(*COLUMNS))
    return len(rows) == seal.entry_count and hmac.compare_digest(_digest(digest, rows), seal.digest)


def _digest(before: str, rows: Iterable[tuple[Any, ...]]) -> str:
    mac = hmac.new(settings.SUPPRESSION_KEY.encode(), f"audit:{before}".encode(), hashlib.sha256)
    for line in _lines(rows):
        mac.update(line)
    return mac.hexdigest()


def _lines(rows: Iterable[tuple[Any, ...]]) -> Iterator[bytes]:
    for key, happened_at, *rest in rows:
        row = [key, happened_at.timestamp(), *rest]
        yield json.dumps(row, sort_keys=True, separators=(",", ":")).encode() + b"\n"
