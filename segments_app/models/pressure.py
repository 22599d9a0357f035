"""Contact pressure, asked of a segment's lines: who would be approached too often."""

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, Q, Value, When

from contacts.models.gate import NEVER, LeftOutReason
from interactions.models import Limit, limits
from segments_app.common.models import InformationFlow

from .effective import LOGGED_CORRESPONDENCE, effective_value
from .segment import Segment

if TYPE_CHECKING:
    from .line import SegmentLineQuerySet

DAY, FLOW, CHANNEL = "pressure_on", "pressure_flow", "pressure_channel"


def limits_of(segment: Segment, *, leaving_out: bool) -> list[Limit]:
    """Return the rules that the segment's interactions count to: those that leave out, or warn."""
    if segment.purpose_id is None:
        return []
    return [
        limit
        for limit in limits()
        if limit.leaves_out is leaving_out and limit.is_about(segment.purpose_id)
    ]


def with_pressure_values(
    lines: "SegmentLineQuerySet", segment: Segment, given: list[Limit]
) -> "SegmentLineQuerySet":
    """Add what `approached_too_often` asks of lines with their effective correspondence type."""
    if not given:
        return lines
    occurred_on = effective_value(segment, "occurred_on")
    lines = lines.annotate(**{DAY: occurred_on, FLOW: effective_value(segment, "information_flow")})
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
    reached = (counts & _of_limit(limit, counted) for limit in given)
    return reduce(or_, reached, NEVER)


def evidence_of_pressure(segment: Segment) -> dict[str, Any]:
    """Return the rule that leaves a line out, as expressions on lines with their reason."""
    given = limits_of(segment, leaving_out=True)
    *others, last = given or [None]
    if last is None:
        return {}
    whens = [
        (Q(left_out_reason=LeftOutReason.TOO_OFTEN) & _of_limit(limit, None), limit)
        for limit in others
        if limit is not None
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
