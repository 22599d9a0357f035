"""The last look before an e-mail is handed over: may the contact be written to, now?"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F

from contacts.models import Channel, Purpose
from contacts.models.gate import Occasion, left_out_conditions, left_out_reason
from interactions.models import Delivery, DeliveryFailure, DeliveryState

from .outcomes import Outcome
from .queueing import current_address


class Checker:
    """Takes the e-mails of one claim, each in the moment before it is handed over."""

    def __init__(self, claim: UUID, *, lease: timedelta) -> None:
        self.claim = claim
        self.lease = lease
        self.rows: dict[int | None, Any] = {}

    def take(self, delivery: Delivery, *, wrong: Outcome | None, now: datetime) -> bool:
        """Mark an e-mail as being handed over, or say why it is not; False where it is not."""
        found = self._rows(delivery.purpose_id).filter(pk=delivery.pk).values().first()
        if found is None:  # paused, cancelled, or somebody else has it
            return False
        rows = Delivery.objects.filter(pk=delivery.pk, claim=self.claim, state="queued")
        if found["cancelled"] is not None or found["interaction_id"] is None:
            return _close(rows, Outcome(DeliveryState.CANCELED))
        if found["reason"]:
            why = Outcome(DeliveryState.SUPPRESSED, DeliveryFailure.GATE, found["reason"])
            return _close(rows, why)
        if not found["to"]:
            return _close(rows, Outcome(DeliveryState.SUPPRESSED, DeliveryFailure.NO_ADDRESS))
        if found["to"] != delivery.address:
            # Written to since it was queued: the next round writes to the new one (AC-04).
            domain = found["to"].rpartition("@")[2].lower()
            rows.update(
                address=found["to"], domain=domain, due_at=now, claim=None, claimed_until=None
            )
            return False
        if wrong is not None:
            return _close(rows, wrong)
        return bool(
            rows.update(
                state=DeliveryState.SENDING,
                due_at=None,
                handed_over_at=now,
                claimed_until=now + self.lease,
                failure="",
                detail="",
            )
        )

    def _rows(self, purpose: int | None) -> Any:
        """Return the e-mails of the claim with what the gate says, put together once a claim."""
        if purpose not in self.rows:
            conditions = left_out_conditions(
                prefix="contact__", excluded=None, occasion=occasion_of(purpose)
            )
            self.rows[purpose] = Delivery.objects.filter(
                claim=self.claim, state=DeliveryState.QUEUED
            ).annotate(
                reason=left_out_reason(conditions),
                to=current_address("interaction__"),
                cancelled=F("interaction__cancellation_id"),
            )
        return self.rows[purpose]


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
