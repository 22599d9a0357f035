"""Handing over e-mails, one by one, over a connection that is kept (decision 0038).

One transaction between two hand-overs writes down what became of the last e-mail, asks the gate
for the next, and marks it as being handed over. After a crash that one is unknown, and no other.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.core.mail import get_connection
from django.db import transaction
from django.utils import timezone

from contacts.services import check_addresses
from interactions.models import (
    Delivery,
    DeliveryState,
    SenderSetup,
)
from segments_app.common.repeating import Repeated, given
from segments_app.common.retrying import retried
from segments_app.common.sql import commits_are_durable

from .addresses import note_refused
from .checking import Checker, marking
from .claiming import LEASE, Claim, claim_due, is_anything_due, release, settle_left_behind
from .outcomes import BACK_OFF, SENT, Outcome, is_hard, not_connected, outcome_of
from .preparing import Prepared, Render, prepare, rendered_as_e_mails
from .setup import is_ready, sender_setup

logger = logging.getLogger("segments.mail")
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
        self.connection: Any = None
        self.not_before: datetime | None = None
        self.wait = FIRST_WAIT

    def send_due(self) -> int:
        """Hand over all that is due now; return how many were tried."""
        setup = sender_setup()
        self._show_itself(setup)
        if not is_anything_due(now=self.clock()):
            return 0
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
        before: tuple[Delivery, Outcome] | None = None
        checker, tried = Checker(claim, lease=self.lease), 0
        try:
            for prepared in prepare(claim.deliveries, setup, self.render):
                if self.stop():
                    break
                is_taken = self._step(before, prepared, checker)
                before = None
                if not is_taken:
                    continue
                outcome = self._hand_over(prepared)
                before, tried = (prepared.delivery, outcome), tried + 1
                if outcome.is_down:
                    break
        finally:
            self._step(before, None, checker)
            release(claim)
        down = before[1] if before is not None and before[1].is_down else None
        self._note_health(down)
        return tried, down is not None

    @retried
    def _step(
        self, before: tuple[Delivery, Outcome] | None, after: Prepared | None, checker: Checker
    ) -> bool:
        """Write down the outcome of one e-mail, and take the next; one commit for both."""
        if before is None and after is None:
            return False
        if after is not None:
            checker.ask(after.delivery)
        now, is_written, is_taken = self.clock(), 0, False
        if (
            before
            and after
            and before[1] == SENT
            and not after.wrong
            and checker.may_go(after.delivery)
        ):
            sent = {"pk": before[0].pk, "claim": checker.claim.key, "now": now}
            marked = checker.marked(after.delivery, now)
            is_taken = bool(marking().run_after(settling(), sent, **marked))
        else:
            with transaction.atomic():
                if before is not None:
                    is_written = record_outcome(*before, claim=checker.claim.key, now=now)
                if after is not None:
                    is_taken = checker.take(after.delivery, wrong=after.wrong, now=now)
        if is_written or is_taken:
            checker.watch.committed()
        return is_taken

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


def record_outcome(delivery: Delivery, outcome: Outcome, *, claim: Any, now: datetime) -> int:
    """Write down what became of an e-mail that this claim was handing over; return if it was.

    Also where it took so long that it was taken for lost meanwhile.
    """
    state, failure, due_at = outcome.state, outcome.failure, None
    if state == DeliveryState.SENT:
        return settling().run(pk=delivery.pk, claim=claim, now=now)
    attempts = delivery.attempts
    if state == DeliveryState.QUEUED:
        wait = timedelta() if outcome.is_down else BACK_OFF[min(attempts, len(BACK_OFF) - 1)]
        attempts += not outcome.is_down
        if attempts > len(BACK_OFF):
            state = DeliveryState.FAILED
        else:
            due_at = now + wait
    ours = Delivery.objects.filter(pk=delivery.pk, claim=claim, state=DeliveryState.SENDING)
    written = ours.update(
        state=state,
        failure=failure,
        detail=outcome.detail,
        attempts=attempts,
        due_at=due_at,
        claim=None,
        claimed_until=None,
    )
    if is_hard(outcome):
        note_refused(delivery.address, detail=outcome.detail, now=now)
    return written


@lru_cache(maxsize=1)
def settling() -> Repeated:
    """Return the statement by which an e-mail is sent, also one that was taken for lost."""
    return Repeated(
        Delivery.objects.filter(
            pk=given(Delivery, "id", "pk"),
            claim=given(Delivery, "claim"),
            state__in=[DeliveryState.SENDING, DeliveryState.UNKNOWN],
        ),
        state=DeliveryState.SENT,
        failure="",
        detail="",
        due_at=None,
        sent_at=given(Delivery, "sent_at", "now"),
        claim=None,
        claimed_until=None,
    )
