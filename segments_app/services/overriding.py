"""Logging contacts of a segment whom only a soft reason keeps out, for a reason that is kept."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db.models import BigIntegerField, F, OuterRef, Subquery, Value

from interactions.models import GateOverride, Interaction, LoggedSegment
from interactions.services import soft
from segments_app.common.sql import insert_select
from segments_app.models import Segment, SegmentLineQuerySet

from .problems import lines_left_out

CHANNEL = "effective_correspondence_type"


def lines_kept_out(
    segment: Segment, *, override: str, but: LoggedSegment | None = None
) -> SegmentLineQuerySet:
    """Return the lines that logging leaves out, with their `left_out_reason`.

    What is being logged with `but` does not count.
    """
    lines = lines_left_out(segment, but=but)
    return lines.exclude(soft(CHANNEL)) if override else lines


def lines_overridable(segment: Segment, *, but: LoggedSegment | None = None) -> SegmentLineQuerySet:
    """Return the lines that only who has the right can have logged."""
    return lines_left_out(segment, but=but).filter(soft(CHANNEL))


def write_overrides(
    segment: Segment, logged: LoggedSegment, *, text: str, by: User | None, now: datetime
) -> int:
    """Note of everybody who was logged all the same what was against it, in one statement."""
    made = Interaction.objects.filter(logged_segment=logged.pk, contact=OuterRef("contact"))
    lines = lines_overridable(segment, but=logged).annotate(
        made=Subquery(made.values("pk")[:1], output_field=BigIntegerField())
    )
    return insert_select(
        GateOverride,
        lines.filter(made__isnull=False).order_by("contact"),
        interaction=F("made"),
        reason=F("left_out_reason"),
        text=Value(text),
        created_by=Value(by.pk if by else None, output_field=BigIntegerField()),
        created_at=Value(now),
    )
