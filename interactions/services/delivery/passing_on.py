"""Of contacts with one address one gets the e-mail: another, where that one no longer may.

What passes on is the e-mail of a mailing that ends for reasons of its contact's own. Where it is
the address that is not written to any more, nobody behind it is.
"""

from datetime import datetime
from typing import Any

from django.db.models import Value
from django.db.models.functions import Lower

from contacts.models import Channel, ConsentEvent, ConsentState
from contacts.models.consent import REFUSED
from contacts.models.gate import left_out_conditions, let_through
from interactions.models import Delivery, DeliveryFailure, DeliveryState, Mailing

from .occasions import occasion_of
from .queueing import current_address

NOT_GOING = (DeliveryState.SUPPRESSED, DeliveryState.CANCELED)


def pass_on(delivery: Delivery, *, now: datetime) -> bool:
    """Queue for the next contact with its address an e-mail that was ended; tell if there is one.

    The gate is asked once more before that is handed over, and it may be passed on again.
    """
    if delivery.mailing_id is None or not delivery.address:
        return False
    _one_at_a_time(delivery)
    if _is_refused_by_address(delivery) or goes_to(delivery, delivery.address):
        return False
    heir = _heirs(delivery).order_by("pk").first()
    if heir is None:
        return False
    rows = Delivery.objects.filter(pk=heir.pk, state=DeliveryState.SUPPRESSED)
    return bool(rows.update(state=DeliveryState.QUEUED, failure="", detail="", due_at=now))


def redirect(delivery: Delivery, *, address: str, rows: Any, now: datetime) -> None:
    """Send an e-mail to the contact's new address, unless somebody else's goes there already.

    The old address is then free for the next contact that has it.
    """
    values = {"address": address, "domain": address.rpartition("@")[2].lower()}
    free = {"claim": None, "claimed_until": None}
    is_other = address.lower() != delivery.address.lower()
    if is_other and delivery.mailing_id is not None:
        _one_at_a_time(delivery)
    if is_other and goes_to(delivery, address):
        state = {"state": DeliveryState.SUPPRESSED, "failure": DeliveryFailure.SAME_ADDRESS}
        moved = rows.update(**values, **free, **state, due_at=None)
    else:
        moved = rows.update(**values, **free, due_at=now)
    if moved and is_other:
        pass_on(delivery, now=now)


def goes_to(delivery: Delivery, address: str) -> bool:
    """Whether another e-mail of the mailing went to an address, or is going to."""
    if delivery.mailing_id is None:
        return False
    others = _at(delivery, address).exclude(state__in=NOT_GOING)
    return bool(others.exclude(pk=delivery.pk).exists())


def _heirs(delivery: Delivery) -> Any:
    """Return the e-mails that were not sent because of this one, and may be."""
    conditions = left_out_conditions(
        prefix="contact__", excluded=None, occasion=occasion_of(delivery.purpose_id)
    )
    rows = _at(delivery, delivery.address).filter(
        let_through(conditions),
        state=DeliveryState.SUPPRESSED,
        failure=DeliveryFailure.SAME_ADDRESS,
        interaction__isnull=False,
        interaction__cancellation=None,
    )
    current = rows.annotate(to=Lower(current_address("interaction__")))
    return current.filter(to=Lower(Value(delivery.address)))


def _at(delivery: Delivery, address: str) -> Any:
    rows = Delivery.objects.filter(mailing=delivery.mailing_id).alias(lower=Lower("address"))
    return rows.filter(lower=Lower(Value(address)))


def _is_refused_by_address(delivery: Delivery) -> bool:
    """Whether it was by the link in an e-mail to it that no more are wanted."""
    said = ConsentState.objects.filter(
        contact=delivery.contact_id,
        channel=Channel.EMAIL,
        status__in=REFUSED,
        event__method=ConsentEvent.Method.LINK,
    )
    return said.filter(purpose=delivery.purpose_id).exists()


def _one_at_a_time(delivery: Delivery) -> None:
    """Let no two workers give an address of one mailing to two contacts."""
    list(Mailing.objects.select_for_update(no_key=True).filter(pk=delivery.mailing_id or 0))
