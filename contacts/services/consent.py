"""What contacts say to being approached: written down, never changed (decision 0034)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contacts.models import (
    ConsentEvent,
    ConsentState,
    ConsentStatus,
    ConsentWording,
    Contact,
    Purpose,
)
from contacts.models.consent import RANKS, REFUSED, most_restrictive
from segments_app.common.retrying import retried
from segments_app.common.sql import insert_select
from segments_app.common.submissions import once

from .refusals import Refused

#: The basis in law that goes with what is said, where no other is named.
BASES = {
    ConsentStatus.CONSENT: ConsentEvent.Basis.CONSENT,
    ConsentStatus.SOFT_OPT_IN: ConsentEvent.Basis.INTEREST,
    ConsentStatus.LEGITIMATE_INTEREST: ConsentEvent.Basis.INTEREST,
}


class ConsentRefused(Refused):
    """What is to be recorded lacks something; `field` says which."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)


@dataclass(frozen=True)
class Statement:
    """What is said, the same for all whom it is recorded of."""

    purpose: Purpose
    status: str
    method: str
    wording: ConsentWording | None = None
    basis: str = ""
    happened_at: datetime | None = None
    evidence: str = ""
    source: str = ""
    cause: str = ""

    def values(self, *, now: datetime) -> dict[str, Any]:
        """Return the fields of its events; ConsentRefused where something is missing."""
        self._refuse_incomplete(now=now)
        return {
            "purpose": self.purpose,
            "status": self.status,
            "basis": self.basis or BASES.get(ConsentStatus(self.status), ""),
            "wording": self.wording,
            "happened_at": self.happened_at or now,
            "method": self.method,
            "evidence": self.evidence.strip(),
            "source": self.source,
            "cause": self.cause,
        }

    def _refuse_incomplete(self, *, now: datetime) -> None:
        if self.status == ConsentStatus.CONSENT and self.wording is None:
            raise ConsentRefused("wording", _("Say which wording the contact has agreed to."))
        if self.wording is not None and self.wording.purpose_id != self.purpose.pk:
            raise ConsentRefused("wording", _("This wording is of another purpose."))
        if self.happened_at is not None and self.happened_at > now:
            raise ConsentRefused("happened_at", _("This moment has not come yet."))


@dataclass(frozen=True)
class Recorded:
    """What came of recording a statement of many: each contact and channel is in one number.

    `kept` have refused: only what they say themselves, one by one, lets us approach them again.
    """

    recorded: int
    unchanged: int
    kept: int


@once(ConsentEvent)
@transaction.atomic
def record_consent(
    contact: Contact,
    *,
    channel: str,
    statement: Statement,
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> ConsentEvent:
    """Write down what a contact has said, also when that takes an objection back."""
    return ConsentEvent.objects.create(
        contact=contact,
        channel=channel,
        recorded_by=by,
        recorded_at=now,
        submission=submission,
        **statement.values(now=now),
    )


@retried
@transaction.atomic
def record_consents(
    contacts: "QuerySet[Any]",
    *,
    channels: Iterable[str],
    statement: Statement,
    contact: str = "pk",
    row: str | None = None,
    by: User | None,
    now: datetime,
) -> Recorded:
    """Write down the same of many contacts, in a few statements whatever their number.

    It never weakens: who has objected or withdrawn stays as they are, and so does who has given
    more already. Recording the same again writes nothing. `contacts` may be rows of any table,
    such as those of an import: `contact` then names the column with the contact, `row` the one
    with the number of the row.
    """
    values = statement.values(now=now)
    found = [
        _record_on(contacts, channel, values, contact=contact, row=row, by=by, now=now)
        for channel in sorted(set(channels))
    ]
    return Recorded(*(sum(numbers) for numbers in zip((0, 0, 0), *found, strict=True)))


def comes_to(status: str, stored: str) -> str:
    """Say what recording comes to for a contact in the state `stored`, "" for none yet.

    That is the name of one of the numbers of `Recorded`.
    """
    if status in REFUSED:
        return "unchanged" if stored and RANKS[stored] >= RANKS[status] else "recorded"
    if stored in REFUSED:
        return "kept"
    return "unchanged" if stored and RANKS[stored] <= RANKS[status] else "recorded"


@retried
@transaction.atomic
def take_back_consents(source: str, *, by: User | None, now: datetime) -> int:
    """Undo what came with `source`, an import: states become what they were before.

    Only where the state is still the one that came with it, and never to anything looser:
    objections stay.
    """
    came = ConsentEvent.objects.filter(source=source).exclude(status__in=REFUSED)
    still = ConsentState.objects.filter(event__in=came.values("pk"))
    before = (
        ConsentEvent.objects.filter(
            contact=OuterRef("contact"), purpose=OuterRef("purpose"), channel=OuterRef("channel")
        )
        .exclude(source=source)
        .order_by("-happened_at", _rank("status").desc(), "pk")
    )
    status = Coalesce(Subquery(before.values("status")[:1]), Value(ConsentStatus.NONE.value))
    return insert_select(
        ConsentEvent,
        still.order_by("contact"),
        contact=F("contact_id"),
        channel=F("channel"),
        purpose=F("purpose_id"),
        status=status,
        basis=Coalesce(Subquery(before.values("basis")[:1]), Value("")),
        wording=Subquery(before.values("wording")[:1]),
        happened_at=Value(now),
        method=Value(ConsentEvent.Method.UNDO.value),
        evidence=Coalesce(Subquery(before.values("evidence")[:1]), Value("")),
        source=Value(""),
        cause=Value(source),
        recorded_by=Value(by.pk if by else None, output_field=BigIntegerField()),
        recorded_at=Value(now),
    )


@retried
@transaction.atomic
def merge_consents(
    kept: Contact, *, merged: Iterable[Contact], by: User | None, now: datetime
) -> int:
    """Give `kept` the events of contacts that are merged into it; the most restrictive wins.

    Returns how many events were written. Who has said nothing restricts nobody. Call it before
    the merged contacts go: their events go with them.
    """
    others = [contact for contact in merged if contact.pk != kept.pk]
    states = ConsentState.objects.filter(contact__in=[kept, *others])
    said: dict[tuple[int, str], list[ConsentState]] = defaultdict(list)
    for state in states.select_related("event").order_by("pk"):  # a few of a few contacts
        said[state.purpose_id, state.channel].append(state)
    written = sum(_copy_events(kept, other, by=by, now=now) for other in others)
    present = {
        (state.purpose_id, state.channel): state.status
        for state in ConsentState.objects.filter(contact=kept)
    }
    final = [
        event_of_merge(kept, rows, by=by, now=now)
        for place, rows in said.items()
        if present.get(place) != most_restrictive(row.status for row in rows)
    ]
    return written + len(ConsentEvent.objects.bulk_create(final))


def _record_on(
    rows: "QuerySet[Any]",
    channel: str,
    values: dict[str, Any],
    *,
    contact: str,
    row: str | None,
    by: User | None,
    now: datetime,
) -> tuple[int, int, int]:
    status = values["status"]
    states = ConsentState.objects.filter(
        contact=OuterRef(contact), purpose=values["purpose"], channel=channel
    )
    refused = Exists(states.filter(status__in=REFUSED))
    if status in REFUSED:
        stays, kept = Exists(states.filter(status__in=_at_least(status))), 0
    else:
        stays = Exists(states.filter(status__in=[*_at_most(status), *REFUSED]))
        kept = rows.filter(refused).values(contact).distinct().count()
    total = rows.values(contact).distinct().count()
    columns: dict[str, Any] = {
        name: Value(value.pk if hasattr(value, "pk") else value) for name, value in values.items()
    }
    if values["wording"] is None:
        columns["wording"] = Value(None, output_field=BigIntegerField())
    recorded = insert_select(
        ConsentEvent,
        rows.filter(~stays).order_by(contact),
        contact=F(contact),
        channel=Value(channel),
        source_row=F(row) if row else Value(None, output_field=IntegerField()),
        recorded_by=Value(by.pk if by else None, output_field=BigIntegerField()),
        recorded_at=Value(now),
        **columns,
    )
    return recorded, max(total - recorded - kept, 0), kept


def _at_least(status: str) -> list[str]:
    return [one for one, rank in RANKS.items() if rank >= RANKS[status]]


def _at_most(status: str) -> list[str]:
    """Return what lets us do no less than this, this included; not "no statement" for itself."""
    return [one for one, rank in RANKS.items() if rank <= RANKS[status]]


def _rank(field: str) -> Case:
    whens = [When(Q(**{field: status}), then=Value(rank)) for status, rank in RANKS.items()]
    return Case(*whens, output_field=IntegerField())


def _copy_events(kept: Contact, other: Contact, *, by: User | None, now: datetime) -> int:
    """Copy the history as it was said; who merges has recorded the copies."""
    same = ("channel", "status", "basis", "happened_at", "method", "evidence", "source_row")
    return insert_select(
        ConsentEvent,
        ConsentEvent.objects.filter(contact=other).order_by("pk"),
        contact=Value(kept.pk),
        purpose=F("purpose_id"),
        wording=F("wording_id"),
        source=Value(f"{other.number}", output_field=CharField()),
        cause=F("cause"),
        recorded_by=Value(by.pk if by else None, output_field=BigIntegerField()),
        recorded_at=Value(now),
        **{name: F(name) for name in same},
    )


def event_of_merge(
    kept: Contact, states: list[ConsentState], *, by: User | None, now: datetime
) -> ConsentEvent:
    """Return the event, not saved, by which the most restrictive of some states counts."""
    wins = max(states, key=lambda state: RANKS[state.status])
    event = wins.event
    return ConsentEvent(
        contact=kept,
        channel=event.channel,
        purpose_id=event.purpose_id,
        status=event.status,
        basis=event.basis,
        wording_id=event.wording_id,
        happened_at=now,
        method=ConsentEvent.Method.MERGE,
        evidence=event.evidence,
        recorded_by=by,
        recorded_at=now,
    )
