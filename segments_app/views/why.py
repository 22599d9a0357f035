"""Why a contact is on a segment, or is not: looked for, chosen, explained."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.models import Contact
from interactions.models import LoggedSegment
from segments_app import services
from segments_app.common.access import refusal, requires
from segments_app.common.http import render_page, see_other
from segments_app.common.widgets import is_key
from segments_app.criteria.editing import Editor
from segments_app.criteria.rules import InvalidRule
from segments_app.models import SavedCriteria, Segment, Step
from segments_app.services import StepOptions, Taken, Why

from . import why_words
from .pages import get_segment, page_context, user_of
from .saved_criteria import get_criteria

SEE_CONTACTS = "contacts.view_contact"
FOUND = 10


@require_GET
@requires("segments.view_segment")
def segment_why(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    context = page_context(request, segment, "who") | asked_for(request)
    context["why_url"] = reverse("segments:segment_why", args=[pk])
    if contact := context["contact"]:
        now = timezone.now()
        if segment.logged_segment is not None:
            why = services.why_logged(segment.logged_segment, contact=contact, now=now)
        else:
            why = services.why(segment, contact=contact, draft=draft_of(segment), now=now)
        context |= in_words(why)
    return render_page(
        request, "segments/segment_why.html", context, partial="segments/_why_found.html"
    )


@require_GET
@requires("interactions.view_loggedsegment")
def logged_segment_why(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain by what was kept when the segment was logged."""
    rows = LoggedSegment.objects.for_list().select_related("cancellation__canceled_by", "segment")
    logged_segment = get_object_or_404(rows, pk=pk)
    context = {"logged_segment": logged_segment} | asked_for(request)
    context["why_url"] = reverse("segments:logged_segment_why", args=[pk])
    if contact := context["contact"]:
        why = services.why_logged(logged_segment, contact=contact, now=timezone.now())
        context |= in_words(why)
    return render_page(
        request, "segments/logged_segment_why.html", context, partial="segments/_why_found.html"
    )


@require_GET
@requires("segments.view_savedcriteria")
def saved_criteria_why(request: HttpRequest, pk: int) -> HttpResponse:
    """Explain by the steps as they are saved."""
    return kept_why(request, get_criteria(request, pk), "segments:saved_criteria_why", pk)


@require_GET
@requires("segments.change_savedcriteria")
def saved_criteria_step_why(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Explain by a step being written, and the steps before it."""
    criteria = get_criteria(request, pk)
    if not 1 <= position <= len(criteria.steps) + 1:
        raise Http404
    written = services.criteria_draft(criteria, position, by=user_of(request))
    draft = taken_of(written.draft, position)
    route = "segments:saved_criteria_step_why"
    return kept_why(request, criteria, route, pk, position, draft=draft)


def kept_why(
    request: HttpRequest,
    criteria: SavedCriteria,
    route: str,
    *args: int,
    draft: Taken | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "criteria": criteria,
        "why_url": reverse(route, args=args),
    } | asked_for(request)
    if contact := context["contact"]:
        now = timezone.now()
        try:
            why = services.why_kept(criteria.steps, contact=contact, draft=draft, now=now)
        except InvalidRule as error:
            messages.error(request, error.message)
            return see_other(request, criteria)
        context |= in_words(why)
    return render_page(
        request, "segments/saved_criteria_why.html", context, partial="segments/_why_found.html"
    )


def asked_for(request: HttpRequest) -> dict[str, Any]:
    """Return the contact asked about, or those who are found by what was typed."""
    if not request.user.has_perm(SEE_CONTACTS):
        raise PermissionDenied(refusal(SEE_CONTACTS))
    key = request.GET.get("contact", "")
    contact = None
    if key:
        contacts = Contact.objects.select_related("company")
        contact = get_object_or_404(contacts, pk=int(key) if is_key(key) else 0)
    text = request.GET.get("q", "")[:200]
    found: list[Contact] = []
    if text.strip():
        rows = Contact.objects.search(text).select_related("company")
        found = list(rows.order_by("name", "pk")[: FOUND + 1])
    return {
        "contact": contact,
        "q": text,
        "found": found[:FOUND],
        "shown": FOUND,
        "is_cut": len(found) > FOUND,
    }


def draft_of(segment: Segment) -> Taken | None:
    """Return the step being written, where it is far enough to be asked."""
    return taken_of(segment.draft) if segment.is_open else None


def counted_draft(written: services.Written, draft: Any, part: str) -> tuple[str, Any]:
    """Return which number is asked for, and the step as it stood when it was counted.

    That is None where it is forgotten; an address without a state means what stands there now.
    """
    name, _dash, state = part.partition("-")
    if not state:
        return name, draft
    is_key = state.isascii() and state.isdigit() and len(state) < 19
    return name, services.draft_in(written, int(state)) if is_key else None


def taken_of(draft: Any, position: int = 0) -> Taken | None:
    """Return a step being written as one that is explained; None where it is not finished."""
    stored = draft if isinstance(draft, dict) else {}
    if "criteria" not in stored:
        return None
    editor = Editor.of_draft(stored["criteria"])
    try:
        rule = editor.rule()
    except InvalidRule:
        return None
    action = stored.get("action")
    if action not in Step.Action.values or (editor.is_blank and not rule.get("everyone")):
        return None
    return Taken(action, rule, StepOptions.read(stored.get("options") or {}), position)


def in_words(why: Why) -> dict[str, Any]:
    """Return the answer as the page shows it."""
    tone, headline = why_words.headline(why)
    return {
        "why": why,
        "tone": tone,
        "headline": headline,
        "reasons": why_words.reasons(why),
        "rows": why_words.rows(why),
        "draft": why_words.row(why.draft) if why.draft else None,
        "draft_words": why_words.draft_in_words(why),
    }
