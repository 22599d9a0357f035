"""Letters, cover sheets and labels of a segment: how many, how they look, and the file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from interactions.models import LoggedSegment
from segments_app import print_jobs
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page, see_other
from segments_app.forms.printing import FORMS
from segments_app.models import Segment
from segments_app.services import printing
from segments_app.services.jobs import has_worker, run_job
from segments_app.services.print_orders import PrintOrder, What

OF_LOGGED = (What.LETTERS, What.DOCUMENT, What.FILE, What.COVERS, What.LABELS)
OF_OPEN = (What.COVERS, What.LABELS)


@require_http_methods(["GET", "POST"])
@requires(print_jobs.PERMISSION)
def logged_segment_print(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    logged = get_object_or_404(LoggedSegment.objects.select_related("segment"), pk=pk)
    context = {
        "thing": logged,
        "list_url": reverse("interactions:logged_segment_list"),
        "list_name": gettext("Logged segments"),
        "number": logged.segment_number,
        "tabs": tabs("segments:logged_segment_print", pk, OF_LOGGED, what),
    }
    return printed(request, context, {"logged_segment": pk}, what, OF_LOGGED)


@require_http_methods(["GET", "POST"])
@requires(print_jobs.PERMISSION)
def segment_print(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    segment = get_object_or_404(Segment, pk=pk)
    context = {
        "thing": segment,
        "list_url": reverse("segments:segment_list"),
        "list_name": gettext("Segments"),
        "number": segment.number,
        "tabs": tabs("segments:segment_print", pk, OF_OPEN, what),
    }
    return printed(request, context, {"segment": pk}, what, OF_OPEN)


def printed(
    request: HttpRequest,
    context: dict[str, Any],
    source: dict[str, Any],
    what: str,
    offered: tuple[str, ...],
) -> HttpResponse:
    """Show the form, or ask for what it says."""
    if what not in offered:
        raise Http404
    only_letters = what in (What.LETTERS, What.DOCUMENT, What.FILE)
    form = FORMS[what](request.POST or None, only_letters=only_letters)
    if request.method == "POST" and form.is_valid():
        order = PrintOrder(what=what, **source, **form.chosen)
        job = print_jobs.request_print(order, by=user_of(request), now=timezone.now())
        if not has_worker():
            run_job(job.pk, now=timezone.now())
            job.refresh_from_db()
        return see_other(request, job.result_url if job.finished_at else job.get_absolute_url())
    order = PrintOrder(what=what, **source, only_letters=only_letters)
    total, without = printing.counts(order)
    context |= {
        "form": form,
        "what": what,
        "total": total,
        "with_place": total - without,
        "without_place": without,
        "only_letters": only_letters,
        "done": print_jobs.done_job(request.GET.get("done", ""), by=user_of(request)),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/printing.html", context, status=status)


def tabs(route: str, pk: int, offered: tuple[str, ...], what: str) -> list[dict[str, Any]]:
    """Return what else can be printed."""
    names = {
        What.LETTERS: gettext("Letters"),
        What.COVERS: gettext("Cover sheets"),
        What.LABELS: gettext("Labels"),
        What.DOCUMENT: gettext("Letters as DOCX"),
        What.FILE: gettext("File for a mail house"),
    }
    return [
        {
            "label": names[key],
            "url": reverse(route, args=[pk, key]),
            "is_current": key == what,
            "count": None,
        }
        for key in offered
    ]
