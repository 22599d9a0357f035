"""Contact pressure, asked of a segment's lines: who would be approached too often."""

from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from contacts.models.gate import NEVER, LeftOutReason
from interactions.models import (
    OTHER,
    Interaction,
    InteractionTemplateSetup,
    Limit,
    limits,
)
from segments_app.common.models import InformationFlow

from .calling import MadeCall
from .effective import LOGGED_CORRESPONDENCE, effective_value
from .segment import Segment

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from .line import SegmentLineQuerySet

Lines = TypeVar("Lines", bound="SegmentLineQuerySet")
DAY, FLOW, CHANNEL = "pressure_on", "pressure_flow", "pressure_channel"
TEMPLATE = "pressure_template"


def limits_of(segment: Segment, *, leaving_out: bool) -> list[Limit]:
    """Return the rules that the segment's interactions count to: those that leave out, or warn."""
    if segment.purpose_id is None:
        return []
    return [
        limit
        for limit in limits()
        if limit.leaves_out is leaving_out and limit.is_about(segment.purpose_id)
    ]


def with_pressure_values(lines: Lines, segment: Segment, given: list[Limit]) -> Lines:
    """Add what `approached_too_often` asks of lines with their effective correspondence type."""
    if not given:
        return lines
    occurred_on = effective_value(segment, "occurred_on")
    lines = lines.annotate(
        **{
            DAY: occurred_on,
            FLOW: effective_value(segment, "information_flow"),
            TEMPLATE: effective_value(segment, "template"),
        }
    )
    if all(limit.counts_all_channels for limit in given):
        return lines
    lines = lines.annotate(effective_occurred_on=occurred_on)
    for name in ("alternative_address", "email"):
        lines = lines.annotate(**{f"effective_{name}": effective_value(segment, name)})
    return lines.annotate(**{CHANNEL: LOGGED_CORRESPONDENCE})


def approached_too_often(segment: Segment, given: list[Limit], *, but: int | None = None) -> Q:
    """Return the condition on lines that one more contact on their day is too much for a rule.

    What was logged with the segment `but`, or with this one, does not speak against itself.
    """
    counted = but or segment.logged_segment_id
    counts = Q(**{FLOW: InformationFlow.OUTBOUND}, attempt_failed=False)
    if MadeCall.objects.filter(segment=segment.pk).exists():
        counts &= ~Q(Exists(_calls_that_stand_for(segment, counted)))
    reached = (counts & _of_limit(limit, counted) for limit in given)
    return reduce(or_, reached, NEVER)


def called_too_often(purpose: int, *, day: date) -> Q | None:
    """Return the condition on rows with a contact that a call on the day is too much for a rule.

    None where calls count for no rule.
    """
    given = [
        limit
        for limit in limits()
        if limit.leaves_out and limit.is_about(purpose) and OTHER in limit.channels
    ]
    setup = InteractionTemplateSetup.objects.filter(
        outgoing_calls__information_flow=InformationFlow.OUTBOUND
    )
    if not given or not setup.exists():
        return None
    return reduce(or_, (limit.is_reached(day) for limit in given))


def _calls_that_stand_for(segment: Segment, logged: int | None) -> "QuerySet[Interaction]":
    """Return the calls that are logged with a line instead of one more interaction."""
    calls = Interaction.objects.counted().filter(
        made_call__segment=segment.pk,
        contact=OuterRef("contact"),
        template=OuterRef(TEMPLATE),
    )
    return calls.filter(Q(logged_segment=None) | Q(logged_segment=logged))


def evidence_of_pressure(segment: Segment) -> dict[str, Any]:
    """Return the rule that leaves a line out, as expressions on lines with their reason."""
    given = limits_of(segment, leaving_out=True)
    if not given:
        return {}
    *others, last = given
    whens = [
        (Q(left_out_reason=LeftOutReason.TOO_OFTEN) & _of_limit(limit, None), limit)
        for limit in others
    ]
    whens.append((Q(left_out_reason=LeftOutReason.TOO_OFTEN), last))
    return {
        f"limit_{name}": Case(
            *(When(when, then=Value(getattr(limit, name))) for when, limit in whens),
            default=Value(None),
            output_field=IntegerField(),
        )
        for name in ("most", "days")
    }


def _of_limit(limit: Limit, but: int | None) -> Q:
    reached = limit.is_reached(DAY, but=but)
    return reached if limit.counts_all_channels else limit.on_channel(CHANNEL) & reached
