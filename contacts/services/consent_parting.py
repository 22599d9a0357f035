"""What two contacts have said once they are two again: nobody is easier to reach by it (CO-07)."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from contacts.models import ConsentEvent, ConsentState, ConsentStatus, Contact
from contacts.models.consent import RANKS, REFUSED

from .consent import event_of_merge

States = dict[tuple[int, str], ConsentState]


@transaction.atomic
def part_consents(
    kept: Contact, back: Contact, *, came: Collection[int], by: User | None, now: datetime
) -> int:
    """Bring the states of both in order; `came` are the events that the merge wrote for `kept`.

    `back` has its own events again. What `kept` refuses, both refuse: nobody knows which of them
    said it. What only the other has agreed to holds for `kept` no longer.
    """
    stayed, own = _states(kept), _states(back)
    events = [
        event_of_merge(back, [state], by=by, now=now)
        for place, state in stayed.items()
        if state.status in REFUSED and _rank(state) > _rank(own.get(place))
    ]
    said = {
        (event.purpose_id, event.channel)
        for event in ConsentEvent.objects.filter(contact=kept).exclude(pk__in=came)
    }
    events += [
        ConsentEvent(
            contact=kept,
            purpose_id=purpose,
            channel=channel,
            status=ConsentStatus.NONE,
            happened_at=now,
            method=ConsentEvent.Method.MERGE,
            recorded_by=by,
            recorded_at=now,
        )
        for (purpose, channel), state in stayed.items()
        if (purpose, channel) not in said and _rank(state) < RANKS[ConsentStatus.NONE]
    ]
    return len(ConsentEvent.objects.bulk_create(events))


def _states(contact: Contact) -> States:
    states = ConsentState.objects.filter(contact=contact).select_related("event").order_by("pk")
    return {(state.purpose_id, state.channel): state for state in states}


def _rank(state: ConsentState | None) -> int:
    return RANKS[state.status if state else ConsentStatus.NONE]
