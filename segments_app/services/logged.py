"""The logged segment: what a segment was when it was logged, and by which criteria."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from interactions.models import LoggedSegment
from segments_app.models import Segment, Step

from .step_words import steps_in_words


def new_logged_segment(segment: Segment, *, by: User | None, now: datetime) -> LoggedSegment:
    """Keep what the segment is at this moment; its contacts are counted once they are there."""
    steps = list(segment.steps.select_related("created_by").order_by("position"))
    return LoggedSegment.objects.create(
        segment_number=segment.number,
        description=segment.description,
        campaign=segment.campaign,
        purpose_id=segment.purpose_id,
        steps=[_frozen_step(step) for step in steps],
        sentence=steps_in_words(steps),
        line_count=0,  # counted once the rows are there
        logged_count=0,
        left_out_count=0,
        search_text=segment.search_text,
        created_by=by,
        created_at=now,
    )


def _frozen_step(step: Step) -> dict[str, Any]:
    return {
        "position": step.position,
        "action": step.action,
        "source": step.source,
        "rule": step.rule,
        "options": step.options,
        "before": step.before_count,
        "after": step.after_count,
        "left_out": step.left_out,
        "by": (step.created_by.get_full_name() or step.created_by.get_username())
        if step.created_by
        else "",
        "at": step.created_at.isoformat(),
    }
