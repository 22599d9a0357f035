"""Contacts taken from what is there: a logged segment, a mailing group, another segment."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import NullIf
from django.utils import timezone

from contacts.models import MailingGroup
from contacts.services import next_number
from interactions.models import Interaction, LoggedSegment
from segments_app.common.retrying import retried
from segments_app.common.submissions import once
from segments_app.criteria.rules import Rule, check_rule
from segments_app.models import CallRules, Segment, SegmentAttachment, SegmentLine, Step
from segments_app.models.occasions import occasion_of

from .adding import Rows
from .audience import StepOptions
from .contents import copy_contents
from .locking import locked_open
from .segments import HEADER, search_words
from .steps import apply_step, take_step


@retried
@transaction.atomic
def add_logged_segment(
    segment: Segment, *, logged_segment: LoggedSegment, by: User | None, now: datetime
) -> Step:
    """Add the contacts that were logged and not cancelled; the gate is asked again (REU-03).

    A line keeps the campaign of its interaction where that is not the segment's (REU-02).
    """
    segment = locked_open(segment)
    logged = Interaction.objects.counted().filter(logged_segment=logged_segment.pk)
    others = logged.filter(campaign__isnull=False)
    if segment.campaign_id is not None:
        others = others.exclude(campaign=segment.campaign_id)
    own: dict[str, Any] = {}
    if others.exists():
        own["campaign"] = NullIf(F("campaign_id"), Value(segment.campaign_id or 0))
    return apply_step(
        segment,
        action=Step.Action.ADD,
        rule=_named("logged_segment", logged_segment.segment_number),
        options=StepOptions(),
        source=Step.Source.LOGGED_SEGMENT,
        rows=Rows(
            logged,
            "contact",
            Q(contact__exclude_from_segments=True),
            own,
            occasion_of(segment, prefix="contact__"),
        ),
        by=by,
        now=now,
    )


@retried
@transaction.atomic
def add_mailing_group(
    segment: Segment, *, group: MailingGroup, by: User | None, now: datetime
) -> Step:
    """Add the contacts of a mailing group."""
    return take_step(
        segment,
        action=Step.Action.ADD,
        rule=_named("mailing_group", group.code),
        source=Step.Source.MAILING_GROUP,
        by=by,
        now=now,
    )


@retried
@transaction.atomic
def add_segment(segment: Segment, *, other: Segment, by: User | None, now: datetime) -> Step:
    """Add the contacts that are in another segment now."""
    return take_step(
        segment,
        action=Step.Action.ADD,
        rule=_named("segment", other.number),
        source=Step.Source.SEGMENT,
        by=by,
        now=now,
    )


@once(Segment)
@retried
@transaction.atomic
def copy_segment(
    segment: Segment, *, submission: UUID | None = None, by: User | None, now: datetime
) -> Segment:
    """Make a new segment with the header, contents, rules of calls and contacts of this one.

    The contacts come as one step, with what was edited on their lines. The date is today's.
    """
    values = {name: getattr(segment, name) for name in HEADER}
    values["occurred_on"] = timezone.localdate(now)
    copy = Segment(created_by=by, created_at=now, modified_at=now, submission=submission, **values)
    copy.number = next_number("segment_numbers")
    copy.search_text = search_words(copy)
    copy.save(force_insert=True)
    theirs = SegmentAttachment.objects.filter(content__segment=segment.pk)
    copy_contents(copy, segment.contents.all(), theirs)
    _copy_call_rules(copy, segment)
    apply_step(
        copy,
        action=Step.Action.ADD,
        rule=_named("segment", segment.number),
        options=StepOptions(),
        source=Step.Source.SEGMENT,
        rows=Rows(
            SegmentLine.objects.current(segment),
            "contact",
            Q(contact__exclude_from_segments=True, ignores_exclusion=False),
            {name: F(name) for name in SegmentLine.OWN},
            occasion_of(copy, prefix="contact__"),
        ),
        by=by,
        now=now,
    )
    return copy


def _copy_call_rules(copy: Segment, segment: Segment) -> None:
    """Have the copy's contacts called as those of the segment are; its queue is its own."""
    for rules in CallRules.objects.filter(segment=segment.pk):
        values = {name: getattr(rules, name) for name in CallRules.SET}
        CallRules.objects.create(segment=copy, **values)


def _named(field: str, value: str) -> Rule:
    return check_rule({"field": field, "is": "any_of", "value": [value]})
