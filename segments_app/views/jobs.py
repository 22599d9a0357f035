"""Long work: how far it is, and where its result is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from segments_app.common.access import requires
from segments_app.common.http import render_page, wants_partial
from segments_app.contact_import_jobs import rows_done
from segments_app.import_jobs import import_progress
from segments_app.models import Job
from segments_app.services.jobs import has_worker


@require_GET
@requires("segments.view_job")
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = get_object_or_404(Job.objects.select_related("created_by"), pk=pk)
    if job.status == Job.Status.DONE and job.result_url and wants_partial(request):
        response = HttpResponseClientRedirect(job.result_url)
        # Else whoever goes back is shown this answer, which has no page in it.
        patch_vary_headers(response, ["HX-Request"])
        return response
    context = {
        "job": job,
        "is_over": job.finished_at is not None,
        "files": import_progress(job),
        "rows": rows_done(job),
        "is_left_alone": job.status == Job.Status.QUEUED and not has_worker(),
    }
    return render_page(request, "segments/job_detail.html", context, partial="segments/_job.html")
