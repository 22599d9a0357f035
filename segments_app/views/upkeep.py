"""Keeping a segment up to date: set, done now, and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from segments_app import services
from segments_app.common.access import requires
from segments_app.common.exports import exported
from segments_app.common.http import next_url, render_page, see_other
from segments_app.common.tables import configured
from segments_app.forms.upkeep import UpkeepForm
from segments_app.models import Job, Refresh, RefreshMove, Segment
from segments_app.upkeep_tables import MoveFilter, MoveTable, RefreshTable

from .pages import get_segment, page_context, refuse_closed, user_of
from .step_rows import steps_of


@require_http_methods(["GET", "POST"])
@requires("segments.change_segment")
def segment_upkeep(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    form = UpkeepForm.of(services.upkeep_of(segment), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            set_upkeep(segment, form, request)
        except services.SegmentError as error:
            form.add_error(None, str(error))
        else:
            return see_other(request, segment)
    context = page_context(request, segment) | {"form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/segment_upkeep.html", context, status=status)


def set_upkeep(segment: Segment, form: UpkeepForm, request: HttpRequest) -> None:
    by, now = user_of(request), timezone.now()
    if form.cleaned_data["every"]:
        services.keep_up_to_date(segment, **form.cleaned_data, by=by, now=now)
        messages.success(request, gettext("The segment is kept up to date."))
    else:
        services.stop_upkeep(segment, by=by, now=now)
        messages.success(request, gettext("The segment stays as it is from now on."))


@require_POST
@requires("segments.change_segment")
def segment_refresh(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    try:
        made = services.refresh_or_request(segment, by=user_of(request), now=timezone.now())
    except services.SegmentError as error:
        messages.error(request, str(error))
    else:
        if isinstance(made, Job):
            return see_other(request, made)
        messages.success(request, moved_in_words(made))
    return see_other(request, next_url(request, segment.get_absolute_url()))


def moved_in_words(refresh: Refresh) -> str:
    """Return what a refresh has changed."""
    if not refresh.joined_count and not refresh.left_count:
        return gettext("The segment is up to date: nobody joined, nobody left.")
    moves = {"joined": refresh.joined_count, "left": refresh.left_count}
    return gettext("The segment is up to date: %(moves)s.") % {
        "moves": services.moves_in_words(moves)
    }


@require_GET
@requires("segments.view_segment")
def segment_drift(request: HttpRequest, pk: int) -> HttpResponseBase:
    segment = get_segment(pk)
    rows = Refresh.objects.filter(segment=segment.pk).select_related("created_by")
    table = configured(RefreshTable(rows), request)
    if "export" in request.GET:
        return exported(table, f"{segment.number}-refreshes")
    context = page_context(request, segment) | {
        "table": table,
        "drift": services.drift_of(segment, now=timezone.now()),
    }
    return render_page(
        request, "segments/segment_drift.html", context, partial="segments/_line_table.html"
    )


@require_GET
@requires("segments.view_segment")
def segment_refresh_moves(request: HttpRequest, pk: int, refresh_pk: int) -> HttpResponseBase:
    segment = get_segment(pk)
    refresh = get_object_or_404(Refresh, pk=refresh_pk, segment=segment.pk)
    rows = RefreshMove.objects.filter(refresh=refresh.pk)
    rows = rows.select_related("contact__company", "refresh")
    told: Any = services.with_changes(rows, refresh, services.steps_in_force(segment))
    filterset = MoveFilter(request.GET, queryset=told, request=request)
    table = configured(MoveTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, f"{segment.number}-joined-and-left")
    context = page_context(request, segment) | {
        "refresh": refresh,
        "table": table,
        "filterset": filterset,
        "causes": services.causes_of([refresh]),
        "steps": [row for row in steps_of(segment) if row.is_in_force and not row.is_refresh],
        "drift_url": reverse("segments:segment_drift", args=[pk]),
        "why_url": reverse("segments:segment_why", args=[pk]),
    }
    return render_page(
        request, "segments/segment_refresh_moves.html", context, partial="segments/_line_table.html"
    )
