"""The last look before an e-mail is handed over: may the contact be written to, now?"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from contacts.models.gate import left_out_conditions, left_out_reason
from interactions.models import Delivery, DeliveryFailure, DeliveryState
from segments_app.common.watching import Watch

from .claiming import Claim
from .occasions import occasion_of
from .outcomes import Outcome
from .passing_on import pass_on, redirect
from .queueing import current_address

#: Seconds for which what the gate said, and what was noted as at hand, counts in any case.
FRESH = 0.25


@dataclass(frozen=True)
class Answer:
    """What is known of an e-mail the moment it is asked for."""

    reason: str
    to: str
    cancelled: int | None
    interaction: int | None


class Checker:
    """Takes the e-mails of one claim, each in the moment before it is handed over.

    The gate is asked for all that is left of the claim at once. What it said counts as long as
    nobody else has committed anything; where others do, for a quarter of a second.
    """

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.watch = Watch()
        self.has_changed = False
        self.asked_at = 0.0
        self.asked_at_once = len(claim.deliveries)
        self.rows: dict[int | None, Any] = {}
        self.answers: dict[int, Answer | None] = {}
        self._places = {delivery.pk: nth for nth, delivery in enumerate(claim.deliveries)}

    def ask(self, delivery: Delivery, snapshot: str = "", *, count: int = 1) -> None:
        """Ask the gate, unless what it said still counts; right before `count` are marked."""
        self.has_changed |= self.watch.may_have_changed(snapshot)
        if self.has_changed and time.monotonic() - self.asked_at > FRESH and self.answers:
            self.answers.clear()
            self.asked_at_once = count
        self._answer(delivery)

    def refuse(self, delivery: Delivery, *, wrong: Outcome | None, now: datetime) -> None:
        """Say why an e-mail that is still queued does not go."""
        found = self._answer(delivery)
        if found is None:  # paused, cancelled, or somebody else has it
            return
        rows = Delivery.objects.filter(pk=delivery.pk, claim=self.claim.key, state="queued")
        if found.cancelled is not None or found.interaction is None:
            _close(rows, Outcome(DeliveryState.CANCELED))
        elif found.reason or not found.to:
            failure = DeliveryFailure.GATE if found.reason else DeliveryFailure.NO_ADDRESS
            if _close(rows, Outcome(DeliveryState.SUPPRESSED, failure, found.reason)):
                pass_on(delivery, now=now)
        elif found.to != delivery.address:
            # Written to since it was queued: the next round writes to the new one (AC-04).
            redirect(delivery, address=found.to, rows=rows, now=now)
        elif wrong is not None:
            _close(rows, wrong)

    def may_go(self, delivery: Delivery) -> bool:
        """Whether nothing keeps an e-mail from its address, by the answer that is known."""
        found = self._answer(delivery)
        return (
            found is not None
            and found.interaction is not None
            and found.cancelled is None
            and not found.reason
            and found.to == delivery.address != ""
        )

    def _answer(self, delivery: Delivery) -> Answer | None:
        """Return what is known of an e-mail; where nothing is, of those after it, too."""
        if not self.answers:
            self.has_changed, self.asked_at = False, time.monotonic()
        if delivery.pk not in self.answers:
            place = self._places[delivery.pk]
            some = self.claim.deliveries[place : place + self.asked_at_once]
            keys = [one.pk for one in some if one.purpose_id == delivery.purpose_id]
            found = self._rows(delivery.purpose_id).filter(pk__in=keys)
            self.answers |= dict.fromkeys(keys)
            for key, *said in found.values_list("pk", "reason", "to", "cancelled", "interaction"):
                self.answers[key] = Answer(*said)
            self.asked_at_once = min(2 * self.asked_at_once, len(self._places))
        return self.answers[delivery.pk]

    def _rows(self, purpose: int | None) -> Any:
        """Return the e-mails of the claim with what the gate says, put together once a claim."""
        if purpose not in self.rows:
            conditions = left_out_conditions(
                prefix="contact__", excluded=None, occasion=occasion_of(purpose)
            )
            self.rows[purpose] = self.claim.rows().annotate(
                reason=left_out_reason(conditions),
                to=current_address("interaction__"),
                cancelled=F("interaction__cancellation_id"),
            )
        return self.rows[purpose]


def _close(rows: Any, outcome: Outcome) -> int:
    closed: int = rows.update(
        state=outcome.state,
        failure=outcome.failure,
        detail=outcome.detail,
        due_at=None,
        claim=None,
        claimed_until=None,
    )
    return closed
