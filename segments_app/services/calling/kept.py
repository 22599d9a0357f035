"""Calls made from a segment that is logged: each stands for its line and is counted once."""

from django.db.models import Exists, OuterRef, Subquery, Value

from interactions.models import Interaction, LoggedSegment
from segments_app.common.sql import update_from
from segments_app.models import MadeCall, Segment, SegmentLineQuerySet


def keep_calls(
    segment: Segment, logged: LoggedSegment, lines: SegmentLineQuerySet
) -> tuple[int, SegmentLineQuerySet]:
    """Have the last call to each contact be what is logged with it; return what is left to log.

    Only where the line would be logged by the template that the call has: a letter to somebody
    who was called is another interaction. The calls count with the segment's campaign entries
    from now on.
    """
    if not MadeCall.objects.filter(segment=segment.pk).exists():
        return 0, lines
    calls = Interaction.objects.counted().filter(
        made_call__segment=segment.pk,
        logged_segment=None,
        contact=OuterRef("contact"),
        template=OuterRef("effective_template"),
    )
    last = Subquery(calls.order_by("-pk").values("pk")[:1])
    called = lines.annotate(last_call=last).filter(last_call__isnull=False)
    update_from(Interaction, called, "last_call", logged_segment=Value(logged.pk))
    kept = Interaction.objects.filter(logged_segment=logged.pk)
    count = kept.count()
    return count, lines.filter(~Exists(kept.filter(contact=OuterRef("contact"))))
