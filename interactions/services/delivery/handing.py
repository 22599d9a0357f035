"""The e-mails of a claim: some are marked at a time, each is taken in the moment it may go.

One transaction settles those that were sent and marks the next ones as being handed over; it is
committed before the server gets a byte of them. Which are at hand is noted by itself, where the
database can: decision 0038 says why a crash then leaves these unknown, and at most what was marked.
"""

import time
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from interactions.models import Delivery, DeliveryState
from segments_app.common.at_hand import can_note, note_first, note_next, take_note
from segments_app.common.retrying import retried

from .addresses import note_refused
from .checking import FRESH, Checker
from .claiming import BATCH, LARGE_BATCH, Claim, queued_again, sent
from .outcomes import BACK_OFF, SENT, Outcome, Told, is_hard
from .preparing import Prepared

#: How many are marked at a time, at most: so many are unknown where the database crashes, too.
MOST_MARKED = 50
#: How many may be at hand at a time: so many are unknown, at most, after a worker was killed.
MOST_AT_HAND = 8


#: Seconds. As many are marked at a time as go in the first; what takes the second is put back.
QUICK, TOO_LONG = 0.25, 2.0


@dataclass
class Pace:
    """How many are marked at a time: one where the server is slow."""

    at_once: int = 1

    @property
    def to_claim(self) -> int:
        """Return how many to take out of the outbox at a time."""
        return LARGE_BATCH if self.at_once == MOST_MARKED else BATCH

    def adapt(self, took: float) -> None:
        """Go by how long the last ones took."""
        at_once = self.at_once * 2 if took < QUICK else self.at_once // 2
        self.at_once = min(max(at_once, 1), MOST_MARKED)


class Hand:
    """What of a claim is marked, at hand, begun and told of; each in the order of its keys."""

    def __init__(
        self, claim: Claim, *, pace: Pace, lease: timedelta, clock: Callable[[], datetime]
    ) -> None:
        self.claim, self.pace, self.lease, self.clock = claim, pace, lease, clock
        self.checker = Checker(claim)
        self.is_over = False
        self.tried = 0
        self._rest = deque(claim.deliveries)
        self._marked: list[int] = []
        self._marked_at = 0.0
        self._noted: set[int] = set()
        self._noted_at = 0.0
        self._begun: set[int] = set()
        self._told: list[tuple[Delivery, Outcome]] = []

    def take(self, prepared: Prepared) -> bool:
        """Tell whether the next e-mail goes, now; it is unknown until something is told."""
        delivery = prepared.delivery
        if self._rest and self._rest[0].pk == delivery.pk:
            self._mark_some()
        elif time.monotonic() - self._marked_at > TOO_LONG:
            self.pace.at_once, self.is_over = 1, True
        if delivery.pk not in self._marked or self.is_over:
            return False
        if delivery.pk not in self._noted or time.monotonic() - self._noted_at > FRESH:
            self._note(delivery)
        if self.is_over:
            return False
        if prepared.wrong is not None or not self.checker.may_go(delivery):
            self._refuse(delivery, prepared.wrong)
            return False
        self._marked.remove(delivery.pk)
        self._begun.add(delivery.pk)
        self.tried += 1
        return True

    def hear(self, told: Iterable[Told]) -> None:
        """Take note of what became of e-mails; what was not sent is written down at once."""
        if self.tell(told):
            self._write_told()

    def tell(self, told: Iterable[Told]) -> bool:
        """Take note of what became of e-mails; return whether any of these was not sent."""
        all_were_sent = True
        for delivery, outcome in told:
            self._begun.discard(delivery.pk)
            self._told.append((delivery, outcome))
            all_were_sent &= outcome is SENT
        return not all_were_sent

    @retried
    def settle(self) -> None:
        """Write down all that was told, and put back what was marked and not begun."""
        now = self.clock()
        with transaction.atomic():
            self._write(now)
            if self._marked:
                self._rows(self._marked, [DeliveryState.SENDING]).update(**queued_again(now))
            take_note(self.claim.key)
        self._told.clear()
        self._marked.clear()

    def _mark_some(self) -> None:
        """Mark the next; all of them are at hand where that cannot be noted by itself."""
        if self._marked_at:
            self.pace.adapt(time.monotonic() - self._marked_at)
        count = self.pace.at_once if can_note() else min(self.pace.at_once, self._room())
        self._mark([self._rest.popleft() for _ in range(min(count, len(self._rest)))])
        self._marked_at = self._noted_at = time.monotonic()

    @retried
    def _mark(self, some: Sequence[Delivery]) -> None:
        """Write down what was told, and mark the next as being handed over; one commit for both."""
        self.checker.ask(some[0], count=len(some))
        now = self.clock()
        with transaction.atomic():
            written = self._write(now)
            for delivery in some:
                if not self.checker.may_go(delivery):
                    self.checker.refuse(delivery, wrong=None, now=now)
            keys = self._sending([one.pk for one in some if self.checker.may_go(one)], now)
            noted = keys[: self._room()]
            if keys and can_note():
                note_first(self.claim.key, [*sorted(self._begun), *noted])
        self._told.clear()
        self._marked, self._noted = keys, set(noted)
        if written or keys:
            self.checker.watch.committed()

    def _note(self, delivery: Delivery) -> None:
        """Note that an e-mail and some after it are at hand, and ask what the gate says now."""
        noted, snapshot = self._marked[: self._room()], ""
        if can_note():
            found = note_next(self.claim.key, [*sorted(self._begun), *noted])
            if found is None:
                self.is_over = True  # taken for dead: somebody else has settled the claim
                return
            snapshot = found
        self._noted, self._noted_at = set(noted), time.monotonic()
        self.checker.ask(delivery, snapshot, count=len(self._marked))
        if can_note():
            self.checker.watch.committed()

    def _room(self) -> int:
        """Return how many more may be at hand."""
        return max(MOST_AT_HAND - len(self._begun), 1)

    @retried
    def _refuse(self, delivery: Delivery, wrong: Outcome | None) -> None:
        now = self.clock()
        with transaction.atomic():
            back = queued_again(now) | {"claim": self.claim.key}
            self._rows({delivery.pk}, [DeliveryState.SENDING]).update(**back)
            self.checker.refuse(delivery, wrong=wrong, now=now)
        self._marked.remove(delivery.pk)
        self.checker.watch.committed()

    @retried
    def _write_told(self) -> None:
        with transaction.atomic():
            written = self._write(self.clock())
        self._told.clear()
        if written:
            self.checker.watch.committed()

    def _sending(self, keys: Sequence[int], now: datetime) -> list[int]:
        """Mark those that are still queued; return them."""
        marked = self._rows(keys, [DeliveryState.QUEUED]).update(
            state=DeliveryState.SENDING,
            due_at=None,
            handed_over_at=now,
            claimed_until=now + self.lease,
            failure="",
            detail="",
        )
        if marked == len(keys):
            return list(keys)
        there = self._rows(keys, [DeliveryState.SENDING])  # some were paused or cancelled meanwhile
        return sorted(there.values_list("pk", flat=True))

    def _write(self, now: datetime) -> int:
        keys = [delivery.pk for delivery, outcome in self._told if outcome == SENT]
        # Also what took so long that it was taken for lost meanwhile.
        states = [DeliveryState.SENDING, DeliveryState.UNKNOWN]
        written = self._rows(keys, states).update(**sent(now)) if keys else 0
        for delivery, outcome in self._told:
            if outcome != SENT:
                ours = self._rows({delivery.pk}, [DeliveryState.SENDING])
                written += write_failure(delivery, outcome, ours, now=now)
        return written

    def _rows(self, keys: Collection[int], states: Sequence[str]) -> Any:
        return Delivery.objects.filter(pk__in=keys, claim=self.claim.key, state__in=states)


def write_failure(delivery: Delivery, outcome: Outcome, rows: Any, *, now: datetime) -> int:
    """Write down of an e-mail that it was not sent, or that nobody knows; return if it was ours."""
    state, due_at, attempts = outcome.state, None, delivery.attempts
    if state == DeliveryState.QUEUED:
        wait = timedelta() if outcome.is_down else BACK_OFF[min(attempts, len(BACK_OFF) - 1)]
        attempts += not outcome.is_down
        if attempts > len(BACK_OFF):
            state = DeliveryState.FAILED
        else:
            due_at = now + wait
    if is_hard(outcome):
        note_refused(delivery.address, detail=outcome.detail, now=now)
    return int(
        rows.update(
            state=state,
            failure=outcome.failure,
            detail=outcome.detail,
            attempts=attempts,
            due_at=due_at,
            claim=None,
            claimed_until=None,
        )
    )
