"""Criteria kept for another time: kept from a segment, looked at, renamed, deleted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from segments_app import services
from segments_app.common.access import requires
from segments_app.common.exports import exported
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.tables import configured
from segments_app.filters import SavedCriteriaFilter
from segments_app.forms.criteria import CriteriaForm, SaveCriteriaForm
from segments_app.models import SavedCriteria, Segment
from segments_app.tables import SavedCriteriaTable

from .pages import get_segment, page_context, user_of
from .step_rows import kept_steps, steps_of

MOST_VERSIONS = 50  # shown; all are kept


@require_GET
@requires("segments.view_savedcriteria")
def saved_criteria_list(request: HttpRequest) -> HttpResponseBase:
    rows = SavedCriteria.objects.visible_to(user_of(request)).select_related("created_by")
    filterset = SavedCriteriaFilter(request.GET, queryset=rows, request=request)
    table = configured(SavedCriteriaTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, "saved-criteria")
    context = {"filterset": filterset, "table": table}
    return render_page(
        request,
        "segments/saved_criteria_list.html",
        context,
        partial="segments/_saved_criteria_table.html",
    )


@require_GET
@requires("segments.view_savedcriteria")
def saved_criteria_detail(request: HttpRequest, pk: int) -> HttpResponse:
    criteria = get_criteria(request, pk)
    versions = criteria.versions.select_related("created_by").order_by("-number")
    built = Segment.objects.filter(steps__kept_version__criteria=criteria.pk).distinct()
    context = {
        "criteria": criteria,
        "steps": kept_steps(criteria.steps),
        "versions": versions[:MOST_VERSIONS],
        "latest": versions.first(),
        "used_in": built.select_related("upkeep").order_by("-number")[:MOST_VERSIONS],
    }
    return render_page(request, "segments/saved_criteria_detail.html", context)


def get_criteria(request: HttpRequest, pk: int) -> SavedCriteria:
    """Return saved criteria that the user may see; somebody else's private ones are not found."""
    rows = SavedCriteria.objects.visible_to(user_of(request)).select_related("created_by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "POST"])
@requires("segments.add_savedcriteria")
def segment_save_criteria(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    steps = [row for row in steps_of(segment) if row.is_in_force and not row.is_refresh]
    if not steps:
        messages.warning(request, gettext("There is no step to save yet."))
        return see_other(request, "segments:segment_who", pk)
    form = SaveCriteriaForm(request.POST or None, positions=[row.position for row in steps])
    if request.method == "POST" and form.is_valid():
        try:
            criteria = services.save_criteria(
                segment, **form.cleaned_data, by=user_of(request), now=timezone.now()
            )
        except services.SegmentError as error:
            form.add_error("code", str(error))
        else:
            messages.success(
                request, gettext("The criteria are saved as %(code)s.") % {"code": criteria.code}
            )
            return see_other(request, "segments:segment_who", pk)
    chosen = {str(position) for position in form["positions"].value() or ()}
    context = page_context(request, segment, "who") | {
        "form": form,
        "rows": [(row, str(row.position) in chosen) for row in steps],
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/segment_save_criteria.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("segments.change_savedcriteria")
def saved_criteria_edit(request: HttpRequest, pk: int) -> HttpResponse:
    criteria = get_criteria(request, pk)
    initial = {
        "code": criteria.code,
        "description": criteria.title,
        "folder": criteria.place,
        "is_private": criteria.is_private,
    }
    form = CriteriaForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_saved_criteria(
                criteria, **form.cleaned_data, by=user_of(request), now=timezone.now()
            )
        except services.SegmentError as error:
            form.add_error("code", str(error))
        else:
            return see_other(request, "segments:saved_criteria_detail", pk)
    context: dict[str, Any] = {"criteria": criteria, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/saved_criteria_edit.html", context, status=status)


@require_POST
@requires("segments.delete_savedcriteria")
def saved_criteria_delete(request: HttpRequest, pk: int) -> HttpResponse:
    criteria = get_criteria(request, pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete %(criteria)s") % {"criteria": criteria},
            question=gettext("Segments that were made with these criteria stay as they are."),
            action=gettext("Delete"),
            cancel_url=criteria.get_absolute_url(),
            is_danger=True,
        )
    try:
        services.delete_saved_criteria(criteria, by=user_of(request), now=timezone.now())
    except services.SegmentError as error:
        messages.error(request, str(error))
        return see_other(request, criteria)
    messages.success(request, gettext("%(code)s is deleted.") % {"code": criteria.code})
    return see_other(request, "segments:saved_criteria_list")
