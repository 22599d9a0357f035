"""Printing as a job: the file is kept as that of an export, and recorded like one."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import IO, Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from segments_app.models import Job
from segments_app.services import exports, printing
from segments_app.services.jobs import Outcome, request_job
from segments_app.services.kept_files import keep_written
from segments_app.services.print_orders import PrintOrder, What, order_of

KIND = "print"
FORMATS = {What.FILE: "csv", What.DOCUMENT: "docx"}
PERMISSION = "contacts.export_contact"


def request_print(order: PrintOrder, *, by: User, now: datetime) -> Job:
    """Ask for what is to be printed; asked twice within a minute it is one job."""
    parameters = asdict(order)
    digest = sha256(dumps(parameters, sort_keys=True).encode()).hexdigest()[:32]
    key = f"{KIND}:{by.pk}:{digest}:{now:%Y%m%d%H%M}"
    total, without = printing.counts(order)
    if not Job.objects.filter(key=key).exists():
        exports.record_export(
            view="segments:print",
            name=printing.title_of(order),
            path=page_of(order),
            query="",
            filters=order.what,
            columns=[],
            format=FORMATS.get(order.what, "pdf"),
            row_count=total - without,
            by=by,
            now=now,
        )
    return request_job(
        KIND,
        key=key,
        title=_("Print %(title)s") % {"title": printing.title_of(order)},
        parameters={"order": parameters, "key": key, "permission": PERMISSION},
        url=page_of(order),
        total=total - without,
        by=by,
        now=now,
    )


def run_print(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Write the file that `request_print` asked for; a second time it is only written again."""
    order = order_of(parameters["order"])
    jobs = Job.objects.filter(key=parameters["key"])

    def progress(done: int) -> None:
        jobs.update(done_count=done)

    done: list[Any] = []

    def write(file: IO[bytes]) -> None:
        done[:] = printing.write(order, file, progress=progress)

    name = keep_written(write, key=parameters["key"])
    ending, printed = done
    job = jobs.get()
    result = {**printed.values, "file": name, "name": f"{order.what}-{job.pk}.{ending}"}
    return Outcome(result, f"{page_of(order)}?done={job.pk}", printed.count)


def page_of(order: PrintOrder) -> str:
    """Return the page where the order is made."""
    if order.logged_segment is not None:
        return reverse("segments:logged_segment_print", args=[order.logged_segment, order.what])
    return reverse("segments:segment_print", args=[order.segment, order.what])


def done_job(pk: str, *, by: User) -> Job | None:
    """Return a print job that is done, of who asks."""
    if not pk.isdecimal() or len(pk) > 9:
        return None
    jobs = Job.objects.filter(kind=KIND, status=Job.Status.DONE, created_by=by)
    return jobs.filter(pk=int(pk)).first()
