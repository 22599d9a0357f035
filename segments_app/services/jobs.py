"""Long work as a row: asked for once, done once, and never in progress for ever.

The work and the note that it is done are one transaction under the job's lock, unless the work
is a refresh, of which a second one changes nothing. So a worker may
be killed at any moment and the task repeated, even while a stalled one still runs: either all
is done and noted, or nothing is, and whoever comes second finds it done.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from segments_app.common.origin import in_job
from segments_app.criteria.rules import InvalidRule
from segments_app.models import Job, WorkerLease

from .locking import SegmentError

logger = logging.getLogger("segments.jobs")
TRIES = 3  # against a deadlock, or a database that is busy
WORKER_LEASE = timedelta(seconds=30)


@dataclass(frozen=True)
class Outcome:
    """What a job came to: plain values, and the page that shows it."""

    result: dict[str, Any]
    url: str
    count: int
    tidy: Callable[[], None] | None = None  # once it is noted: a repetition may need what goes


class JobRefused(Exception):
    """The work cannot be done; the message says why, to who asked."""


Work = Callable[[Mapping[str, Any], User | None, datetime], Outcome]


@transaction.atomic
def request_job(
    kind: str,
    *,
    key: str,
    title: str,
    parameters: Mapping[str, Any],
    url: str = "",
    total: int | None = None,
    by: User | None,
    now: datetime,
) -> Job:
    """Put work into the queue and return its job; asking again with the same key is harmless.

    One that failed is tried again. The worker speaks the language of who asked. `url` is where
    to go while there is no result.
    """
    job, created = Job.objects.select_for_update().get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "title": title,
            "parameters": {**parameters, "language": translation.get_language() or "en"},
            "result_url": url,
            "total_count": total,
            "created_by": by,
            "created_at": now,
        },
    )
    if not created and job.status != Job.Status.FAILED:
        return job
    result = run_job_task.enqueue(job.pk)
    job.parameters["task"] = str(result.id)
    job.status, job.error = Job.Status.QUEUED, ""
    job.started_at = job.finished_at = None
    job.save(update_fields=["parameters", "status", "error", "started_at", "finished_at"])
    return job


def run_job(pk: int, *, now: datetime) -> None:
    """Do the work of a job, unless it is over; what goes wrong is written on it."""
    waiting = Job.objects.filter(pk=pk, finished_at=None)
    if not waiting.update(status=Job.Status.RUNNING, started_at=now):
        return
    try:
        for attempt in range(1, TRIES + 1):
            try:
                _do(pk, now=now)
                return
            except OperationalError:
                if attempt == TRIES:
                    raise
    except (SegmentError, InvalidRule, JobRefused) as error:
        _fail(pk, str(error))
    except Exception:
        logger.exception("job failed", extra={"job": pk})
        _fail(pk, _("Something went wrong and nothing was changed. Start it again."))


@task()
def run_job_task(pk: int) -> None:
    """Run a job in the worker."""
    run_job(pk, now=timezone.now())


def settle_jobs() -> int:
    """Mark as failed the jobs whose task was given up or is gone; return how many.

    Such a job would otherwise wait for ever. The task is looked up after the job, so that one
    that has just ended is not taken for lost.
    """
    settled = 0
    for job in Job.objects.filter(finished_at=None).only("pk", "parameters"):
        task_id = job.parameters.get("task")
        live = DBTaskResult.objects.filter(pk=task_id).exclude(
            status__in=[TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL]
        )
        if task_id and not live.exists():
            settled += _fail(job.pk, _("The work was interrupted too often. Start it again."))
    return settled


def for_the_worker(count: int) -> bool:
    """Tell whether so many lines are worth a job, and somebody is there to do it."""
    return count > settings.LARGE_SEGMENT and has_worker()


def has_worker() -> bool:
    """Tell whether a worker is there to do what is asked for."""
    return WorkerLease.objects.live(WORKER_LEASE).exists()


def _do(pk: int, *, now: datetime) -> None:
    job = Job.objects.select_related("created_by").get(pk=pk)
    if job.kind in REPEATABLE:
        outcome = _outcome(job, now)
        with transaction.atomic():
            is_noted = _note(Job.objects.select_for_update().get(pk=pk), outcome)
        if is_noted and outcome.tidy is not None:
            outcome.tidy()
        return
    with transaction.atomic():
        job = Job.objects.select_for_update().get(pk=pk)
        if job.status == Job.Status.RUNNING:
            _note(job, _outcome(job, now))


def _outcome(job: Job, now: datetime) -> Outcome:
    with translation.override(job.parameters.get("language")), in_job(job.pk):
        return WORK[job.kind](job.parameters, job.created_by, now)


def _note(job: Job, outcome: Outcome) -> bool:
    if job.status != Job.Status.RUNNING:
        return False
    job.status = Job.Status.DONE
    job.result, job.result_url, job.done_count = outcome.result, outcome.url, outcome.count
    job.finished_at = timezone.now()
    job.save(update_fields=["status", "result", "result_url", "done_count", "finished_at"])
    return True


def _fail(pk: int, message: str) -> int:
    return Job.objects.filter(pk=pk, finished_at=None).update(
        status=Job.Status.FAILED, error=message, finished_at=timezone.now()
    )


#: What a job can be asked to do; the app's `ready` says it.
WORK: dict[str, Work] = {}
#: Work that does no harm when it is done twice, and is to hold no lock longer than it needs.
REPEATABLE: set[str] = set()
