"""Handing over e-mails, over connections that are kept (decision 0038)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from contacts.services import check_addresses
from interactions.models import SenderSetup
from segments_app.common.sql import commits_are_durable

from .claiming import LEASE, Claim, claim_due, is_anything_due, release, settle_left_behind
from .handing import Hand, Pace
from .lanes import Lanes
from .outcomes import Outcome
from .preparing import Ahead, Render, prepare, rendered_as_e_mails
from .setup import is_ready, sender_setup

SHOWN_EVERY = timedelta(seconds=20)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=10)


class Sender:
    """Hands over what is due, until there is nothing more or it is told to stop."""

    def __init__(
        self,
        *,
        render: Render | None = None,
        stop: Callable[[], bool] = lambda: False,
        lease: timedelta = LEASE,
        clock: Callable[[], datetime] = timezone.now,
    ) -> None:
        self.render = render or rendered_as_e_mails
        self.stop = stop
        self.lease = lease
        self.clock = clock
        self.not_before: datetime | None = None
        self.wait = FIRST_WAIT
        self.pace = Pace()
        self._unsettled: list[Hand] = []

    def send_due(self) -> int:
        """Hand over all that is due now; return how many were tried."""
        setup = sender_setup()
        self._show_itself(setup)
        if not is_anything_due(now=self.clock()):
            return 0
        self._settle()
        settle_left_behind(now=self.clock())
        if self.not_before is not None and self.clock() < self.not_before:
            return 0
        if not is_ready(setup):
            return 0
        check_addresses()  # of contacts that were written by no service
        commits_are_durable()
        lanes, tried = Lanes(), 0
        try:
            while not self.stop() and lanes.down is None:
                most = self.pace.to_claim
                claim = claim_due(setup, now=self.clock(), lease=self.lease, most=most)
                if not claim.deliveries:
                    break
                tried += self._send_claimed(claim, setup, lanes)
        finally:
            lanes.close()
        return tried

    def _send_claimed(self, claim: Claim, setup: SenderSetup, lanes: Lanes) -> int:
        hand = Hand(claim, pace=self.pace, lease=self.lease, clock=self.clock)
        self._unsettled.append(hand)
        try:
            self._hand_over(hand, Ahead(prepare(claim.deliveries, setup, self.render)), lanes)
        finally:
            while lanes.is_any_busy:  # what was begun is told of, whatever has happened
                hand.tell(lanes.hear())
            self._settle()
            release(claim)
        self._note_health(lanes.down)
        return hand.tried

    def _hand_over(self, hand: Hand, ahead: Ahead, lanes: Lanes) -> None:
        """Hand over one after another, until something keeps the rest from going."""
        for _each in hand.claim.deliveries:
            prepared = ahead.take()
            while not lanes.is_any_free and lanes.down is None:
                if lanes.is_anything_to_hear() or not ahead.make():
                    hand.hear(lanes.hear())
            if lanes.down is not None or self.stop():
                return
            if hand.take(prepared):
                hand.hear(lanes.start(prepared))
            if hand.is_over:
                return

    def _settle(self) -> None:
        """Write down what is known of earlier claims, also of one that lost the database."""
        while self._unsettled:
            self._unsettled[-1].settle()
            self._unsettled.pop()

    def _note_health(self, down: Outcome | None) -> None:
        if down is None:
            if self.not_before is not None:
                self.not_before, self.wait = None, FIRST_WAIT
                SenderSetup.objects.filter(pk=1).update(problem="", retry_at=None)
            return
        self.not_before = self.clock() + self.wait
        self.wait = min(self.wait * 2, LONGEST_WAIT)
        SenderSetup.objects.filter(pk=1).update(problem=down.detail, retry_at=self.not_before)

    def _show_itself(self, setup: SenderSetup) -> None:
        """Let pages say whether anybody sends e-mails."""
        now = self.clock()
        if setup.looked_at is None or now - setup.looked_at > SHOWN_EVERY:
            SenderSetup.objects.filter(pk=1).update(looked_at=now)
