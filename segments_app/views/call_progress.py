"""How far calls are: of a segment, of a campaign, and the list of the calls themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from campaigns.models import Campaign
from interactions import services as interactions
from segments_app.call_tables import CALL_FIGURES, CALL_RESULTS, MadeCallFilter, MadeCallTable
from segments_app.common.access import requires, user_of
from segments_app.common.exports import exported
from segments_app.common.http import render_page, see_other
from segments_app.common.tables import configured
from segments_app.forms.calling import CallRulesForm
from segments_app.models import CallRules, Segment
from segments_app.services import SegmentError, calling
from segments_app.services.calling import CallerFigures

from .pages import get_segment, page_context, refuse_closed


@dataclass(frozen=True)
class Figure:
    """A number, and where exactly what it counts is listed."""

    label: Any
    number: int
    url: str


@dataclass(frozen=True)
class CallerRow:
    """The calls of one caller, or of all."""

    name: str
    calls: Figure
    results: list[Figure]
    minutes: int


@require_GET
@requires("segments.view_segment")
def segment_calls(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the calls of a segment are; from here they begin and go on."""
    segment = get_segment(pk)
    context = page_context(request, segment)
    figures = calling.call_figures(segment, now=timezone.now())
    may_call = context["may_call"]
    context |= {
        "figures": list(line_figures(segment, figures)),
        "left": figures["to_do"] + figures["due"],
        "next_at": calling.next_call_at(segment, now=timezone.now()),
        "rules": calling.rules_of(segment),
        "held": calling.held_by(segment, by=user_of(request)) if may_call else None,
        "no_template": why_no_template(),
        "has_other_template": has_other_template(segment),
        **callers(made_call__segment=segment.pk, named={"segment": segment.pk}),
    }
    return render_page(request, "segments/segment_calls.html", context)


@require_http_methods(["GET", "POST"])
@requires("segments.change_segment")
def segment_call_rules(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    rules = calling.rules_of(segment)
    form = CallRulesForm(
        request.POST or None, initial={name: getattr(rules, name) for name in CallRules.SET}
    )
    if request.method == "POST" and form.is_valid():
        try:
            calling.set_call_rules(segment, values=form.cleaned_data)
        except SegmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("Saved."))
            return see_other(request, "segments:segment_calls", pk)
    context = page_context(request, segment) | {"form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/segment_call_rules.html", context, status=status)


@require_GET
@requires("campaigns.view_campaign")
def campaign_calls(request: HttpRequest, pk: int) -> HttpResponse:
    """The calls of a campaign, from whatever segment they were made."""
    campaign = get_object_or_404(Campaign, pk=pk)
    rows = Segment.objects.filter(campaign=campaign, calls__isnull=False).distinct()
    context = {
        "campaign": campaign,
        "segments": rows.order_by("-number")[:20],
        **callers(campaign=campaign.pk, named={"campaign": campaign.pk}),
    }
    return render_page(request, "segments/campaign_calls.html", context)


@require_GET
@requires("interactions.view_interaction")
def made_call_list(request: HttpRequest) -> HttpResponseBase:
    """List the calls made from segments: exactly those that a figure counts."""
    rows = calling.made_calls().select_related("contact", "company", "campaign", "created_by")
    filterset = MadeCallFilter(request.GET, queryset=rows, request=request)
    table = configured(MadeCallTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, "calls")
    context = {"filterset": filterset, "table": table}
    return render_page(
        request, "segments/made_call_list.html", context, partial="segments/_made_call_table.html"
    )


def line_figures(segment: Segment, figures: dict[str, int]) -> Iterator[Figure]:
    """Yield the figures of the segment's contacts, each with the list of exactly those."""
    there = reverse("segments:segment_lines", args=[segment.pk])
    for name, label in CALL_FIGURES.items():
        yield Figure(label, figures[name], f"{there}?{urlencode({'calls': name})}")


def callers(*, named: dict[str, int], **narrowed: Any) -> dict[str, Any]:
    """Return the calls by caller and result, and those of all together."""
    rows = calling.caller_figures(calling.made_calls(**narrowed))
    total = calling.result_figures(rows)
    return {
        "callers": [caller_row(row, named) for row in rows],
        "total": caller_row(total, named) if rows else None,
        "results": CALL_RESULTS,
    }


def caller_row(row: CallerFigures, named: dict[str, int]) -> CallerRow:
    there = reverse("segments:made_call_list")
    narrowed = {**named, **({"caller": row.caller} if row.caller else {})}

    def figure(label: Any, number: int, **more: Any) -> Figure:
        return Figure(label, number, f"{there}?{urlencode(narrowed | more)}")

    results = [
        figure(label, row.results[name], result=name) for name, label in CALL_RESULTS.items()
    ]
    return CallerRow(row.name, figure(gettext("Calls"), row.calls), results, row.minutes)


def why_no_template() -> str:
    """Return what is missing in the set-up of calls, "" where nothing is."""
    try:
        interactions.call_template()
    except interactions.NoCallTemplate as error:
        return str(error)
    return ""


def has_other_template(segment: Segment) -> bool:
    """Tell whether logging the segment would log something else than its calls."""
    if segment.template_id is None or why_no_template():
        return False
    return interactions.call_template().pk != segment.template_id
