"""Import of the reference product's tables: look first, then import."""

from typing import IO, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from segments_app.business_central.importing import ImportFailed, import_sheets
from segments_app.business_central.reading import UnreadableFile, read_uploads
from segments_app.business_central.report import Report
from segments_app.business_central.uploads import (
    FROM_BROWSER,
    discard_files,
    keep_files,
    kept_files,
)
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page
from segments_app.forms.business_central import ImportForm

KEPT, SHIFTED = "business_central_files", "business_central_shift"


@require_http_methods(["GET", "POST"])
@requires("contacts.change_marketingsetup")
def business_central_import(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return shown(request, ImportForm())
    if "import" in request.POST:
        return import_kept(request)
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return shown(request, form, status=422)
    return look(request, form)


def look(request: HttpRequest, form: ImportForm) -> HttpResponse:
    """Say what the files would do, and keep them for the import."""
    files: list[tuple[str, IO[bytes]]] = [
        (file.name or "", file) for file in form.cleaned_data["upload"]
    ]
    shift = form.cleaned_data["shift_dates"]
    try:
        report = run_import(request, files, shift_dates=shift, is_dry_run=True)
    except (UnreadableFile, ImportFailed) as error:
        form.add_error("upload", str(error))
        return shown(request, form, status=422)
    discard_files(request.session.get(KEPT, ""))
    request.session[KEPT] = keep_files(files, now=timezone.now())
    request.session[SHIFTED] = shift
    return shown(request, ImportForm(), report=report)


def import_kept(request: HttpRequest) -> HttpResponse:
    """Import the files that were looked at."""
    name = request.session.pop(KEPT, "")
    shift = request.session.pop(SHIFTED, False)
    files = kept_files(name)
    form = ImportForm()
    if not files:
        messages.warning(request, gettext("The files are no longer here. Choose them again."))
        return shown(request, form, status=422)
    try:
        report = run_import(request, files, shift_dates=shift, is_dry_run=False)
    except (UnreadableFile, ImportFailed) as error:
        messages.error(request, str(error))
        return shown(request, form, status=422)
    finally:
        discard_files(name)
    return shown(request, form, report=report)


def run_import(
    request: HttpRequest,
    files: list[tuple[str, IO[bytes]]],
    *,
    shift_dates: bool,
    is_dry_run: bool,
) -> Report:
    return import_sheets(
        read_uploads(files, FROM_BROWSER),
        by=user_of(request),
        now=timezone.now(),
        shift_dates=shift_dates,
        is_dry_run=is_dry_run,
    )


def shown(
    request: HttpRequest, form: ImportForm, *, report: Report | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "report": report}
    return render_page(request, "segments/business_central_import.html", context, status=status)
