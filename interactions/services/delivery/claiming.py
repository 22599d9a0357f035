"""Taking e-mails out of the outbox, each by one worker, no faster than is allowed."""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from interactions.models import Delivery, DeliveryState, SenderSetup
from segments_app.common.at_hand import can_note, take_note
from segments_app.common.retrying import retried
from segments_app.common.sql import one_at_a_time

#: How many a worker takes at once, and where the server is quick: what is lost by a crash is only
#: the time until others take them.
BATCH, LARGE_BATCH = 100, 500
#: How long a worker may be silent before others take over; longer than any hand-over.
LEASE = timedelta(minutes=3)
MINUTE = timedelta(minutes=1)
QUEUED, SENDING = DeliveryState.QUEUED, DeliveryState.SENDING


@dataclass(frozen=True)
class Claim:
    """Some e-mails that nobody else hands over while the claim lasts."""

    key: uuid.UUID
    deliveries: list[Delivery]

    def rows(self) -> "QuerySet[Delivery]":
        """Return what of it has not been settled; by keys, as `claim` has no index."""
        keys = [delivery.pk for delivery in self.deliveries]
        return Delivery.objects.filter(pk__in=keys, claim=self.key, state__in=[QUEUED, SENDING])


@retried
@transaction.atomic
def claim_due(
    setup: SenderSetup, *, now: datetime, lease: timedelta = LEASE, most: int = BATCH
) -> Claim:
    """Take the next e-mails that are due; those of a domain that has had enough wait a while."""
    allowed, at_domain = most, Counter[str]()
    if setup.per_minute or setup.per_domain_per_minute:
        one_at_a_time("deliveries")  # two workers keep one limit
        at_domain = _lately(now)
        if setup.per_minute:
            allowed = min(most, setup.per_minute - at_domain.total())
    key = uuid.uuid4()
    if allowed <= 0:
        return Claim(key, [])
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    due = Delivery.objects.filter(free, state=QUEUED, due_at__lte=now).order_by("due_at", "pk")
    found = list(due.select_for_update(skip_locked=True, of=("self",))[:allowed])
    taken, late = [], []
    for delivery in found:
        limit = setup.per_domain_per_minute
        if limit and at_domain[delivery.domain] >= limit:
            late.append(delivery.pk)
            continue
        at_domain[delivery.domain] += 1
        taken.append(delivery)
    if late:
        Delivery.objects.filter(pk__in=late).update(due_at=now + timedelta(seconds=15))
    keys = [delivery.pk for delivery in taken]
    Delivery.objects.filter(pk__in=keys).update(claim=key, claimed_until=now + lease)
    # In the order of their keys: by what is at hand it is told what was before it.
    return Claim(key, sorted(taken, key=attrgetter("pk")))


def is_anything_due(*, now: datetime) -> bool:
    """Tell whether there is anything to do, without writing: it is asked every second."""
    due = Delivery.objects.filter(state=QUEUED, due_at__lte=now)
    left = Delivery.objects.filter(state=SENDING, claimed_until__lt=now)
    return due.exists() or left.exists()


def release(claim: Claim) -> None:
    """Give back what a claim has not come to."""
    claim.rows().filter(state=QUEUED).update(claim=None, claimed_until=None)


@retried
@transaction.atomic
def settle_left_behind(*, now: datetime) -> int:
    """Settle what a worker had marked and never told the end of; return how much.

    What it noted last as at hand is unknown, what else was before the last of these was sent, and
    what was after it had not begun. Where there is no such note all are unknown.
    """
    rows = Delivery.objects.filter(state=SENDING, claimed_until__lt=now)
    noted = _settle_noted(rows, now=now)
    return noted + rows.update(state=DeliveryState.UNKNOWN)


def take_back(rows: "QuerySet[Delivery]", *, now: datetime) -> None:
    """Queue again what is marked and has not begun: who has it will notice, and stop."""
    if can_note():
        _settle_noted(Delivery.objects.filter(pk__in=rows.values("pk"), state=SENDING), now=now)


def _settle_noted(rows: "QuerySet[Delivery]", *, now: datetime) -> int:
    """Settle all but what may be at hand, of the claims that these are of; return how many."""
    settled = 0
    for key in list(rows.values_list("claim", flat=True).order_by("claim").distinct()):
        at = take_note(key)
        if at:
            ours = Delivery.objects.filter(claim=key, state=SENDING).exclude(pk__in=at)
            settled += ours.filter(pk__lt=at[-1]).update(**sent(F("handed_over_at")))
            settled += ours.filter(pk__gt=at[-1]).update(**queued_again(now))
    return settled


def sent(at: Any) -> dict[str, Any]:
    """Return what an e-mail has that was sent at a moment."""
    none = {"failure": "", "detail": "", "due_at": None, "claim": None, "claimed_until": None}
    return {"state": DeliveryState.SENT, "sent_at": at, **none}


def queued_again(now: datetime) -> dict[str, Any]:
    """Return what an e-mail has that was marked, and not begun."""
    free = {"claim": None, "claimed_until": None}
    return {"state": QUEUED, "due_at": now, "handed_over_at": None, **free}


def _lately(now: datetime) -> Counter[str]:
    """Return how many were handed over in the last minute, or are about to be, by domain."""
    lately = Q(handed_over_at__gt=now - MINUTE)
    claimed = Q(state=QUEUED, due_at__isnull=False, claimed_until__gte=now)
    found: Counter[str] = Counter()
    for condition in (lately, claimed & ~lately):
        rows = Delivery.objects.filter(condition).order_by("domain")
        found.update(dict(rows.values_list("domain").annotate(Count("pk"))))
    return found
