"""Who took what along, and the files that the worker wrote."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from segments_app import export_jobs, print_jobs
from segments_app.common.access import requires, signed_in, user_of
from segments_app.common.downloads import offered
from segments_app.common.exports import exported
from segments_app.common.http import render_page, see_other
from segments_app.common.tables import configured
from segments_app.export_tables import ExportFilter, ExportTable
from segments_app.models import ExportRecord, Job


@require_GET
@requires("segments.view_exportrecord")
def export_list(request: HttpRequest) -> HttpResponseBase:
    """List what was exported, for administrators."""
    rows = ExportRecord.objects.select_related("created_by")
    filterset = ExportFilter(request.GET, queryset=rows, request=request)
    table = configured(ExportTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, "exports")
    context = {"filterset": filterset, "table": table}
    return render_page(
        request, "segments/export_list.html", context, partial="segments/_export_table.html"
    )


@require_GET
@signed_in
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the file of an export to who asked for it, as long as they may and it is kept."""
    kinds = (export_jobs.KIND, print_jobs.KIND)
    jobs = Job.objects.filter(
        kind__in=kinds, status=Job.Status.DONE, created_by=user_of(request).pk
    )
    job = get_object_or_404(jobs, pk=pk)
    permission = job.parameters["permission"]
    if permission and not request.user.has_perm(permission):
        raise Http404
    result = job.result or {}
    name = result.get("file", "")
    if not default_storage.exists(name):
        messages.warning(request, gettext("The file is no longer kept. Export the list again."))
        return see_other(request, job.parameters.get("path") or job.result_url)
    return offered(
        FileResponse(default_storage.open(name)), result.get("name") or job.parameters["name"]
    )
