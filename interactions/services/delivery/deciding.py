"""What people decide about e-mails in the outbox: wait, go on, stop, try again, it did arrive."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from interactions.models import Delivery, DeliveryQuerySet, DeliveryState, SenderSetup
from segments_app.common.retrying import retried

from .claiming import take_back

State = DeliveryState
#: A sender that has not looked at the outbox for so long is not there.
SILENCE = timedelta(minutes=1)


@retried
@transaction.atomic
def pause(rows: DeliveryQuerySet, *, by: User | None, now: datetime) -> int:
    """Hold back what has not been handed over; return how many there were."""
    return _stop(rows, State.PAUSED, by=by, now=now)


@retried
@transaction.atomic
def resume(rows: DeliveryQuerySet, *, by: User | None, now: datetime) -> int:
    """Let what was held back go, at once."""
    return _move(rows, State.PAUSED, State.QUEUED, by=by, now=now)


@retried
@transaction.atomic
def cancel(rows: DeliveryQuerySet, *, by: User | None, now: datetime) -> int:
    """Send none of what has not been handed over, ever; what was sent stays sent."""
    stopped = _stop(rows, State.CANCELED, by=by, now=now)
    return stopped + _move(rows, State.PAUSED, State.CANCELED, by=by, now=now)


@retried
@transaction.atomic
def retry_failed(rows: DeliveryQuerySet, *, by: User | None, now: datetime) -> int:
    """Try what has failed again, from the first attempt on."""
    return _move(rows, State.FAILED, State.QUEUED, by=by, now=now)


@retried
@transaction.atomic
def send_unknown_again(rows: DeliveryQuerySet, *, by: User | None, now: datetime) -> int:
    """Send e-mails again of which nobody knows whether they arrived: some may come twice."""
    return _move(rows, State.UNKNOWN, State.QUEUED, by=by, now=now)


@retried
@transaction.atomic
def take_unknown_for_sent(rows: DeliveryQuerySet, *, by: User | None, now: datetime) -> int:
    """Take e-mails for sent of which nobody knows whether they arrived."""
    return _move(rows, State.UNKNOWN, State.SENT, by=by, now=now)


def sender_is_there(setup: SenderSetup, *, now: datetime) -> bool:
    """Whether somebody looks at the outbox."""
    return setup.looked_at is not None and now - setup.looked_at < SILENCE


def _stop(rows: DeliveryQuerySet, after: State, *, by: User | None, now: datetime) -> int:
    stopped = _move(rows, State.QUEUED, after, by=by, now=now)
    take_back(rows.order_by(), now=now)  # what was marked meanwhile, too
    return stopped + _move(rows, State.QUEUED, after, by=by, now=now)


def _move(
    rows: DeliveryQuerySet, before: State, after: State, *, by: User | None, now: datetime
) -> int:
    chosen = Delivery.objects.filter(pk__in=rows.order_by().values("pk"), state=before.value)
    is_queued, is_sent = after == State.QUEUED, after == State.SENT
    is_retry = before in (State.FAILED, State.UNKNOWN)
    return chosen.update(
        state=after.value,
        due_at=now if is_queued else None,
        sent_at=F("handed_over_at") if is_sent else None,
        claim=None,
        claimed_until=None,
        failure="" if is_retry else F("failure"),
        attempts=0 if is_retry else F("attempts"),
        decided_by=by,
        decided_at=now,
    )
