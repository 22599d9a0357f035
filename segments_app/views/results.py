"""What came of a logged segment or a campaign, and a new segment from each result."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from campaigns.models import Campaign
from interactions.models import LoggedSegment
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page, see_other
from segments_app.common.submissions import SentByAnother, submission_of
from segments_app.models import Job
from segments_app.services import results
from segments_app.services.locking import SegmentError

PAGE = "segments/results.html"


@require_GET
@requires("interactions.view_loggedsegment")
def logged_segment_results(request: HttpRequest, pk: int) -> HttpResponse:
    way = [(gettext("Logged segments"), reverse("interactions:logged_segment_list"))]
    return _page(request, _logged_segment(pk), way, "segments:logged_segment_follow_up")


@require_POST
@requires("segments.add_segment")
def logged_segment_follow_up(request: HttpRequest, pk: int, result: str) -> HttpResponse:
    back = reverse("segments:logged_segment_results", args=[pk])
    return _made(request, _logged_segment(pk), result, back)


@require_GET
@requires("campaigns.view_campaign")
def campaign_results(request: HttpRequest, pk: int) -> HttpResponse:
    way = [(gettext("Campaigns"), reverse("campaigns:campaign_list"))]
    campaign = get_object_or_404(Campaign, pk=pk)
    return _page(request, campaign, way, "segments:campaign_follow_up")


@require_POST
@requires("segments.add_segment")
def campaign_follow_up(request: HttpRequest, pk: int, result: str) -> HttpResponse:
    back = reverse("segments:campaign_results", args=[pk])
    return _made(request, get_object_or_404(Campaign, pk=pk), result, back)


def _logged_segment(pk: int) -> LoggedSegment:
    return get_object_or_404(LoggedSegment.objects.select_related("campaign", "purpose"), pk=pk)


def _page(
    request: HttpRequest, source: results.Source, way: list[tuple[str, str]], route: str
) -> HttpResponse:
    found = results.results_of(source, now=timezone.now())
    context = {
        "source": source,
        "crumbs": [*way, (str(source), source.get_absolute_url())],
        "results": [(one, reverse(route, args=[source.pk, one.key])) for one in found],
    }
    return render_page(request, PAGE, context)


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
