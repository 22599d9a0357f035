"""What came of a logged segment or a campaign, and a new segment from each result."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from campaigns.models import Campaign
from interactions.models import LoggedSegment, MailLink
from interactions.services.delivery import link_figures, who_clicked
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page, see_other
from segments_app.common.reports import reported
from segments_app.common.submissions import SentByAnother, submission_of
from segments_app.criteria.sentences import sentence
from segments_app.models import Job
from segments_app.services import results
from segments_app.services.locking import SegmentError

from .counted import people_page

PAGE = "segments/results.html"
#: The two numbers of a result: all, and those who may be approached.
ALL, ALLOWED = "all", "may-be-approached"
COLUMNS = (_("Contacts who"), _("Contacts"), _("May be approached"))


@dataclass(frozen=True)
class Row:
    """A result with the addresses of its contacts, and of the button that makes a segment."""

    result: results.Result
    all_url: str
    allowed_url: str
    segment_url: str


@require_GET
@requires("interactions.view_loggedsegment")
def logged_segment_results(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _page(request, _logged_segment(pk))


@require_GET
@requires("interactions.view_loggedsegment")
def logged_segment_result(
    request: HttpRequest, pk: int, result: str, part: str
) -> HttpResponseBase:
    return _listed(request, _logged_segment(pk), result, part)


@require_GET
@requires("interactions.view_loggedsegment")
def logged_segment_link(request: HttpRequest, pk: int, link_pk: int) -> HttpResponseBase:
    return _clicked(request, _logged_segment(pk), link_pk)


@require_POST
@requires("segments.add_segment")
def logged_segment_follow_up(request: HttpRequest, pk: int, result: str) -> HttpResponse:
    back = reverse("segments:logged_segment_results", args=[pk])
    return _made(request, _logged_segment(pk), result, back)


@require_GET
@requires("campaigns.view_campaign")
def campaign_results(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _page(request, get_object_or_404(Campaign, pk=pk))


@require_GET
@requires("campaigns.view_campaign")
def campaign_result(request: HttpRequest, pk: int, result: str, part: str) -> HttpResponseBase:
    return _listed(request, get_object_or_404(Campaign, pk=pk), result, part)


@require_GET
@requires("campaigns.view_campaign")
def campaign_link(request: HttpRequest, pk: int, link_pk: int) -> HttpResponseBase:
    return _clicked(request, get_object_or_404(Campaign, pk=pk), link_pk)


@require_POST
@requires("segments.add_segment")
def campaign_follow_up(request: HttpRequest, pk: int, result: str) -> HttpResponse:
    back = reverse("segments:campaign_results", args=[pk])
    return _made(request, get_object_or_404(Campaign, pk=pk), result, back)


def _logged_segment(pk: int) -> LoggedSegment:
    return get_object_or_404(LoggedSegment.objects.select_related("campaign", "purpose"), pk=pk)


def _page(request: HttpRequest, source: results.Source) -> HttpResponseBase:
    name = _name(source)
    found = results.results_of(source, now=timezone.now())
    if "export" in request.GET:
        figures = [(one.label, one.matched, one.allowed) for one in found]
        return reported(request, f"{name.replace('_', '-')}-{source.pk}-results", COLUMNS, figures)
    rows = [
        Row(
            result=one,
            all_url=reverse(f"segments:{name}_result", args=[source.pk, one.key, ALL]),
            allowed_url=reverse(f"segments:{name}_result", args=[source.pk, one.key, ALLOWED]),
            segment_url=reverse(f"segments:{name}_follow_up", args=[source.pk, one.key]),
        )
        for one in found
    ]
    links = [
        (one, reverse(f"segments:{name}_link", args=[source.pk, one.pk]))
        for one in link_figures(source.interactions.all())
    ]
    context = {"source": source, "crumbs": _way(source), "results": rows, "links": links}
    return render_page(request, PAGE, context)


def _listed(request: HttpRequest, source: results.Source, key: str, part: str) -> HttpResponseBase:
    """List exactly the contacts that a number counts."""
    if key not in results.LABELS or part not in (ALL, ALLOWED):
        raise Http404
    is_allowed = part == ALLOWED
    rows = results.contacts_of_result(source, key, allowed=is_allowed, now=timezone.now())
    title = str(results.LABELS[key])
    if is_allowed:
        title = gettext("%(result)s, and may be approached") % {"result": title}
    there = reverse(f"segments:{_name(source)}_results", args=[source.pk])
    context = {
        "source": source,
        "crumbs": [*_way(source), (gettext("Results"), there)],
        "title": title,
        "sentence": sentence(results.rules_of(source)[key]),
    }
    template = "segments/results_contacts.html"
    return people_page(request, rows, context, template=template, name=key.replace("_", "-"))


def _clicked(request: HttpRequest, source: results.Source, pk: int) -> HttpResponseBase:
    """List exactly the contacts who clicked a link."""
    link = get_object_or_404(MailLink, pk=pk)
    there = reverse(f"segments:{_name(source)}_results", args=[source.pk])
    context = {
        "source": source,
        "crumbs": [*_way(source), (gettext("Results"), there)],
        "title": gettext("Clicked a link"),
        "sentence": link.address,
    }
    rows = who_clicked(link, source.interactions.all())
    template = "segments/results_contacts.html"
    return people_page(request, rows, context, template=template, name="clicked")


def _name(source: results.Source) -> str:
    """Return what the addresses of these results begin with."""
    return "logged_segment" if isinstance(source, LoggedSegment) else "campaign"


def _way(source: results.Source) -> list[tuple[str, str]]:
    if isinstance(source, LoggedSegment):
        above = gettext("Logged segments"), reverse("interactions:logged_segment_list")
    else:
        above = gettext("Campaigns"), reverse("campaigns:campaign_list")
    return [above, (str(source), source.get_absolute_url())]


def _made(request: HttpRequest, source: results.Source, key: str, back: str) -> HttpResponse:
    if key not in results.LABELS:
        raise Http404
    said: dict[str, Any] = {"by": user_of(request), "now": timezone.now()}
    try:
        segment, step = results.follow_up_result(
            source, key, submission=submission_of(request), **said
        )
    except (SegmentError, SentByAnother) as error:
        messages.error(request, str(error))
        return see_other(request, back)
    if isinstance(step, Job):
        return see_other(request, step)
    return see_other(request, "segments:segment_who", segment.pk)
