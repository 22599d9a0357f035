"""Saved steps taken again: at once, or by the worker where that takes long."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import Contact
from segments_app.models import Job, SavedCriteria, Segment, Step

from .audience import StepOptions
from .jobs import Outcome, for_the_worker, request_job
from .locking import SegmentChanged, SegmentError
from .saved_criteria import reuse_criteria, rules_of
from .steps import preview_step

KIND = "reuse_criteria"


def reuse_or_request(
    segment: Segment, *, criteria: SavedCriteria, by: User | None, now: datetime
) -> list[Step] | Job:
    """Take saved steps again at once, or let the worker do it where one adds a great many."""
    if not for_the_worker(_most_added(segment, criteria, now=now)):
        return reuse_criteria(segment, criteria=criteria, by=by, now=now)
    moment = f"{segment.modified_at:%Y%m%d%H%M%S%f}"
    return request_job(
        KIND,
        key=f"{KIND}:{segment.pk}:{criteria.pk}:{moment}",
        title=_("Take the steps of %(criteria)s on segment %(number)s")
        % {"criteria": criteria.code, "number": segment.number},
        parameters={
            "segment": segment.pk,
            "criteria": criteria.pk,
            "expected_position": segment.position,
        },
        url=reverse("segments:segment_who", args=[segment.pk]),
        by=by,
        now=now,
    )


def _most_added(segment: Segment, criteria: SavedCriteria, *, now: datetime) -> int:
    """Return how many the biggest of the steps that add would add now, by itself."""
    if not for_the_worker(Contact.objects.count()):
        return 0
    both = zip(criteria.steps, rules_of(criteria), strict=True)
    adding = [(step, rule) for step, rule in both if step["action"] == Step.Action.ADD]
    previews = [
        preview_step(
            segment,
            action=Step.Action.ADD,
            rule=rule,
            options=StepOptions.read(step["options"]),
            now=now,
        )
        for step, rule in adding
    ]
    return max((preview.changed for preview in previews), default=0)


def reuse_for_job(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Do what `reuse_or_request` asked for."""
    segment = Segment.objects.get(pk=parameters["segment"])
    if segment.position != parameters["expected_position"]:
        raise SegmentChanged(segment)
    criteria = SavedCriteria.objects.filter(pk=parameters["criteria"]).first()
    if criteria is None:
        raise SegmentError(_("The saved criteria have been deleted meanwhile."))
    steps = reuse_criteria(segment, criteria=criteria, by=by, now=now)
    url = reverse("segments:segment_who", args=[segment.pk])
    return Outcome({"steps": len(steps)}, url, steps[-1].after_count)
