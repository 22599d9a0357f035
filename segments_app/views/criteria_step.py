"""A step of saved criteria being written: all that the step of a segment has, kept as a version."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from segments_app import services
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other
from segments_app.criteria.rules import EVERYONE, InvalidRule
from segments_app.criteria.sentences import sentence
from segments_app.forms.limit import LimitForm
from segments_app.models import SavedCriteria, Step
from segments_app.services.counted import DRAFT_PARTS

from .asking import quiet_when_overtaken
from .audience import pressed, preview_answer, rule_meant, step_context, writing_of
from .counted import FORGOTTEN, people_page, words_of
from .criteria_versions import CHANGE, save
from .desk import CriteriaDesk
from .facets import facets_answer
from .limit import limit_context
from .misreads import misreads_answer
from .saved_criteria import get_criteria
from .step_rows import kept_steps
from .why import counted_draft, taken_of
from .writing import Writing


@never_cache  # the browser's Back shows the step as it stands, not as it was
@require_http_methods(["GET", "POST"])
@requires(CHANGE)
def saved_criteria_step(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Write a step of saved criteria, or one more: `position` may be one past the last."""
    desk = desk_of(request, pk, position)
    if action_at(desk.criteria, position) == Step.Action.LIMIT:
        return see_other(request, "segments:saved_criteria_limit", pk, position)
    if request.method == "GET":
        writing = writing_of(request, desk)
        return step_page(request, desk, writing, counts="count" in request.GET)
    writing = Writing.of_post(request)
    try:
        if request.POST.get("op", "take") != "take":
            return pressed(request, desk, writing)
        return take(request, desk, writing)
    except services.SegmentError as error:
        messages.error(request, str(error))
        return step_page(request, desk, writing, counts=False, status=422)


def take(request: HttpRequest, desk: CriteriaDesk, writing: Writing) -> HttpResponse:
    """Save the step as a new version."""
    desk.keep(request, writing.draft)
    rule = rule_meant(request, writing)
    if rule is None:
        return step_page(request, desk, writing, counts=False, status=422)
    options = writing.form.options.as_dict()
    save_step(request, desk, {"action": writing.form.chosen, "rule": rule, "options": options})
    return see_other(request, desk.criteria)


def save_step(request: HttpRequest, desk: CriteriaDesk, step: dict[str, Any]) -> None:
    """Put a step in its place; what was written of it is not needed any more."""
    steps = list(desk.criteria.steps)
    steps[desk.position - 1 : desk.position] = [step]
    try:
        save(request, desk.criteria, steps)
    except services.VersionChanged:
        desk.criteria.refresh_from_db(fields=["steps"])
        desk.is_overtaken = True
        raise
    desk.keep(request, None)


def desk_of(request: HttpRequest, pk: int, position: int) -> CriteriaDesk:
    """Return a step that the user may write; it may be one past the last."""
    criteria = get_criteria(request, pk)
    if not 1 <= position <= len(criteria.steps) + 1:
        raise Http404
    return CriteriaDesk.of(request, criteria, position)


def action_at(criteria: SavedCriteria, position: int) -> str:
    """Return what a step does; "" where there is none yet."""
    return criteria.steps[position - 1]["action"] if position <= len(criteria.steps) else ""


def step_page(
    request: HttpRequest, desk: CriteriaDesk, writing: Writing, *, counts: bool, status: int = 200
) -> HttpResponse:
    context = place(request, desk) | {
        "broken": [row for row in kept_steps([desk.row.kept or {}]) if row.complaint],
        "why_url": desk.url("why"),
        **step_context(request, desk, writing, counts=counts),
    }
    return render_page(request, "segments/saved_criteria_step.html", context, status=status)


def place(request: HttpRequest, desk: CriteriaDesk) -> dict[str, Any]:
    """Return where in the criteria the step stands, and what is sent with it.

    Who was refused because of another version sees that one, and may save on top of it.
    """
    seen = "" if desk.is_overtaken else request.POST.get("version")
    in_use = desk.criteria.steps[desk.position - 1 : desk.position]
    return {
        "criteria": desk.criteria,
        "position": desk.position,
        "is_new": desk.position > len(desk.criteria.steps),
        "note": request.POST.get("note", ""),
        "version": seen or services.latest_of(desk.criteria).number,
        "in_use": kept_steps(in_use) if desk.is_overtaken else [],
    }


@require_POST
@requires(CHANGE)
@quiet_when_overtaken
def saved_criteria_count(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Count while the step is being written; the answer says which state it is about."""
    return preview_answer(request, desk_of(request, pk, position))


@require_POST
@requires(CHANGE)
@quiet_when_overtaken
def saved_criteria_facets(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Answer for the values that the page is showing."""
    return facets_answer(request, desk_of(request, pk, position))


@require_POST
@requires(CHANGE)
@quiet_when_overtaken
def saved_criteria_misreads(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Look over what was just counted; the answer says which state it is about."""
    return misreads_answer(request, desk_of(request, pk, position))


@require_GET
@requires(CHANGE)
def saved_criteria_draft_contacts(
    request: HttpRequest, pk: int, position: int, part: str
) -> HttpResponseBase:
    """List whom a number of the step being written counts."""
    desk = desk_of(request, pk, position)
    part, stored = counted_draft(desk.written, desk.draft, part)
    if part not in DRAFT_PARTS:
        raise Http404
    draft = taken_of(stored, position)
    if draft is None:
        messages.info(request, FORGOTTEN)
        return see_other(request, desk.url("page"))
    try:
        rows = services.counted_by_draft(desk.there, draft, part, now=timezone.now())
    except InvalidRule as error:
        messages.error(request, error.message)
        return see_other(request, desk.url("page"))
    title = gettext("Step %(n)s: %(part)s") % {"n": position, "part": words_of(part, draft.action)}
    context = {
        "criteria": desk.criteria,
        "position": position,
        "title": title,
        "why_url": desk.url("why"),
        "sentence": sentence(draft.rule),
    }
    return people_page(
        request,
        rows,
        context,
        template="segments/saved_criteria_counted.html",
        name=desk.criteria.code,
    )


@require_http_methods(["GET", "POST"])
@requires(CHANGE)
def saved_criteria_limit(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Say who would stay (GET with the fields of the form), and save the limit (POST)."""
    desk = desk_of(request, pk, position)
    if action_at(desk.criteria, position) not in ("", Step.Action.LIMIT):
        raise Http404
    is_post = request.method == "POST"
    data = request.POST if is_post else request.GET
    form = LimitForm.of(desk.criteria.code, data if is_post or "kind" in data else None)
    if not form.is_bound and not place(request, desk)["is_new"]:
        form = LimitForm.of_limit(desk.criteria.steps[position - 1]["options"]["limit"])
    if is_post and form.is_valid() and saved_limit(request, desk, form):
        return see_other(request, desk.criteria)
    context = place(request, desk) | limit_context(desk.there, form)
    return render_page(
        request,
        "segments/saved_criteria_limit.html",
        context,
        partial="segments/_limit_result.html",
        status=422 if is_post else 200,
    )


def saved_limit(request: HttpRequest, desk: CriteriaDesk, form: LimitForm) -> bool:
    """Save the limit as a step; False where it cannot be, and why is said."""
    options = services.StepOptions(limit=form.limit).as_dict()
    step = {"action": Step.Action.LIMIT, "rule": EVERYONE, "options": options}
    try:
        save_step(request, desk, step)
    except (services.SegmentError, InvalidRule) as error:
        messages.error(request, str(error))
        return False
    return True
