"""The contacts of a segment: looked over, changed one by one or many at once, taken out."""

from typing import Any
from urllib.parse import urlencode

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
from segments_app.common.tables import BulkAction, configured
from segments_app.filters import line_filter
from segments_app.forms.lines import OneLineForm
from segments_app.models import Segment, SegmentLine, SegmentLineQuerySet
from segments_app.tables import LineTable, Names

from .pages import get_segment, page_context, refuse_closed, user_of


def lines_of(segment: Segment) -> SegmentLineQuerySet:
    """Return the contacts that are on the segment, with all that a list shows of them."""
    lines = SegmentLine.objects.current(segment).select_related("contact__company")
    return lines.with_effective_values(segment)


@require_GET
@requires("segments.view_segment")
def segment_lines(request: HttpRequest, pk: int) -> HttpResponseBase:
    segment = get_segment(pk)
    context = page_context(request, segment)
    filterset = line_filter(segment)(request.GET, queryset=lines_of(segment), request=request)
    is_changeable = context["is_changeable"]
    asks_when = services.TOO_OFTEN in (request.GET.get("problem"), request.GET.get("left_out"))
    lines = LineTable(filterset.qs, exclude=() if asks_when else ("free_on",))
    lines.purpose = segment.purpose_id
    lines.data.plain = SegmentLine.objects.current(segment)
    table = configured(
        lines,
        request,
        filterset=filterset,
        empty_action=who_link(segment) if is_changeable else None,
        bulk_actions=bulk_actions() if is_changeable else (),
        bulk_url=reverse("segments:segment_lines_change", args=[pk]),
    )
    if "export" in request.GET:
        return exported(table, f"{segment.number}-contacts")
    context |= {"filterset": filterset, "table": table}
    return render_page(
        request, "segments/segment_lines.html", context, partial="segments/_line_table.html"
    )


def who_link(segment: Segment) -> tuple[str, str]:
    return gettext("Choose contacts"), reverse("segments:segment_who", args=[segment.pk])


def bulk_actions() -> list[BulkAction]:
    return [
        BulkAction("edit", gettext("Change")),
        BulkAction("reset", gettext("Reset to the segment's")),
        BulkAction("remove", gettext("Take out"), is_danger=True),
    ]


@require_http_methods(["GET", "POST"])
@requires("segments.change_segment")
def segment_line_edit(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    line = get_line(segment, line_pk)
    back = next_url(request, reverse("segments:segment_lines", args=[pk]))
    form = OneLineForm(
        request.POST or None, line=line, segment_values=segment_values(line, Names())
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_one(segment, line, form.values, request)
        except services.SegmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, gettext("%(contact)s is changed.") % {"contact": line.contact}
            )
            return see_other(request, back)
    context = page_context(request, segment) | {"form": form, "line": line, "next": back}
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/segment_line_edit.html", context, status=status)


def get_line(segment: Segment, pk: int) -> SegmentLine:
    lines = SegmentLine.objects.current(segment).select_related(
        "contact__company", "template", "salesperson", "campaign"
    )
    return get_object_or_404(lines.with_effective_values(segment), pk=pk)


def change_one(
    segment: Segment, line: SegmentLine, values: dict[str, Any], request: HttpRequest
) -> None:
    services.edit_lines(
        segment, lines=[line], values=values, by=user_of(request), now=timezone.now()
    )


def segment_values(line: SegmentLine, names: Names) -> dict[str, str]:
    """Return what would count for the line without a value of its own, in words, where known."""
    own = set(line.own_fields)
    return {
        name: names.of(name, getattr(line, f"effective_{name}"))
        for name in SegmentLine.INHERITED
        if name not in own and name != "alternative_address"
    }


@require_POST
@requires("segments.change_segment")
def segment_line_reset(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Let the segment's value count again: for the field that is named, else for all of them."""
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    line = get_line(segment, line_pk)
    here = reverse("segments:segment_line_edit", args=[pk, line_pk])
    named = request.POST.get("field")
    fields = [named] if named in SegmentLine.OWN else SegmentLine.OWN
    try:
        change_one(segment, line, dict.fromkeys(fields), request)
    except services.SegmentError as error:
        messages.error(request, str(error))
    return see_other(request, f"{here}?{urlencode({'next': next_url(request, here)})}")
