"""What was compared put to use: as a step of a segment, or as a new segment."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from segments_app.common.sql import one_at_a_time
from segments_app.criteria.rules import NOBODY, Rule
from segments_app.models import Job, Segment, Step

from .comparison import Comparison
from .locking import SegmentError
from .segment_jobs import step_or_request
from .segments import create_segment


class NothingToUse(SegmentError):
    """With these regions nothing would be changed; the sentence says why."""


@transaction.atomic
def start_with_regions(
    comparison: Comparison,
    regions: Collection[str],
    *,
    description: str,
    shown_at: datetime,
    by: User,
    now: datetime,
) -> Step | Job:
    """Make a new segment of the contacts in some regions.

    What the page shown at `shown_at` has asked for already is not done once more.
    """
    rule = _rule(comparison, regions)
    one_at_a_time("use_comparison")
    made = Segment.objects.filter(
        created_by=by, created_at__gte=shown_at, description=description
    ).values_list("pk", flat=True)
    if done := _done_already(list(made), Step.Action.ADD, rule, since=shown_at, by=by):
        return done
    segment = create_segment(values={"description": description}, by=by, now=now)
    return _take(segment, Step.Action.ADD, rule, by=by, now=now)


@transaction.atomic
def use_regions(
    comparison: Comparison,
    regions: Collection[str],
    *,
    segment: Segment,
    action: str,
    shown_at: datetime,
    by: User,
    now: datetime,
) -> Step | Job:
    """Add the contacts in some regions to a segment, remove them, or keep only them.

    A segment that is compared itself is not named in the step: for its own contacts only the
    others decide. Pressing twice is one step, as with a new segment.
    """
    rule = _rule(comparison, regions, segment, action)
    one_at_a_time("use_comparison")
    if done := _done_already([segment.pk], action, rule, since=shown_at, by=by):
        return done
    return _take(segment, action, rule, by=by, now=now)


def _rule(
    comparison: Comparison,
    regions: Collection[str],
    segment: Segment | None = None,
    action: str = Step.Action.ADD,
) -> Rule:
    if not regions:
        raise NothingToUse(_("Tick at least one part."))
    if segment is None:
        return comparison.rule(regions)
    is_in = action != Step.Action.ADD
    rule = comparison.rule_on(segment.number, regions, is_in=is_in)
    number = {"number": segment.number}
    if rule == NOBODY:
        if is_in:
            raise NothingToUse(_("Nobody in these parts is on %(number)s.") % number)
        raise NothingToUse(_("Everybody in these parts is on %(number)s already.") % number)
    if rule is None:
        if action == Step.Action.KEEP:
            raise NothingToUse(_("All contacts of %(number)s are in these parts.") % number)
        raise NothingToUse(_("That would remove all contacts of %(number)s.") % number)
    return rule


def _take(segment: Segment, action: str, rule: Rule, *, by: User, now: datetime) -> Step | Job:
    return step_or_request(
        segment, action=action, rule=rule, source=Step.Source.COMPARISON, by=by, now=now
    )


def _done_already(
    segments: Collection[int], action: str, rule: Rule, *, since: datetime, by: User
) -> Step | Job | None:
    """Return what the same user has had done, or asked for, since the page was shown."""
    recent = {"created_by": by, "created_at__gte": since}
    last = Step.objects.filter(position=F("segment__position"), segment__in=segments, **recent)
    for step in last.select_related("segment").order_by("pk"):
        if (step.action, step.rule) == (action, rule):
            return step
    for job in Job.objects.filter(kind="take_step", **recent).exclude(status=Job.Status.FAILED):
        sent = job.parameters
        if sent["segment"] in segments and (sent["action"], sent["rule"]) == (action, rule):
            return job
    return None
