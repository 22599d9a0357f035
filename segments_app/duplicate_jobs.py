"""The search for duplicates as a job: asked for once at a time, repeated without harm."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.services import duplicates
from segments_app.models import Job
from segments_app.services.jobs import Outcome, request_job

KIND = "duplicates"


def request_search(*, is_full: bool = False, by: User | None, now: datetime) -> Job:
    """Ask for a search; while one is asked for, that one is meant.

    It compares those that were changed since the last one with all others, or all with all.
    """
    last = Job.objects.filter(kind=KIND, finished_at__isnull=False).order_by("-pk").first()
    return request_job(
        KIND,
        key=f"{KIND}-after-{last.pk if last else 0}",
        title=_("Search for duplicates"),
        parameters={"is_full": is_full},
        url=reverse("segments:duplicate_list"),
        total=100,
        by=by,
        now=now,
    )


def run_search(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Search; the job shows how many per cent are done."""
    running = Job.objects.filter(kind=KIND, status=Job.Status.RUNNING)

    def progress(percent: int) -> None:
        running.update(done_count=percent)

    is_full = bool(parameters.get("is_full"))
    searched = duplicates.search(now=now, is_full=is_full, progress=progress)
    return Outcome(asdict(searched), reverse("segments:duplicate_list"), 100)


def last_search() -> Job | None:
    """Return the search that was done last, with its figures as its result."""
    done = Job.objects.filter(kind=KIND, status=Job.Status.DONE)
    return done.select_related("created_by").order_by("-finished_at", "-pk").first()


def running_search() -> Job | None:
    """Return the search that is asked for and not over."""
    return Job.objects.filter(kind=KIND, finished_at=None).order_by("-pk").first()
