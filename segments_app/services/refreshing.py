"""Bringing a segment up to date: its steps replayed on the contacts of today.

The difference is computed into rows of RefreshMove while nothing but the segment's Upkeep is
locked, so others go on working with the segment. Then the segment is locked for as long as it
takes to apply those rows to its lines, provided that its steps are still the same. All is one
transaction: one that is killed leaves nothing behind.
"""

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from segments_app.common.retrying import retried
from segments_app.common.sql import insert_difference
from segments_app.criteria.rules import InvalidRule
from segments_app.models import Refresh, RefreshMove, Segment, SegmentLine, Step, Upkeep
from segments_app.models.occasions import occasion_of

from .causes import find_causes
from .limits import InvalidLimit
from .lineage import Uses
from .locking import SegmentChanged, SegmentError, locked_open
from .membership import expected_contacts, steps_in_force
from .moving import move_contacts
from .schedules import next_due

TRIES = 5
Trigger = Refresh.Trigger


class NotKeptUpToDate(SegmentError):
    """The segment stays as its steps have made it."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(
            _("Segment %(number)s is not kept up to date.") % {"number": segment.number}
        )


class RefreshIsRunning(SegmentError):
    """Somebody else is refreshing the segment at this moment."""

    def __init__(self, segment: Segment) -> None:
        super().__init__(
            _("Segment %(number)s is being refreshed already. Look again in a moment.")
            % {"number": segment.number}
        )


class RefreshFailed(SegmentError):
    """A step cannot be replayed any more; the segment stays as it was."""


class StepsChanged(Exception):
    """Somebody took a step while the difference was computed."""


def refresh_segment(
    segment: Segment,
    *,
    trigger: str = Trigger.DEMAND,
    wait: bool = False,
    by: User | None,
    now: datetime,
) -> Refresh:
    """Bring the segment up to date, and first those that it uses and that are kept so too.

    `wait` lets a refresh that is running end first, instead of refusing this one.
    """
    for used in kept_segments_used_by(segment):
        try:
            refresh_one(used, trigger=Trigger.USED, wait=True, by=by, now=now)
        except RefreshFailed as error:
            message = _("Segment %(number)s, which it uses, could not be refreshed. %(problem)s")
            told = message % {"number": used.number, "problem": error}
            _note_failure(segment, told, now=now)
            raise RefreshFailed(told) from error
    return refresh_one(segment, trigger=trigger, wait=wait, by=by, now=now)


def kept_segments_used_by(segment: Segment) -> list[Segment]:
    """Return the open segments kept up to date that this one uses, the deepest first."""
    numbers = list(Uses.all(in_force=True).deepest_first(segment.number))
    found = Segment.objects.open().filter(upkeep__isnull=False, number__in=numbers)
    by_number = {used.number: used for used in found.exclude(pk=segment.pk)}
    return [by_number[number] for number in numbers if number in by_number]


def refresh_one(
    segment: Segment, *, trigger: str, wait: bool, by: User | None, now: datetime
) -> Refresh:
    """Bring one segment up to date, and leave those that it uses as they are."""
    try:
        return _refreshed(segment, trigger=trigger, wait=wait, by=by, now=now)
    except (InvalidRule, InvalidLimit) as error:
        _note_failure(segment, str(error), now=now)
        raise RefreshFailed(str(error)) from error


@retried
@transaction.atomic
def _refreshed(
    segment: Segment, *, trigger: str, wait: bool, by: User | None, now: datetime
) -> Refresh:
    started = monotonic()
    upkeep = _claimed(segment, wait=wait)
    for _attempt in range(TRIES):
        try:
            refresh = _compute_and_apply(segment, trigger=trigger, by=by, now=now)
            break
        except StepsChanged:
            continue
    else:
        raise SegmentChanged(segment)
    refresh.milliseconds = int((monotonic() - started) * 1000)
    refresh.save(update_fields=["milliseconds"])
    upkeep.refreshed_at, upkeep.error, upkeep.requested_at = now, "", None
    upkeep.due_at = next_due(upkeep, now)
    upkeep.save(update_fields=["refreshed_at", "error", "requested_at", "due_at"])
    return refresh


def _claimed(segment: Segment, *, wait: bool) -> Upkeep:
    """Lock the segment's upkeep: whoever holds it is the one who refreshes."""
    rows = Upkeep.objects.filter(pk=segment.pk)
    upkeep = rows.select_for_update(no_key=True, skip_locked=not wait).first()
    if upkeep is not None:
        return upkeep
    raise RefreshIsRunning(segment) if rows.exists() else NotKeptUpToDate(segment)


@transaction.atomic
def _compute_and_apply(
    segment: Segment, *, trigger: str, by: User | None, now: datetime
) -> Refresh:
    """Do it once; StepsChanged takes all of it back, the lock of the segment too."""
    segment = Segment.objects.get(pk=segment.pk)
    seen = _fingerprint(segment)
    steps = steps_in_force(segment)
    refresh = Refresh.objects.create(
        segment=segment,
        trigger=trigger,
        since=_since(segment, steps),
        started_at=now,
        created_by=by,
    )
    if write_moves(refresh, segment, steps, now=now):
        find_causes(refresh, segment, steps, now=now)
    segment = locked_open(segment)
    if _fingerprint(segment) != seen:
        raise StepsChanged
    move_contacts(refresh, segment, steps, by=by, now=now)
    return refresh


def write_moves(refresh: Refresh, segment: Segment, steps: Sequence[Step], *, now: datetime) -> int:
    """Write down who has to join the segment and who has to leave it; return how many."""
    return insert_difference(
        RefreshMove,
        expected_contacts(steps, occasion=occasion_of(segment), now=now).values_list("pk"),
        SegmentLine.objects.current(segment).values_list("contact_id"),
        key="contact",
        is_wanted="joined",
        refresh=refresh.pk,
    )


def _fingerprint(segment: Segment) -> list[Any]:
    """Return what is another list after any step taken, gone back on, or refreshed."""
    steps = segment.steps.filter(position__lte=segment.position).order_by("position")
    return [segment.status, *steps.values_list("pk", "created_at", "after_count")]


def _since(segment: Segment, steps: Sequence[Step]) -> datetime | None:
    """Return the moment that the segment's lines are of: the last refresh, or the first step."""
    last = segment.refreshes.order_by("-started_at", "-pk")
    started = last.values_list("started_at", flat=True).first()
    return started or (steps[0].created_at if steps else None)


@transaction.atomic
def _note_failure(segment: Segment, message: str, *, now: datetime) -> None:
    upkeep = Upkeep.objects.select_for_update(no_key=True).filter(pk=segment.pk).first()
    if upkeep is not None:
        upkeep.error, upkeep.requested_at = message, None
        upkeep.due_at = next_due(upkeep, now)
        upkeep.save(update_fields=["error", "requested_at", "due_at"])
