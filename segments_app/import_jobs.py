"""Imports from the page: files that were sent are looked at, then imported, each by a job.

The report is the job's result. How far it is stands beside the files, since an import is one
transaction, of which nobody sees anything before its end.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from segments_app.business_central.importing import ImportFailed, import_sheets
from segments_app.business_central.reading import UnreadableFile, read_uploads
from segments_app.business_central.uploads import (
    FROM_BROWSER,
    discard_files,
    is_kept,
    kept_files,
    note_progress,
    progress_of,
)
from segments_app.models import Job
from segments_app.services.jobs import JobRefused, Outcome, request_job

KIND = "business_central"


def request_look(name: str, *, shift_dates: bool, by: User | None, now: datetime) -> Job:
    """Ask what importing the files kept under `name` would do."""
    parameters = {"files": name, "shift_dates": shift_dates, "is_dry_run": True}
    return _request(_("Look at files of Business Central"), parameters, by=by, now=now)


def request_import(looked: Job, *, by: User | None, now: datetime) -> Job | None:
    """Ask for the import of files that were looked at; None when they are no longer there.

    Asked twice it is one import, and once it is done that one is meant.
    """
    parameters = {**looked.parameters, "is_dry_run": False}
    if not is_kept(parameters["files"]):
        return Job.objects.filter(key=_key(parameters), status=Job.Status.DONE).first()
    return _request(_("Import from Business Central"), parameters, by=by, now=now)


def _request(title: str, parameters: dict[str, Any], *, by: User | None, now: datetime) -> Job:
    page = reverse("segments:business_central_import")
    return request_job(
        KIND, key=_key(parameters), title=title, parameters=parameters, url=page, by=by, now=now
    )


def _key(parameters: Mapping[str, Any]) -> str:
    part = "look" if parameters["is_dry_run"] else "import"
    return f"{KIND}-{PurePath(parameters['files']).stem}-{part}"


def run_import(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Do what was asked for; files that were imported are thrown away once that is noted."""
    name, is_dry_run = parameters["files"], parameters["is_dry_run"]
    if not is_kept(name):
        raise JobRefused(_("The files are no longer here. Choose them again."))
    try:
        report = import_sheets(
            read_uploads(kept_files(name), FROM_BROWSER),
            by=by,
            now=now,
            shift_dates=parameters["shift_dates"],
            is_dry_run=is_dry_run,
            progress=partial(note_progress, name),
        )
    except (UnreadableFile, ImportFailed) as error:
        raise JobRefused(str(error)) from error
    url = reverse("segments:business_central_report", args=[_key(parameters)])
    tidy = None if is_dry_run else partial(discard_files, name)
    return Outcome(report.as_dict(), url, report.changes, tidy)


def import_progress(job: Job) -> tuple[int, int] | None:
    """Return how many files of an import are done, and of how many; None for other jobs."""
    if job.kind != KIND or job.status != Job.Status.RUNNING:
        return None
    return progress_of(job.parameters["files"])
