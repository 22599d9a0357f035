"""Limiting a segment: at most so many, one of each company, a share drawn at random."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from segments_app import services
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other
from segments_app.criteria.rules import EVERYONE, InvalidRule
from segments_app.forms.limit import LimitForm
from segments_app.models import Job, Segment, Step

from .audience import FIRST
from .done import say_done
from .pages import count_of, get_segment, page_context, refuse_closed, seen_position, user_of


@require_http_methods(["GET", "POST"])
@requires("segments.change_segment")
def segment_limit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who would stay (GET with the fields of the form), and take the step (POST)."""
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    is_post = request.method == "POST"
    data = request.POST if is_post else request.GET
    form = LimitForm.of(segment.number, data if is_post or "kind" in data else None)
    if is_post and form.is_valid():
        done = take(request, segment, form)
        if done is not None:
            return done
    context = page_context(request, segment, "who") | {
        "is_empty": not count_of(segment),
        **limit_context(services.OnSegment(segment), form),
    }
    return render_page(
        request,
        "segments/segment_limit.html",
        context,
        partial="segments/_limit_result.html",
        status=422 if is_post else 200,
    )


def limit_context(there: services.There, form: LimitForm) -> dict[str, Any]:
    """Return the form, and what the limit would do now where it says one."""
    context: dict[str, Any] = {"form": form}
    if not form.is_bound or not form.is_valid():
        return context
    try:
        preview = services.preview_step(
            there,
            action=Step.Action.LIMIT,
            rule=EVERYONE,
            options=services.StepOptions(limit=form.limit),
            now=timezone.now(),
        )
    except InvalidRule as error:  # of a step before it
        return context | {"problem": error.message}
    return context | {
        "preview": preview,
        "sentence": services.limit_in_words(form.limit),
        "first": preview.first(FIRST),
    }


def take(request: HttpRequest, segment: Segment, form: LimitForm) -> HttpResponse | None:
    """Take the step; None where it cannot be, and why is said."""
    try:
        taken = services.step_or_request(
            segment,
            action=Step.Action.LIMIT,
            rule=EVERYONE,
            options=services.StepOptions(limit=form.limit),
            expected_position=seen_position(request),
            by=user_of(request),
            now=timezone.now(),
        )
    except services.SegmentError as error:
        messages.error(request, str(error))
        return None
    if isinstance(taken, Job):
        return see_other(request, taken)
    say_done(request, taken)
    return see_other(request, "segments:segment_who", segment.pk)
