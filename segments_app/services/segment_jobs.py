"""Logging and steps done by the worker, where they take long."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from interactions.models import LoggedSegment
from segments_app.criteria.rules import Rule
from segments_app.models import Job, Segment, SegmentLine, Step

from .audience import StepOptions
from .jobs import Outcome, for_the_worker, request_job
from .locking import SegmentChanged, SegmentIsLogged
from .log import log_segment
from .steps import NO_OPTIONS, preview_step, take_step

LOG = "log_segment"
STEP = "take_step"


def log_or_request(
    segment: Segment,
    *,
    create_follow_up: bool = False,
    deliver: bool = False,
    expected_position: int | None = None,
    override: str = "",
    by: User | None,
    now: datetime,
) -> LoggedSegment | Job:
    """Log a segment at once, or let the worker do it where that takes long.

    Without a worker it is done at once in any case.
    """
    count = SegmentLine.objects.current(segment).count()
    if not for_the_worker(count):
        return log_segment(
            segment,
            create_follow_up=create_follow_up,
            deliver=deliver,
            expected_position=expected_position,
            override=override,
            by=by,
            now=now,
        )
    if not segment.is_open:
        raise SegmentIsLogged(segment)
    return request_job(
        LOG,
        key=f"{LOG}:{segment.pk}",
        title=_("Log segment %(number)s") % {"number": segment.number},
        parameters={
            "segment": segment.pk,
            "create_follow_up": create_follow_up,
            "deliver": deliver,
            "expected_position": expected_position,
            "override": override,
        },
        url=reverse("segments:segment_log", args=[segment.pk]),
        total=count,
        by=by,
        now=now,
    )


def step_or_request(
    segment: Segment,
    *,
    action: str,
    rule: Rule,
    options: StepOptions = NO_OPTIONS,
    source: str = Step.Source.CRITERIA,
    expected_position: int | None = None,
    by: User | None,
    now: datetime,
) -> Step | Job:
    """Take a step at once, or let the worker do it where it changes a great many lines."""
    if expected_position not in (None, segment.position):
        raise SegmentChanged(segment)
    preview = preview_step(segment, action=action, rule=rule, options=options, now=now)
    asked: dict[str, Any] = {"action": action, "rule": rule, "source": source}
    if not for_the_worker(preview.changed):
        return take_step(
            segment,
            **asked,
            options=options,
            expected_position=expected_position,
            by=by,
            now=now,
        )
    parameters = {
        "segment": segment.pk,
        **asked,
        "options": options.as_dict(),
        "expected_position": segment.position,
    }
    return request_job(
        STEP,
        key=f"{STEP}:{segment.pk}:{segment.modified_at:%Y%m%d%H%M%S%f}:{_digest(parameters)}",
        title=_step_title(action) % {"number": segment.number},
        parameters=parameters,
        url=reverse("segments:segment_who", args=[segment.pk]),
        total=preview.changed,
        by=by,
        now=now,
    )


def _step_title(action: str) -> str:
    return {
        Step.Action.ADD: _("Add contacts to segment %(number)s"),
        Step.Action.REMOVE: _("Remove contacts from segment %(number)s"),
        Step.Action.KEEP: _("Keep only matching contacts in segment %(number)s"),
        Step.Action.LIMIT: _("Limit the contacts of segment %(number)s"),
    }[Step.Action(action)]


def log_for_job(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Log the segment of a job."""
    segment = Segment.objects.get(pk=parameters["segment"])
    try:
        logged = log_segment(
            segment,
            create_follow_up=parameters["create_follow_up"],
            deliver=parameters.get("deliver", False),  # one of before there was an outbox
            expected_position=parameters["expected_position"],
            override=parameters.get("override", ""),  # jobs of before have none
            by=by,
            now=now,
        )
    except SegmentIsLogged as done:  # somebody was quicker, and that is what was asked for
        if done.logged_segment is None:
            raise
        logged = done.logged_segment
    url = reverse("segments:segment_log_done", args=[segment.pk])
    return Outcome({"logged_segment": logged.pk}, url, logged.logged_count)


def step_for_job(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Take the step of a job."""
    segment = Segment.objects.get(pk=parameters["segment"])
    step = take_step(
        segment,
        action=parameters["action"],
        rule=parameters["rule"],
        options=StepOptions.read(parameters["options"]),
        source=parameters["source"],
        expected_position=parameters["expected_position"],
        by=by,
        now=now,
    )
    url = reverse("segments:segment_who", args=[segment.pk])
    return Outcome({"step": step.pk}, url, abs(step.change))


def _digest(parameters: Mapping[str, Any]) -> str:
    return sha256(dumps(parameters, sort_keys=True).encode()).hexdigest()[:16]
