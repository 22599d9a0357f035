"""Keeping segments up to date: switched on and off, asked for, and done on schedule."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from segments_app.common.deleting import delete_rows
from segments_app.common.retrying import retried
from segments_app.models import Refresh, RefreshMove, Segment, Upkeep

from .lineage import SegmentCycle, Uses
from .locking import SegmentChanged, SegmentError, locked_open
from .refreshing import refresh_segment
from .schedules import next_due

#: After so long a refresh that was given to the worker and is still due is asked for again.
FORGOTTEN = timedelta(hours=1)
Every = Upkeep.Every


@retried
@transaction.atomic
def keep_up_to_date(
    segment: Segment,
    *,
    every: str,
    at_time: time | None = None,
    on_weekday: int | None = None,
    by: User | None,
    now: datetime,
) -> Upkeep:
    """Have an open segment refreshed on demand, before logging, and on a schedule.

    Refused for a segment that uses itself by way of others.
    """
    segment = _locked_with_upkeep(segment)
    if path := Uses.all().circle(segment.number):
        raise SegmentCycle(path)
    upkeep = Upkeep.objects.filter(pk=segment.pk).first() or Upkeep(
        segment=segment, created_by=by, created_at=now
    )
    upkeep.every = every
    upkeep.at_time = at_time if every in (Every.DAY, Every.WEEK) else None
    upkeep.on_weekday = on_weekday if every == Every.WEEK else None
    upkeep.clean_fields(exclude=["segment", "created_by"])
    upkeep.due_at, upkeep.requested_at = next_due(upkeep, now), None
    upkeep.save()
    return upkeep


@retried
@transaction.atomic
def stop_upkeep(segment: Segment, *, by: User | None, now: datetime) -> None:
    """Leave the segment as it is from now on; what its refreshes changed stays on record."""
    segment = _locked_with_upkeep(segment)
    Upkeep.objects.filter(pk=segment.pk).delete()


def _locked_with_upkeep(segment: Segment) -> Segment:
    """Lock both in the order of a refresh: the other way round each could wait for the other."""
    list(Upkeep.objects.select_for_update(no_key=True).filter(pk=segment.pk))
    return locked_open(segment)


def upkeep_of(segment: Segment) -> Upkeep | None:
    """Return how the segment is kept up to date, None where it is not."""
    return Upkeep.objects.filter(pk=segment.pk).first()


def due_refreshes(now: datetime) -> list[Upkeep]:
    """Return whose time has come and whom no worker has been given yet."""
    waiting = Q(requested_at=None) | Q(requested_at__lt=now - FORGOTTEN)
    rows = Upkeep.objects.due(now).filter(waiting | Q(requested_at__lt=F("due_at")))
    return list(rows.select_related("segment").order_by("due_at", "pk")[:100])


def refresh_if_due(segment: Segment, *, by: User | None, now: datetime) -> Refresh | None:
    """Refresh a segment whose time has come; None for one that is not due any more."""
    if not Upkeep.objects.due(now).filter(pk=segment.pk).exists():
        return None
    return refresh_segment(segment, trigger=Refresh.Trigger.SCHEDULE, wait=True, by=by, now=now)


@transaction.atomic
def forget_old_refreshes(segment: Segment, *, now: datetime) -> int:
    """Drop the refreshes, and who moved in them, that are older than a setting says.

    The latest stays, however old: it says when the segment was refreshed.
    """
    latest = segment.refreshes.order_by("-started_at", "-pk").values_list("pk", flat=True)[:1]
    before = now - timedelta(days=settings.KEEP_REFRESHES_DAYS)
    old = Refresh.objects.filter(segment=segment.pk, started_at__lt=before)
    keys = list(old.exclude(pk__in=list(latest)).values_list("pk", flat=True))
    delete_rows(RefreshMove.objects.filter(refresh__in=keys))
    return delete_rows(Refresh.objects.filter(pk__in=keys))


class SegmentMoved(SegmentError):
    """Logging has refreshed the segment, and it is no longer what the user saw."""

    def __init__(self, segment: Segment, refresh: Refresh) -> None:
        message = _(
            "Segment %(number)s had %(before)s contacts and has %(after)s now. Look at it again "
            "and then log it."
        )
        values = {"before": shown(refresh.before_count), "after": shown(refresh.after_count)}
        super().__init__(message % {"number": segment.number, **values})
        self.refresh = refresh


def refresh_before_logging(
    segment: Segment, *, expected_position: int | None, by: User | None, now: datetime
) -> int:
    """Refresh what is about to be logged and return the position it is at then.

    Whoever asked must have seen the segment as it was. What moves by more than a fifth is
    refreshed and not logged yet; asked for again, it moves no more.
    """
    segment = Segment.objects.get(pk=segment.pk)
    if segment.is_open:
        if expected_position not in (None, segment.position):
            raise SegmentChanged(segment)
        refresh = refresh_segment(segment, trigger=Refresh.Trigger.LOG, wait=True, by=by, now=now)
        if has_moved_far(refresh.before_count, refresh.after_count):
            raise SegmentMoved(segment, refresh)
        segment.refresh_from_db(fields=["position"])
    return segment.position


def has_moved_far(before: int, after: int) -> bool:
    """Tell whether a segment became larger or smaller by more than a fifth."""
    return abs(after - before) * 5 > before


def shown(count: int) -> str:
    return number_format(count, force_grouping=True)
