"""What the pickers of the segment pages find beyond the rows that are on the page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from campaigns.models import Campaign
from interactions.models import LoggedSegment
from segments_app.common.access import requires
from segments_app.models import Segment

FOUND = 30
KINDS: Mapping[str, Callable[[str], QuerySet[Any]]] = {
    "campaigns": lambda text: Campaign.objects.current().search(text).order_by("-number"),
    "logged-segments": lambda text: (
        LoggedSegment.objects.counted().search(text).order_by("-created_at", "-pk")
    ),
    "segments": lambda text: Segment.objects.search(text).order_by("-number"),
}


@require_GET
@requires("segments.view_segment")
def segment_picks(request: HttpRequest, kind: str) -> JsonResponse:
    if kind not in KINDS:
        raise Http404
    rows = KINDS[kind](request.GET.get("q", "")[:200])[:FOUND]
    return JsonResponse({"results": [{"id": row.pk, "text": str(row)} for row in rows]})
