"""The contacts behind each number of a step: exactly those that it counts.

What a step taken has added and removed stands in the lines. Whom the gate kept out of it, and
who was there already, is not written down: there the rule is asked again, as of `now`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from contacts.models import Contact, ContactQuerySet
from contacts.models.gate import LeftOutReason, Occasion, left_out_conditions
from segments_app.models import Segment, SegmentLine, SegmentLineQuerySet, Step

from .adding import EXCLUDED
from .audience import ALREADY_THERE, affected, candidates
from .limits import beyond, within
from .taken import Taken
from .there import There, there_of

REASONS = (*LeftOutReason.values, ALREADY_THERE)
TAKEN_PARTS = ("before", "after", "added", "removed", *REASONS)
DRAFT_PARTS = ("matched", "before", "after", "changed", *REASONS)


def counted_by_step(segment: Segment, step: Step, part: str, *, now: datetime) -> ContactQuerySet:
    """Return the contacts that a number of a step taken counts; `part` is of TAKEN_PARTS.

    InvalidRule where the rule has to be asked and cannot be any more.
    """
    lines = SegmentLine.objects.filter(segment=segment.pk)
    conditions: Mapping[str, Callable[[], SegmentLineQuerySet]] = {
        "before": lambda: lines.at(step.position - 1),
        "after": lambda: lines.at(step.position),
        "added": lambda: lines.filter(added_at=step.position),
        "removed": lambda: lines.filter(removed_at=step.position),
    }
    if part in conditions:
        return contacts_of(conditions[part]())
    taken = Taken.of_step(step, segment.position)
    before = lines.at(step.position - 1).filter(contact=OuterRef("pk"))
    on_segment = there_of(segment).occasion
    return _left_out(taken, part, Q(Exists(before)), on_segment, now=now)


def counted_by_draft(
    where: Segment | There, taken: Taken, part: str, *, now: datetime
) -> ContactQuerySet:
    """Return the contacts that a number of the step being written counts, of DRAFT_PARTS."""
    there = there_of(where)
    if part == "before":
        return there.contacts()
    if part in REASONS:
        return _left_out(taken, part, there.condition(), there.occasion, now=now)
    if taken.action == Step.Action.ADD:
        return _of_add(there, taken, part, now=now)
    if taken.options.limit:
        chosen = beyond if part == "changed" else within
        return chosen(there.contacts(), taken.options.limit)
    matching = affected(taken.rule, taken.options, now=now)
    if part == "matched" or (part == "changed") is (taken.action == Step.Action.REMOVE):
        return there.among(matching)
    return there.contacts().filter(~Exists(matching.filter(pk=OuterRef("pk"))))


def _of_add(there: There, taken: Taken, part: str, *, now: datetime) -> ContactQuerySet:
    matching = candidates(taken.rule, taken.options, now=now)
    if part == "matched":
        return matching.not_erased()
    new = matching.filter(~there.condition()).may_contact(
        ignore_exclusion=taken.options.ignore_exclusion, occasion=there.occasion
    )
    if part == "changed":
        return new
    keys = there.contacts().order_by().values("pk")
    return Contact.objects.filter(Q(pk__in=keys) | Q(pk__in=new.values("pk")))


def _left_out(
    taken: Taken, part: str, is_there: Q, occasion: Occasion, *, now: datetime
) -> ContactQuerySet:
    """Return those whom Add leaves out for one reason: the first that holds is the one counted."""
    if taken.action != Step.Action.ADD:
        return Contact.objects.none()
    matching = candidates(taken.rule, taken.options, now=now)
    if part == ALREADY_THERE:
        allowed = matching.may_contact(
            ignore_exclusion=taken.options.ignore_exclusion, occasion=occasion
        )
        return allowed.filter(is_there)
    excluded = None if taken.options.ignore_exclusion else EXCLUDED
    for reason, condition in left_out_conditions(excluded=excluded, occasion=occasion).items():
        if reason == part:
            return matching.filter(condition).not_erased()
        matching = matching.filter(~condition)
    return Contact.objects.none()


def contacts_of(lines: SegmentLineQuerySet) -> ContactQuerySet:
    """Return the contacts of the lines, each once."""
    return Contact.objects.filter(pk__in=lines.order_by().values("contact"))
