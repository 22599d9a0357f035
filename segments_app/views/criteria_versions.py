"""Saved criteria changed step by step, version by version: compared and brought back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from segments_app import services
from segments_app.campaign_tables import PeopleFilter, PeopleTable
from segments_app.common.access import refusal, requires
from segments_app.common.exports import exported
from segments_app.common.http import render_page, see_other
from segments_app.common.tables import configured
from segments_app.criteria.rules import InvalidRule
from segments_app.models import SavedCriteria, SavedCriteriaVersion

from .pages import user_of
from .saved_criteria import get_criteria

CHANGE = "segments.change_savedcriteria"
SEE_CONTACTS = "contacts.view_contact"


def save(request: HttpRequest, criteria: SavedCriteria, steps: list[dict[str, Any]]) -> None:
    """Save a version, and say which; SegmentError or InvalidRule where it cannot be."""
    sent = request.POST.get("version", "")
    version = services.write_version(
        criteria,
        steps=steps,
        note=request.POST.get("note", "")[:200],
        seen=int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else None,
        by=user_of(request),
        now=timezone.now(),
    )
    text = gettext("Version %(number)s is saved.")
    messages.success(request, text % {"number": version.number})


@require_POST
@requires(CHANGE)
def saved_criteria_step_remove(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    criteria = get_criteria(request, pk)
    steps = list(criteria.steps)
    if not 1 <= position <= len(steps):
        raise Http404
    del steps[position - 1]
    try:
        save(request, criteria, steps)
    except (services.SegmentError, InvalidRule) as error:
        messages.error(request, str(error))
    return see_other(request, criteria)


@require_POST
@requires(CHANGE)
def saved_criteria_step_move(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """Exchange a step with the one before it ("up") or after it."""
    criteria = get_criteria(request, pk)
    steps = list(criteria.steps)
    other = position - 1 if request.POST.get("way") == "up" else position + 1
    if not 1 <= position <= len(steps):
        raise Http404
    if not 1 <= other <= len(steps):
        return see_other(request, criteria)
    steps[position - 1], steps[other - 1] = steps[other - 1], steps[position - 1]
    try:
        save(request, criteria, steps)
    except (services.SegmentError, InvalidRule) as error:
        messages.error(request, str(error))
    return see_other(request, f"{criteria.get_absolute_url()}#step-{other}")


@require_POST
@requires(CHANGE)
def saved_criteria_restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    criteria = get_criteria(request, pk)
    version = get_object_or_404(SavedCriteriaVersion, criteria=criteria, number=number)
    try:
        made = services.restore_version(version, by=user_of(request), now=timezone.now())
    except (services.SegmentError, InvalidRule) as error:
        messages.error(request, str(error))
    else:
        text = gettext("Version %(old)s is in use again, as version %(new)s.")
        messages.success(request, text % {"old": number, "new": made.number})
    return see_other(request, criteria)


@require_GET
@requires("segments.view_savedcriteria")
def saved_criteria_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare two versions: in words, and by whom they choose today."""
    criteria = get_criteria(request, pk)
    first, second = versions_asked(request, criteria)
    context: dict[str, Any] = {
        "criteria": criteria,
        "first": first,
        "second": second,
        "numbers": list(criteria.versions.order_by("number").values_list("number", flat=True)),
        "rows": services.words_compared(first.steps, second.steps),
    }
    now = timezone.now()
    try:
        for side in services.SIDES:
            found = services.difference(first.steps, second.steps, side, now=now)
            context[f"{side}_count"] = found.count()
    except InvalidRule as error:
        context["problem"] = error.message
    return render_page(request, "segments/saved_criteria_compare.html", context)


def versions_asked(
    request: HttpRequest, criteria: SavedCriteria
) -> tuple[SavedCriteriaVersion, SavedCriteriaVersion]:
    """Return the two versions of the address; the last two where it names none."""
    versions = {v.number: v for v in criteria.versions.select_related("created_by")}
    last = max(versions)
    defaults = {"a": str(max(last - 1, 1)), "b": str(last)}
    asked = [request.GET.get(name) or number for name, number in defaults.items()]
    numbers = [int(n) if n.isascii() and n.isdigit() and len(n) < 9 else 0 for n in asked]
    if not set(numbers) <= set(versions):
        raise Http404
    return versions[numbers[0]], versions[numbers[1]]


@require_GET
@requires("segments.view_savedcriteria")
def saved_criteria_difference(request: HttpRequest, pk: int, side: str) -> HttpResponseBase:
    """List whom only one of two versions chooses today."""
    criteria = get_criteria(request, pk)
    if side not in services.SIDES:
        raise Http404
    if not request.user.has_perm(SEE_CONTACTS):
        raise PermissionDenied(refusal(SEE_CONTACTS))
    first, second = versions_asked(request, criteria)
    try:
        contacts: Any = services.difference(
            first.steps, second.steps, side, now=timezone.now()
        ).for_list()
    except InvalidRule as error:
        messages.error(request, error.message)
        return see_other(request, criteria)
    filterset = PeopleFilter(request.GET, queryset=contacts, request=request)
    table = configured(PeopleTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, f"{criteria.code}-difference")
    context = {
        "criteria": criteria, "side": side, "first": first, "second": second, "table": table,
        "filterset": filterset,
    }  # fmt: skip
    return render_page(
        request,
        "segments/saved_criteria_difference.html",
        context,
        partial="segments/_line_table.html",
    )


@require_POST
@requires("segments.add_savedcriteria")
def saved_criteria_ready_made(request: HttpRequest) -> HttpResponse:
    """Add the criteria that come with the product."""
    added = services.add_ready_made(by=user_of(request), now=timezone.now())
    if added:
        text = gettext("The ready-made criteria are there: %(count)s were added.")
        messages.success(request, text % {"count": added})
    else:
        messages.info(request, gettext("All ready-made criteria are there already."))
    return see_other(request, "segments:saved_criteria_list")
