"""Handing over e-mails, one by one, over a connection that is kept (decision 0038)."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import get_connection
from django.utils import timezone

from contacts.services import check_addresses
from interactions.models import Delivery, DeliveryState, SenderSetup
from segments_app.common.sql import commits_are_durable

from .claiming import LEASE, Claim, claim_due, is_anything_due, release, settle_left_behind
from .handing import Ahead, Hand, most_marked
from .outcomes import SENT, Outcome, not_connected, outcome_of
from .preparing import Prepared, Render, prepare, rendered_as_e_mails
from .setup import is_ready, sender_setup

logger = logging.getLogger("segments.mail")
SHOWN_EVERY = timedelta(seconds=20)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=10)
#: Seconds. As many are marked at a time as go in the first; what takes the second is put back.
QUICK, TOO_LONG = 0.25, 2.0


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
        self.connection: Any = None
        self.not_before: datetime | None = None
        self.wait = FIRST_WAIT
        self.marked_at_once = 1
        self.meanwhile: Callable[[], None] = lambda: None
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
        tried = 0
        check_addresses()  # of contacts that were written by no service
        commits_are_durable()
        try:
            while not self.stop():
                claim = claim_due(setup, now=self.clock(), lease=self.lease)
                if not claim.deliveries:
                    return tried
                done, is_down = self._send_claimed(claim, setup)
                tried += done
                if is_down:
                    return tried
        finally:
            self._disconnect()
        return tried

    def _send_claimed(self, claim: Claim, setup: SenderSetup) -> tuple[int, bool]:
        hand, tried = Hand(claim, lease=self.lease, clock=self.clock), 0
        ahead = Ahead(prepare(claim.deliveries, setup, self.render))
        self.meanwhile = ahead.make
        self._unsettled.append(hand)
        down: Outcome | None = None
        try:
            for some in self._parts(claim.deliveries):
                hand.mark(some)
                done, down, goes_on = self._send_marked(len(some), hand, ahead)
                tried += done
                if not goes_on:
                    break
        finally:
            self._settle()
            release(claim)
        self._note_health(down)
        return tried, down is not None

    def _parts(self, deliveries: Sequence[Delivery]) -> Iterator[Sequence[Delivery]]:
        start = 0
        while start < len(deliveries) and not self.stop():
            end = start + min(self.marked_at_once, most_marked())
            yield deliveries[start:end]
            start = end

    def _send_marked(
        self, count: int, hand: Hand, ahead: Ahead
    ) -> tuple[int, Outcome | None, bool]:
        """Hand over what was marked; return how many, what is down, and whether to go on."""
        began, tried = time.monotonic(), 0
        for number in range(count, 0, -1):
            prepared = ahead.take()
            if hand.take(prepared):
                outcome = self._hand_over(prepared)
                hand.tell(prepared.delivery, outcome)
                tried += 1
                if outcome.is_down:
                    return tried, outcome, False
            took = time.monotonic() - began
            if hand.is_lost or (number > 1 and (took > TOO_LONG or self.stop())):
                self.marked_at_once = 1
                return tried, None, False
        twice, half = self.marked_at_once * 2, self.marked_at_once // 2
        self.marked_at_once = min(twice, most_marked()) if took < QUICK else max(half, 1)
        return tried, None, True

    def _settle(self) -> None:
        """Write down what is known of earlier claims, also of one that lost the database."""
        while self._unsettled:
            self._unsettled[-1].settle()
            self._unsettled.pop()

    def _hand_over(self, prepared: Prepared) -> Outcome:
        is_fresh = self.connection is None
        if (failed := self._connect()) is not None:
            return failed
        outcome = self._send(prepared)
        if outcome.is_down and not is_fresh:
            # The server may have closed a connection that it had not heard of for long.
            if (failed := self._connect()) is not None:
                return failed
            outcome = self._send(prepared)
        return outcome

    def _send(self, prepared: Prepared) -> Outcome:
        try:
            if hasattr(self.connection, "hand_over"):
                self.connection.hand_over(prepared.message, meanwhile=self.meanwhile)
            else:
                self.connection.send_messages([prepared.message])
        except Exception as error:
            may_have_sent = bool(getattr(self.connection, "may_have_sent", True))
            outcome = outcome_of(error, may_have_sent=may_have_sent)
            logger.warning(
                "not handed over",
                extra={"delivery": prepared.delivery.pk, "state": outcome.state},
            )
            if outcome.is_down or outcome.state == DeliveryState.UNKNOWN:
                self._disconnect()
            return outcome
        return SENT

    def _connect(self) -> Outcome | None:
        if self.connection is not None:
            return None
        connection = get_connection()
        try:
            connection.open()
        except Exception as error:
            logger.warning("no mail server", extra={"error": type(error).__name__})
            _close(connection)
            return not_connected(error)
        self.connection = connection
        return None

    def _disconnect(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            _close(connection)

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


def _close(connection: Any) -> None:
    try:
        connection.close()
    except Exception:
        logger.info("the connection was closed already")
