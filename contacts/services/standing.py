"""Where a contact stands: what it has said, and whether it may be contacted (decision 0034)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from contacts.models import Channel, ConsentEvent, ConsentState, ConsentStatus, Contact, Purpose
from contacts.models.gate import NOT_MARKETING, LeftOutReason, Occasion

ANYWAY = "left_out"  # the reason that holds whatever the contact is approached for


@dataclass(frozen=True)
class OnChannel:
    """What a contact has said to one purpose on one channel, and what the gate makes of it."""

    channel: str
    label: str
    status: str
    status_label: str
    since: datetime | None
    event: int | None
    reason: str
    is_refused: bool

    @property
    def may_contact(self) -> bool:
        """Whether nothing is in the way."""
        return not self.reason


@dataclass(frozen=True)
class OfPurpose:
    """The same for all channels of a purpose."""

    purpose: Purpose
    channels: list[OnChannel]


@dataclass(frozen=True)
class Standing:
    """All of it; `reason` is why the contact may not be contacted for anything at all."""

    reason: str = ""
    purposes: list[OfPurpose] = field(default_factory=list)


def standing(contact: Contact) -> Standing:
    """Return where a contact stands, by the gate itself: three statements, whatever it said."""
    purposes = list(Purpose.objects.order_by("description", "code"))
    occasions = {
        _name(purpose, channel): Occasion(purpose.pk, purpose.channels_with_consent, channel)
        for purpose in purposes
        for channel in Channel.values
    }
    rows: Any = Contact.objects.filter(pk=contact.pk)
    reasons = (
        rows.with_reasons_on({ANYWAY: NOT_MARKETING, **occasions})
        .order_by()
        .values(ANYWAY, *occasions)
        .first()
    ) or dict.fromkeys([ANYWAY, *occasions], "")
    said = {
        (state.purpose_id, state.channel): state
        for state in ConsentState.objects.filter(contact=contact.pk)
    }
    return Standing(
        reason=_words(reasons[ANYWAY]),
        purposes=[OfPurpose(one, list(_channels(one, said, reasons))) for one in purposes],
    )


def events_of(contact: Contact) -> QuerySet[ConsentEvent]:
    """Return all that a contact has said, the latest first."""
    events = ConsentEvent.objects.filter(contact=contact.pk)
    return events.select_related("purpose", "wording__language", "recorded_by").order_by(
        "-happened_at", "-pk"
    )


def _channels(
    purpose: Purpose, said: dict[tuple[int, str], ConsentState], reasons: dict[str, str]
) -> Iterator[OnChannel]:
    for channel in Channel:
        state = said.get((purpose.pk, channel.value))
        status = ConsentStatus(state.status if state else ConsentStatus.NONE)
        yield OnChannel(
            channel=channel.value,
            label=str(channel.label),
            status=status.value,
            status_label=str(status.label),
            since=state.since if state else None,
            event=state.event_id if state else None,
            reason=_words(reasons[_name(purpose, channel.value)]),
            is_refused=status in (ConsentStatus.WITHDRAWN, ConsentStatus.OBJECTED),
        )


def _name(purpose: Purpose, channel: str) -> str:
    return f"reason_{purpose.pk}_{channel}"


def _words(reason: str) -> str:
    return str(LeftOutReason(reason).label) if reason else ""
