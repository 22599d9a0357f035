"""The e-mails of a claim: some are marked at a time, each is taken in the moment it may go.

One transaction settles those that were sent and marks the next ones as being handed over; it is
committed before the server gets a byte of them. Which one is at hand is noted by itself, where the
database can: decision 0038 says why a crash then leaves one unknown, and at most what was marked.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from interactions.models import Delivery, DeliveryState
from segments_app.common.at_hand import can_note, note_first, note_next, take_note
from segments_app.common.retrying import retried

from .addresses import note_refused
from .checking import Checker
from .claiming import Claim, queued_again, sent
from .outcomes import BACK_OFF, SENT, Outcome, is_hard
from .preparing import Prepared

#: How many are marked at a time, at most: so many are unknown where the database crashes, too.
MOST_MARKED = 50


def most_marked() -> int:
    """Return how many may be marked at a time: one, where it is not noted which is at hand."""
    return MOST_MARKED if can_note() else 1


class Hand:
    """What of a claim is marked, begun and told of."""

    def __init__(self, claim: Claim, *, lease: timedelta, clock: Callable[[], datetime]) -> None:
        self.claim, self.lease, self.clock = claim, lease, clock
        self.checker = Checker(claim)
        self.is_lost = False
        self._marked: set[int] = set()
        self._at_hand = 0
        self._told: list[tuple[Delivery, Outcome]] = []

    @retried
    def mark(self, some: Sequence[Delivery]) -> None:
        """Write down what was told, and mark the next as being handed over; one commit for both."""
        self.checker.ask(some[0], count=len(some))
        now = self.clock()
        with transaction.atomic():
            written = self._write(now)
            for delivery in some:
                if not self.checker.may_go(delivery):
                    self.checker.refuse(delivery, wrong=None, now=now)
            keys = self._mark([one.pk for one in some if self.checker.may_go(one)], now)
            if keys and can_note():
                note_first(self.claim.key, keys[0])
        self._told.clear()
        self._marked, self._at_hand = set(keys), keys[0] if keys else 0
        if written or keys:
            self.checker.watch.committed()

    def take(self, prepared: Prepared) -> bool:
        """Tell whether an e-mail goes, now; from here on it is unknown until something is told."""
        delivery = prepared.delivery
        if delivery.pk not in self._marked:
            return False
        if delivery.pk != self._at_hand:
            noted = note_next(self.claim.key, delivery.pk)
            if noted is None:
                self.is_lost = True  # taken for dead: somebody else has settled the claim
                return False
            self._at_hand = delivery.pk
            self.checker.ask(delivery, noted)
            self.checker.watch.committed()
        if prepared.wrong is not None or not self.checker.may_go(delivery):
            self._refuse(delivery, prepared.wrong)
            return False
        self._marked.discard(delivery.pk)
        return True

    def tell(self, delivery: Delivery, outcome: Outcome) -> None:
        """Take note of what became of an e-mail; what was not sent is written down at once."""
        self._told.append((delivery, outcome))
        if outcome != SENT:
            self._write_told()

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
        self._marked = set()

    @retried
    def _refuse(self, delivery: Delivery, wrong: Outcome | None) -> None:
        now = self.clock()
        with transaction.atomic():
            back = queued_again(now) | {"claim": self.claim.key}
            self._rows({delivery.pk}, [DeliveryState.SENDING]).update(**back)
            self.checker.refuse(delivery, wrong=wrong, now=now)
        self._marked.discard(delivery.pk)
        self.checker.watch.committed()

    @retried
    def _write_told(self) -> None:
        with transaction.atomic():
            written = self._write(self.clock())
        self._told.clear()
        if written:
            self.checker.watch.committed()

    def _mark(self, keys: Sequence[int], now: datetime) -> list[int]:
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

    def _rows(self, keys: "Sequence[int] | set[int]", states: Sequence[str]) -> Any:
        return Delivery.objects.filter(pk__in=keys, claim=self.claim.key, state__in=states)


class Ahead:
    """Messages one after another, each of which may be made while the server reads the last."""

    def __init__(self, made: Iterator[Prepared]) -> None:
        self._made = made
        self._kept: Prepared | Exception | None = None

    def make(self) -> None:
        """Make the next message, unless it is made; what goes wrong is told who takes it."""
        if self._kept is None:
            try:
                self._kept = next(self._made)
            except Exception as error:
                self._kept = error

    def take(self) -> Prepared:
        """Return the next message."""
        self.make()
        kept, self._kept = self._kept, None
        if not isinstance(kept, Prepared):
            raise kept or StopIteration
        return kept


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
