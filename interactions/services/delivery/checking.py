"""The last look before an e-mail is handed over: may the contact be written to, now?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import F

from contacts.models import Channel, Purpose
from contacts.models.gate import Occasion, left_out_conditions, left_out_reason
from interactions.models import Delivery, DeliveryFailure, DeliveryState
from segments_app.common.repeating import Repeated, given
from segments_app.common.watching import Watch

from .claiming import Claim
from .outcomes import Outcome
from .queueing import current_address


@dataclass(frozen=True)
class Answer:
    """What is known of an e-mail the moment it is asked for."""

    reason: str
    to: str
    cancelled: int | None
    interaction: int | None


class Checker:
    """Takes the e-mails of one claim, each in the moment before it is handed over.

    The gate is asked for all that is left of the claim at once, and again as soon as anybody else
    has committed anything: the answer for an e-mail is always that of the moment it is taken.
    """

    def __init__(self, claim: Claim, *, lease: timedelta) -> None:
        self.claim = claim
        self.lease = lease
        self.watch = Watch()
        self.rows: dict[int | None, Any] = {}
        self.answers: dict[int | None, dict[int, Answer]] = {}

    def ask(self, delivery: Delivery) -> None:
        """Ask the gate, unless nothing can have changed; right before an e-mail is taken."""
        if self.watch.may_have_changed():
            self.answers.clear()
        self._answers(delivery.purpose_id)

    def take(self, delivery: Delivery, *, wrong: Outcome | None, now: datetime) -> bool:
        """Mark an e-mail as being handed over, or say why it is not; False where it is not."""
        found = self._answers(delivery.purpose_id).get(delivery.pk)
        if found is None:  # paused, cancelled, or somebody else has it
            return False
        rows = Delivery.objects.filter(pk=delivery.pk, claim=self.claim.key, state="queued")
        if found.cancelled is not None or found.interaction is None:
            return _close(rows, Outcome(DeliveryState.CANCELED))
        if found.reason:
            why = Outcome(DeliveryState.SUPPRESSED, DeliveryFailure.GATE, found.reason)
            return _close(rows, why)
        if not found.to:
            return _close(rows, Outcome(DeliveryState.SUPPRESSED, DeliveryFailure.NO_ADDRESS))
        if found.to != delivery.address:
            # Written to since it was queued: the next round writes to the new one (AC-04).
            domain = found.to.rpartition("@")[2].lower()
            rows.update(address=found.to, domain=domain, due_at=now, claim=None, claimed_until=None)
            return False
        if wrong is not None:
            return _close(rows, wrong)
        return bool(marking().run(**self.marked(delivery, now)))

    def may_go(self, delivery: Delivery) -> bool:
        """Whether nothing keeps an e-mail from its address, by the answer that is known."""
        found = self._answers(delivery.purpose_id).get(delivery.pk)
        return (
            found is not None
            and found.interaction is not None
            and found.cancelled is None
            and not found.reason
            and found.to == delivery.address != ""
        )

    def marked(self, delivery: Delivery, now: datetime) -> dict[str, Any]:
        """Return what `marking` is given for an e-mail."""
        until = now + self.lease
        return {"pk": delivery.pk, "claim": self.claim.key, "now": now, "until": until}

    def _answers(self, purpose: int | None) -> dict[int, Answer]:
        if purpose not in self.answers:
            found = self._rows(purpose).values_list(
                "pk", "reason", "to", "cancelled", "interaction"
            )
            self.answers[purpose] = {key: Answer(*said) for key, *said in found}
        return self.answers[purpose]

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


@lru_cache(maxsize=1)
def marking() -> Repeated:
    """Return the statement by which an e-mail of a claim is being handed over."""
    return Repeated(
        Delivery.objects.filter(
            pk=given(Delivery, "id", "pk"), claim=given(Delivery, "claim"), state="queued"
        ),
        state=DeliveryState.SENDING,
        due_at=None,
        handed_over_at=given(Delivery, "handed_over_at", "now"),
        claimed_until=given(Delivery, "claimed_until", "until"),
        failure="",
        detail="",
    )


def occasion_of(purpose: int | None) -> Occasion:
    """Return what an e-mail for a purpose is, to the gate."""
    if purpose is None:
        return Occasion(channel=Channel.EMAIL)
    asks = Purpose.objects.get(pk=purpose).channels_with_consent
    return Occasion(purpose, asks, Channel.EMAIL)


def _close(rows: Any, outcome: Outcome) -> bool:
    rows.update(
        state=outcome.state,
        failure=outcome.failure,
        detail=outcome.detail,
        due_at=None,
        claim=None,
        claimed_until=None,
    )
    return False
