"""Possible duplicates: the list, one pair side by side, and what is said of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from contacts.models import DuplicatePair
from contacts.services import duplicates
from contacts.services.duplicates.told import FACETS, in_points, in_words, level
from segments_app import duplicate_jobs
from segments_app.common.access import refusal, requires, user_of
from segments_app.common.exports import exported
from segments_app.common.http import render_page, see_other
from segments_app.common.tables import configured
from segments_app.duplicate_tables import DuplicateFilter, DuplicateTable

from .pairs import address_after, beside, kept

VIEW = "contacts.view_duplicatepair"
MERGE = "contacts.merge_contact"
EXPORT = "contacts.export_contact"


@require_GET
@requires(VIEW)
def duplicate_list(request: HttpRequest) -> HttpResponseBase:
    rows = DuplicatePair.objects.for_list()
    filterset = DuplicateFilter(request.GET, queryset=rows, request=request)
    table = configured(DuplicateTable(filterset.qs), request, filterset=filterset)
    table.may_export = request.user.has_perm(EXPORT)
    if "export" in request.GET:
        if not table.may_export:
            raise PermissionDenied(refusal(EXPORT))
        return exported(table, "duplicates")
    table.tell_what_agrees()
    table.kept = kept(request)
    context = {
        "filterset": filterset,
        "table": table,
        "last": duplicate_jobs.last_search(),
        "running": duplicate_jobs.running_search(),
        "crumbs": [(gettext("Contacts"), reverse("contacts:contact_list"))],
        "most": duplicates.MOST_IN_BLOCK,
    }
    return render_page(
        request, "segments/duplicate_list.html", context, partial="contacts/_contact_table.html"
    )


@require_POST
@requires(MERGE)
def duplicate_search(request: HttpRequest) -> HttpResponse:
    """Ask for a search, of all contacts where that is wished, and show how far it is."""
    job = duplicate_jobs.request_search(
        is_full="all" in request.POST, by=user_of(request), now=timezone.now()
    )
    return see_other(request, job)


@require_GET
@requires(VIEW)
def duplicate_detail(request: HttpRequest, pk: int) -> HttpResponse:
    pair = get_pair(pk)
    context = {"pair": pair, "crumbs": crumbs(), **compared(pair), **beside(request, pair)}
    return render_page(request, "segments/duplicate_detail.html", context)


@require_POST
@requires(MERGE)
def duplicate_different(request: HttpRequest, pk: int) -> HttpResponse:
    """Remember that the two are not the same, and go on with the next."""
    pair = get_pair(pk)
    duplicates.say_different(pair.first_id, pair.second_id, by=user_of(request), now=timezone.now())
    text = gettext("%(first)s and %(second)s are not suggested any more.")
    messages.success(request, text % {"first": pair.first.name, "second": pair.second.name})
    return see_other(request, address_after(request, pair))


@require_POST
@requires(MERGE)
def duplicate_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Take "not the same" back."""
    pair = get_pair(pk)
    duplicates.suggest_again(pair, by=user_of(request), now=timezone.now())
    messages.success(request, gettext("The two are suggested as duplicates again."))
    return see_other(request, pair)


def get_pair(pk: int) -> DuplicatePair:
    """Return a pair with its contacts, or answer that there is none."""
    return get_object_or_404(DuplicatePair.objects.for_list(), pk=pk)


def crumbs() -> list[tuple[str, str]]:
    """Return the way up from a page about duplicates."""
    return [
        (gettext("Contacts"), reverse("contacts:contact_list")),
        (gettext("Duplicates"), reverse("segments:duplicate_list")),
    ]


def compared(pair: DuplicatePair) -> dict[str, Any]:
    """Return what each field adds to the points, as of now, and what the sum means."""
    found = {p.pk: p for p in duplicates.stored_profiles((pair.first_id, pair.second_id))}
    told = duplicates.evidence(found[pair.first_id], found[pair.second_id])
    points = sum(one.points for one in told)
    tone, words = level(points)
    rows = [
        {
            "label": FACETS[one.facet],
            "first": in_words(one.facet, one.first),
            "second": in_words(one.facet, one.second),
            "points": in_points(one.points, signed=True),
            "agrees": one.points > 0,
        }
        for one in told
        if one.points or one.facet == duplicates.Facet.NAME
    ]
    return {"rows": rows, "points": in_points(points), "tone": tone, "words": words}
