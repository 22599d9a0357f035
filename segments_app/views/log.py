"""Logging a segment: what will happen, what keeps it from happening, and what came of it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from interactions import services as interaction_services
from interactions.models import GateOverride, LoggedSegment
from segments_app import services
from segments_app.common.access import refusal, requires
from segments_app.common.http import render_page, see_other
from segments_app.models import Job, Segment
from segments_app.services import calling

from .pages import (
    count_of,
    get_segment,
    page_context,
    refuse_closed,
    seen_position,
    user_of,
)
from .step_rows import REASONS, reasons_in_words

LOG = "segments.log_segment"
OVERRIDE = interaction_services.OVERRIDE
SEND = "interactions.send_delivery"
#: Problems with a value that all contacts may have from the segment, and its field.
OF_ALL = {
    "archived_template": "template",
    "blocked_salesperson": "salesperson",
    "campaign_over": "campaign",
}


@require_GET
@requires("segments.view_segment")
def segment_log(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if segment.logged_segment_id is not None:
        return redirect("segments:segment_log_done", pk)
    return render_page(request, "segments/segment_log.html", check_context(request, segment))


def check_context(request: HttpRequest, segment: Segment) -> dict[str, Any]:
    """Return all that is to be known before the segment is logged."""
    left_out = services.left_out_by_reason(segment)
    left_out_count = sum(left_out.values())
    log_count = max(count_of(segment) - left_out_count, 0)
    may_override = request.user.has_perm(LOG) and request.user.has_perm(OVERRIDE)
    overridable = services.lines_overridable(segment).count() if may_override and left_out else 0
    problems = [
        to_mend(problem, segment, log_count)
        for problem in services.find_problems(segment, now=timezone.now())
        if problem.kind != "lines" or not overridable
    ]
    reach = services.reach_of(segment)
    return page_context(request, segment, "check") | {
        "errors": [problem for problem in problems if problem.is_error],
        "warnings": [problem for problem in problems if not problem.is_error],
        "left_out": [(key, str(REASONS.get(key, key)), n) for key, n in left_out.items()],
        "left_out_count": left_out_count,
        "refusal": "" if request.user.has_perm(LOG) else refusal(LOG),
        "log_count": log_count,
        "overridable": overridable,
        "may_send": request.user.has_perm(SEND) and bool(reach.e_mails),
        "reach": reach,
        "drift": services.drift_of(segment, now=timezone.now()),
        "uncalled": calling.count_taken_for_called(segment, now=timezone.now()),
    }


def to_mend(problem: services.Problem, segment: Segment, log_count: int) -> services.Problem:
    """Lead to the segment rather than to its contacts where one value mends all of them."""
    shared = OF_ALL.get(problem.kind, "")
    mended_there = {
        "description": not segment.description,
        "template": segment.template_id is None,
        "occurred_on": segment.occurred_on is None,
    }
    if shared:
        mended_there[shared] = bool(getattr(segment, f"{shared}_id")) and problem.count == log_count
    field = shared or {"date": "occurred_on"}.get(problem.kind, problem.kind)
    if problem.kind == "lines":
        return replace(problem, url=reverse("segments:segment_who", args=[segment.pk]))
    if mended_there.get(field):
        page = reverse("segments:segment_edit", args=[segment.pk])
        return replace(problem, url=f"{page}#id_{field}", contacts=[])
    return problem


@require_POST
@requires(LOG)
def segment_log_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Log it, once, however often it is asked for; what was shown must still be so."""
    segment = get_segment(pk)
    if segment.status == Segment.Status.ARCHIVED:
        return refuse_closed(request, segment)
    context = check_context(request, segment)
    if segment.is_open and request.POST.get("count") != str(context["log_count"]):
        return stale(request, context)
    try:
        made = services.log_or_request(
            segment,
            create_follow_up="follow_up" in request.POST,
            deliver="deliver" in request.POST and request.user.has_perm(SEND),
            expected_position=seen_position(request),
            override=override_of(request),
            by=user_of(request),
            now=timezone.now(),
        )
    except services.SegmentError as error:
        return not_logged(request, segment, context, error)
    if isinstance(made, Job):
        return see_other(request, made)
    return see_other(request, "segments:segment_log_done", pk)


def override_of(request: HttpRequest) -> str:
    """Return why those with a soft reason are logged all the same, of who may say so."""
    may = request.user.has_perm(OVERRIDE)
    return request.POST.get("override", "").strip() if may else ""


def not_logged(
    request: HttpRequest, segment: Segment, context: dict[str, Any], error: services.SegmentError
) -> HttpResponse:
    """Say why nothing was logged, and show what there is to see now."""
    match error:
        case services.SegmentHasProblems():
            return render_page(request, "segments/segment_log.html", context, status=422)
        case services.SegmentMoved():
            fresh = check_context(request, get_segment(segment.pk))
            return stale(request, fresh | {"moved": error.refresh})
        case services.SegmentChanged():
            return stale(request, context)
        case services.SegmentIsLogged():
            messages.info(request, str(error))
            return see_other(request, "segments:segment_log_done", segment.pk)
    messages.error(request, str(error))
    return see_other(request, "segments:segment_log", segment.pk)


def stale(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show the segment as it is now instead of logging what was not shown."""
    context["is_stale"] = True
    return render_page(request, "segments/segment_log.html", context, status=409)


@require_GET
@requires("segments.view_segment")
def segment_log_done(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    logged = segment.logged_segment
    if logged is None:
        return redirect("segments:segment_log", pk)
    context = page_context(request, segment, "log") | {
        "logged": logged,
        "totals": logged.interactions.counted().totals(),
        "left_out": left_out_of(logged),
        "overridden": GateOverride.objects.filter(interaction__logged_segment=logged).count(),
        "follow_ups": logged.follow_ups.order_by("pk"),
        "refreshed": segment.refreshes.filter(trigger="log").order_by("-pk").first(),
    }
    return render_page(request, "segments/segment_log_done.html", context)


def left_out_of(logged: LoggedSegment) -> list[tuple[str, str, int]]:
    """Return why contacts were left out, as stored and in words, with how many."""
    counts = logged.left_outs.order_by("reason").values_list("reason").annotate(Count("pk"))
    return reasons_in_words(dict(counts))
