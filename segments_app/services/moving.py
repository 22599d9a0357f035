"""Applying a refresh to the lines of its segment, under the segment's lock (decision 0024).

A line that stays is not touched. One whose contact leaves is removed by the step of the
refresh; when the contact comes back it gets that line again, or a new one with the same edits.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value

from contacts.models.gate import left_out_conditions, let_through
from segments_app.common.deleting import delete_rows
from segments_app.common.sql import insert_missing, refresh_statistics
from segments_app.criteria.rules import NOBODY
from segments_app.models import Refresh, RefreshMove, Segment, SegmentLine, Step
from segments_app.models.occasions import occasion_of

from .adding import MANY
from .audience import StepOptions
from .steps import drop_steps_ahead
from .targets import keep_targets_of
from .there import count_in

#: What may be edited on a line, and comes back with its contact.
EDITED = (*SegmentLine.OWN, "evaluation", "attempt_failed", "contact_via")


def move_contacts(
    refresh: Refresh, segment: Segment, steps: Sequence[Step], *, by: User | None, now: datetime
) -> None:
    """Take out who left and bring in who joined, as one step; no step where nobody moves."""
    before = count_in(segment)
    joined = left = 0
    if refresh.moves.exists():
        drop_steps_ahead(segment)
        step = _step_of_refresh(refresh, segment, before)
        left = _take_out(refresh, segment, step.position)
        joined = _bring_in(refresh, segment, step.position, steps)
        _finish(step, segment, before + joined - left, by=by, now=now)
        if joined >= MANY:
            refresh_statistics(SegmentLine)
    refresh.before_count, refresh.after_count = before, before + joined - left
    refresh.joined_count, refresh.left_count = joined, left
    refresh.save(update_fields=["before_count", "after_count", "joined_count", "left_count"])


def _step_of_refresh(refresh: Refresh, segment: Segment, before: int) -> Step:
    """Return the step to write on: the last one where that is a refresh, else a new one.

    A line that the last refresh has added and that was edited since is not thrown away: then
    this refresh takes a step of its own, which only marks it as removed.
    """
    last = segment.steps.filter(position=segment.position, action=Step.Action.REFRESH).first()
    if last is not None:
        mine = _lines(segment).filter(added_at=last.position, contact__in=_left(refresh))
        if not mine.filter(is_edited()).exists():
            return last
    return Step(
        segment=segment,
        position=segment.position + 1,
        action=Step.Action.REFRESH,
        rule=NOBODY,
        before_count=before,
    )


def _take_out(refresh: Refresh, segment: Segment, position: int) -> int:
    lines = _lines(segment).filter(removed_at=None, contact__in=_left(refresh))
    gone = delete_rows(lines.filter(added_at=position))
    return gone + lines.update(removed_at=position)


def _bring_in(refresh: Refresh, segment: Segment, position: int, steps: Sequence[Step]) -> int:
    """Bring back the lines that the same step took out, and make lines for the others.

    The gate is asked again, in the statement that writes; who does not pass has not joined.
    """
    joined = _allowed(refresh, steps)
    contacts = joined.order_by().values("contact")
    count = (
        _lines(segment).filter(removed_at=position, contact__in=contacts).update(removed_at=None)
    )
    count += _add(segment, position, _former(segment, contacts), {n: F(n) for n in EDITED})
    count += _add(segment, position, joined, {})
    there = _lines(segment).filter(removed_at=None, contact=OuterRef("contact"))
    delete_rows(refresh.moves.filter(joined=True).filter(~Exists(there)))
    return count


def _add(segment: Segment, position: int, rows: QuerySet[Any], edits: dict[str, F]) -> int:
    return insert_missing(
        SegmentLine,
        rows.order_by("contact"),
        segment=Value(segment.pk),
        contact=F("contact_id"),
        added_at=Value(position),
        ignores_exclusion=F("contact__exclude_from_segments"),
        **edits,
    )


def _former(segment: Segment, contacts: Any) -> QuerySet[SegmentLine]:
    """Return the last line of each of the contacts who have been there and were taken out."""
    later = SegmentLine.objects.filter(
        segment=segment.pk, contact=OuterRef("contact"), pk__gt=OuterRef("pk")
    )
    lines = _lines(segment).filter(removed_at__isnull=False, contact__in=contacts)
    return lines.filter(~Exists(later))


def _allowed(refresh: Refresh, steps: Sequence[Step]) -> QuerySet[RefreshMove]:
    ignoring = [s.position for s in steps if StepOptions.read(s.options).ignore_exclusion]
    excluded = Q(contact__exclude_from_segments=True) & ~Q(step__in=ignoring)
    kept_out = left_out_conditions(
        prefix="contact__",
        excluded=excluded,
        occasion=occasion_of(refresh.segment, prefix="contact__"),
    )
    moves = RefreshMove.objects.filter(refresh=refresh.pk, joined=True)
    return moves.filter(let_through(kept_out))


def _finish(step: Step, segment: Segment, after: int, *, by: User | None, now: datetime) -> None:
    """Write the step down with all that it changed, earlier refreshes folded into it included."""
    left = _lines(segment).filter(removed_at=step.position).count()
    step.after_count = after
    # Those who joined are not counted: no index knows them, and the segment is locked.
    step.options = {"joined": after - step.before_count + left, "left": left}
    step.created_by, step.created_at = by, now
    step.save()
    segment.position = step.position
    segment.save(update_fields=["position"])  # nobody edited it: `modified_at` stays
    keep_targets_of(segment)


def _lines(segment: Segment) -> QuerySet[SegmentLine]:
    return SegmentLine.objects.filter(segment=segment.pk)


def _left(refresh: Refresh) -> Any:
    return RefreshMove.objects.filter(refresh=refresh.pk, joined=False).values("contact")


def is_edited() -> Q:
    """Whether anything on a line is its own."""
    own = reduce(or_, (Q(**{f"{name}__isnull": False}) for name in SegmentLine.OWN))
    return own | ~Q(evaluation="") | Q(attempt_failed=True) | ~Q(contact_via="")
