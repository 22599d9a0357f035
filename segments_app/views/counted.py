"""Behind every number of the steps: the list of exactly those contacts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET

from contacts.models import ContactQuerySet
from segments_app import services
from segments_app.campaign_tables import CountedTable, PeopleFilter, PeopleTable
from segments_app.common.access import refusal, requires
from segments_app.common.exports import exported
from segments_app.common.http import render_page, see_other
from segments_app.common.tables import configured
from segments_app.criteria.rules import InvalidRule
from segments_app.criteria.sentences import sentence
from segments_app.models import Segment, Step
from segments_app.services.counted import DRAFT_PARTS, REASONS, TAKEN_PARTS

from .pages import get_segment, page_context
from .step_rows import REASONS as REASON_WORDS
from .why import SEE_CONTACTS, counted_draft, taken_of

FORGOTTEN = gettext_lazy("The step was taken or begun anew since this was counted.")


@require_GET
@requires("segments.view_segment")
def segment_step_contacts(
    request: HttpRequest, pk: int, position: int, part: str
) -> HttpResponseBase:
    """List whom a number of a step taken counts."""
    segment = get_segment(pk)
    step = get_object_or_404(Step, segment__id=pk, position=position)
    if part not in TAKEN_PARTS:
        raise Http404
    title = gettext("Step %(n)s: %(part)s") % {"n": position, "part": words_of(part, step.action)}
    try:
        rows = services.counted_by_step(segment, step, part, now=timezone.now())
    except InvalidRule as error:
        return refuse(request, segment, error)
    note = then(step, part) if part in REASONS else ""
    context = {"title": title, "sentence": sentence(step.rule), "note": note}
    return listed(request, segment, rows, context)


@require_GET
@requires("segments.view_segment")
def segment_draft_contacts(request: HttpRequest, pk: int, part: str) -> HttpResponseBase:
    """List whom a number of the step being written counts."""
    segment = get_segment(pk)
    part, stored = counted_draft(segment, segment.draft, part)
    if part not in DRAFT_PARTS:
        raise Http404
    draft = taken_of(stored) if segment.is_open else None
    if draft is None:
        messages.info(request, FORGOTTEN)
        return see_other(request, "segments:segment_who", pk)
    try:
        rows = services.counted_by_draft(segment, draft, part, now=timezone.now())
    except InvalidRule as error:
        return refuse(request, segment, error)
    title = gettext("The step being written: %(part)s") % {"part": words_of(part, draft.action)}
    context = {"title": title, "sentence": sentence(draft.rule), "note": ""}
    return listed(request, segment, rows, context)


def listed(
    request: HttpRequest, segment: Segment, rows: ContactQuerySet, context: dict[str, Any]
) -> HttpResponseBase:
    context |= page_context(request, segment, "who")
    context["why_url"] = reverse("segments:segment_why", args=[segment.pk])
    return people_page(
        request, rows, context, template="segments/segment_counted.html", name=segment.number
    )


def people_page(
    request: HttpRequest,
    rows: ContactQuerySet,
    context: dict[str, Any],
    *,
    template: str,
    name: str,
) -> HttpResponseBase:
    """List contacts to whoever may see them; `name` is what a file of them begins with."""
    if not request.user.has_perm(SEE_CONTACTS):
        raise PermissionDenied(refusal(SEE_CONTACTS))
    contacts: Any = rows.for_list()
    filterset = PeopleFilter(request.GET, queryset=contacts, request=request)
    people = CountedTable if "why_url" in context else PeopleTable
    table = configured(people(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, f"{name}-contacts")
    context |= {"filterset": filterset, "table": table}
    return render_page(request, template, context, partial="segments/_line_table.html")


def refuse(request: HttpRequest, segment: Segment, error: InvalidRule) -> HttpResponseBase:
    """Go back to the steps: the rule names something that is gone."""
    messages.error(request, error.message)
    return see_other(request, reverse("segments:segment_lines", args=[segment.pk]))


def words_of(part: str, action: str) -> str:
    """Return what is counted."""
    is_add = action == Step.Action.ADD
    words = {
        "before": gettext("on the segment before"),
        "after": gettext("on the segment after"),
        "added": gettext("added"),
        "removed": gettext("taken out"),
        "matched": gettext("match"),
        "changed": gettext("would be added") if is_add else gettext("would be taken out"),
    }
    return words.get(part) or str(REASON_WORDS[part])


def then(step: Step, part: str) -> str:
    """Say how many there were: who they are today is found by the rule."""
    return gettext(
        "When the step was taken, %(count)s were left out for this reason. Listed are those of "
        "whom it holds today."
    ) % {"count": number_format(step.left_out.get(part, 0), force_grouping=True)}
