"""Import of the reference product's tables: look first, then import."""

from typing import IO

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from segments_app import import_jobs
from segments_app.business_central.reading import UnreadableFile, read_uploads
from segments_app.business_central.uploads import FROM_BROWSER, keep_files
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page, see_other
from segments_app.forms.business_central import ImportForm
from segments_app.models import Job
from segments_app.services.jobs import has_worker, run_job

PAGE = "segments/business_central_import.html"
IMPORT = "contacts.change_marketingsetup"


@require_http_methods(["GET", "POST"])
@requires(IMPORT)
def business_central_import(request: HttpRequest) -> HttpResponse:
    """Take the files, and lead to what importing them would do."""
    if request.method != "POST":
        return render_page(request, PAGE, {"form": ImportForm()})
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid() and (job := look(request, form)):
        return followed(request, job)
    return render_page(request, PAGE, {"form": form}, status=422)


def look(request: HttpRequest, form: ImportForm) -> Job | None:
    """Keep the files and ask for a look at them; what cannot be read is told at the field."""
    files: list[tuple[str, IO[bytes]]] = [
        (file.name or "", file) for file in form.cleaned_data["upload"]
    ]
    try:
        read_uploads(files, FROM_BROWSER)
    except UnreadableFile as error:
        form.add_error("upload", str(error))
        return None
    now = timezone.now()
    return import_jobs.request_look(
        keep_files(files, now=now),
        shift_dates=form.cleaned_data["shift_dates"],
        by=user_of(request),
        now=now,
    )


@require_GET
@requires(IMPORT)
def business_central_report(request: HttpRequest, key: str) -> HttpResponse:
    """Show what came of a look or of an import; a look can be followed by the import."""
    job = get_object_or_404(Job, key=key, kind=import_jobs.KIND)
    if job.status != Job.Status.DONE:
        return see_other(request, job)
    return render_page(request, PAGE, {"form": ImportForm(), "report": job.result, "job": job})


@require_POST
@requires(IMPORT)
def business_central_import_now(request: HttpRequest, key: str) -> HttpResponse:
    """Import the files that were looked at."""
    looked = get_object_or_404(Job, key=key, kind=import_jobs.KIND, status=Job.Status.DONE)
    job = import_jobs.request_import(looked, by=user_of(request), now=timezone.now())
    if job is None:
        messages.warning(request, gettext("The files are no longer here. Choose them again."))
        return see_other(request, "segments:business_central_import")
    return followed(request, job)


def followed(request: HttpRequest, job: Job) -> HttpResponse:
    """Lead to the job, or to its result where it is there: without a worker it is done here."""
    if not has_worker():
        run_job(job.pk, now=timezone.now())
    job.refresh_from_db()
    return see_other(request, job.result_url if job.status == Job.Status.DONE else job)
