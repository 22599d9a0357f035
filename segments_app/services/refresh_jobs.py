"""Refreshes done by the worker: those that take long, and those whose time has come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from segments_app.models import Job, Refresh, Segment, Upkeep

from .jobs import Outcome, for_the_worker, request_job
from .refreshing import refresh_segment
from .there import count_in
from .upkeep import due_refreshes, forget_old_refreshes, refresh_if_due

KIND = "refresh_segment"


def refresh_or_request(segment: Segment, *, by: User | None, now: datetime) -> Refresh | Job:
    """Refresh a segment at once, or let the worker do it where it has a great many lines."""
    if not for_the_worker(count_in(segment)):
        return refresh_segment(segment, by=by, now=now)
    return _request(segment, is_scheduled=False, by=by, now=now)


def request_due_refreshes(*, now: datetime) -> int:
    """Give the worker the segments whose time has come; return how many.

    Each is marked in the same transaction, so that of several workers one asks.
    """
    count = 0
    for upkeep in due_refreshes(now):
        count += _request_due(upkeep, now=now)
    return count


@transaction.atomic
def _request_due(upkeep: Upkeep, *, now: datetime) -> bool:
    same = Upkeep.objects.filter(
        pk=upkeep.pk, due_at=upkeep.due_at, requested_at=upkeep.requested_at
    )
    if not same.update(requested_at=now):
        return False
    _request(upkeep.segment, is_scheduled=True, by=None, now=now)
    forget_old_refreshes(upkeep.segment, now=now)
    _forget_old_jobs(now=now)
    return True


def _request(segment: Segment, *, is_scheduled: bool, by: User | None, now: datetime) -> Job:
    return request_job(
        KIND,
        key=f"{KIND}:{segment.pk}:{now:%Y%m%d%H%M%S%f}",
        title=_("Refresh segment %(number)s") % {"number": segment.number},
        parameters={"segment": segment.pk, "is_scheduled": is_scheduled},
        url=reverse("segments:segment_drift", args=[segment.pk]),
        by=by,
        now=now,
    )


def _forget_old_jobs(*, now: datetime) -> None:
    before = now - timedelta(days=settings.KEEP_REFRESHES_DAYS)
    Job.objects.filter(kind="refresh_segment", finished_at__lt=before).delete()


def refresh_for_job(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Refresh the segment of a job."""
    segment = Segment.objects.get(pk=parameters["segment"])
    if parameters["is_scheduled"]:
        refresh = refresh_if_due(segment, by=by, now=now)
    else:
        refresh = refresh_segment(segment, wait=True, by=by, now=now)
    url = reverse("segments:segment_drift", args=[segment.pk])
    if refresh is None:  # it has been refreshed meanwhile
        return Outcome({}, url, 0)
    return Outcome({"refresh": refresh.pk}, url, refresh.joined_count + refresh.left_count)
