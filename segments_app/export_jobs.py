"""Exports: recorded before a row leaves, and left to the worker where they are large.

The worker calls the view of the list again, with the same address and as the same user, and is
handed what a browser would get: the same filters, order, columns and rights.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import IO, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpRequest, QueryDict
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from segments_app.common.access import user_of
from segments_app.common.exports import SINK, Export, Taken
from segments_app.common.tables import BaseTable
from segments_app.models import Job
from segments_app.services import exports
from segments_app.services.jobs import JobRefused, Outcome, has_worker, request_job
from segments_app.services.kept_files import keep_written

KIND = "export"
ROWS_A_REPORT = 10_000
SLOWER = 5  # so much longer than CSV a spreadsheet takes


def record(export: Taken) -> None:
    """Note who takes what."""
    request = export.request
    exports.record_export(
        view=view_of(request),
        name=export.file_name,
        path=request.path,
        query=export.query,
        filters=export.filters,
        columns=export.columns,
        format=export.format,
        row_count=export.count,
        by=user_of(request),
        now=timezone.now(),
    )


def last(table: BaseTable) -> tuple[str, list[str]] | None:
    """Return the format and the columns that the user took of this list the last time."""
    found = exports.last_export(view=view_of(table.request), by=user_of(table.request))
    return (found.format, found.columns) if found is not None else None


def view_of(request: HttpRequest) -> str:
    return resolve(request.path_info).view_name


def later(export: Export) -> str | None:
    """Leave a large export to the worker, if there is one; return the page of the job.

    Asked twice within a minute it is one job.
    """
    cost = export.count * (SLOWER if export.format == "xlsx" else 1)
    if cost <= settings.LARGE_EXPORT or not has_worker():
        return None
    request, now = export.request, timezone.now()
    parameters = {
        "path": request.path_info,
        "query": request.GET.urlencode(),
        "name": export.file_name,
        "permission": export.table.export_permission,
    }
    digest = sha256(dumps(parameters, sort_keys=True).encode()).hexdigest()[:32]
    key = f"{KIND}:{user_of(request).pk}:{digest}:{now:%Y%m%d%H%M}"
    if not Job.objects.filter(key=key).exists():
        record(export)
    job = request_job(
        KIND,
        key=key,
        title=_("Export %(name)s") % {"name": export.file_name},
        parameters={**parameters, "key": key},
        url=export.request.path,
        by=user_of(request),
        now=now,
    )
    return job.get_absolute_url()


def run_export(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Write the file that `later` asked for."""
    written: list[tuple[str, int]] = []

    def sink(export: Export) -> None:
        def write(file: IO[bytes]) -> None:
            export.write(file, lambda rows: reported(rows, parameters["key"], export.count))

        written.append((keep_written(write, key=parameters["key"]), export.count))

    request = request_of(parameters, by)
    setattr(request, SINK, sink)
    view = resolve(parameters["path"])
    try:
        view.func(request, *view.args, **view.kwargs)
    except PermissionDenied as error:
        raise JobRefused(str(error)) from error
    if not written:
        raise JobRefused(_("The list is no longer there as it was. Export it again."))
    [(name, count)] = written
    job = Job.objects.get(key=parameters["key"])
    url = reverse("segments:export_file", args=[job.pk])
    return Outcome({"file": name}, url, count)


def reported(rows: Iterator[Any], key: str, total: int) -> Iterator[Any]:
    """Pass the rows on, and say on the job how many there were.

    SQLite does not let who is reading write once somebody else has: the figure stays behind then.
    """
    refused = [OperationalError] if connection.vendor == "sqlite" else []
    for number, row in enumerate(rows, 1):
        if number % ROWS_A_REPORT == 0:
            done = min(number, total)
            with suppress(*refused):
                Job.objects.filter(key=key).update(done_count=done, total_count=total)
        yield row


def request_of(parameters: Mapping[str, Any], by: User | None) -> HttpRequest:
    """Return the request as the browser sent it."""
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = parameters["path"]
    request.GET = QueryDict(parameters["query"])
    request.user = by  # type: ignore[assignment]  # a job of nobody is refused by the list
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    return request
