"""What the pickers of the segment pages find beyond the rows that are on the page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from campaigns.models import Campaign
from contacts.models import MailingGroup
from interactions.models import LoggedSegment
from segments_app.common.access import requires
from segments_app.forms.comparison import choices_of
from segments_app.models import SavedCriteria, Segment

from .pages import user_of

FOUND = 30
KINDS: Mapping[str, Callable[[str], QuerySet[Any]]] = {
    "campaigns": lambda text: Campaign.objects.current().search(text).order_by("-number"),
    "logged-segments": lambda text: (
        LoggedSegment.objects.counted().search(text).order_by("-created_at", "-pk")
    ),
    "open-segments": lambda text: Segment.objects.open().search(text).order_by("-number"),
    "segments": lambda text: Segment.objects.search(text).order_by("-number"),
}
SETS = "sets"


@require_GET
@requires("segments.view_segment")
def segment_picks(request: HttpRequest, kind: str) -> JsonResponse:
    text = request.GET.get("q", "")[:200].replace("\0", "")
    if kind == SETS:
        pairs = choices_of(sets_named(text, user_of(request)), FOUND // 3)
        return JsonResponse({"results": [{"id": key, "text": name} for key, name in pairs]})
    if kind not in KINDS:
        raise Http404
    rows = KINDS[kind](text)[:FOUND]
    return JsonResponse({"results": [{"id": row.pk, "text": str(row)} for row in rows]})


def sets_named(text: str, by: User) -> list[tuple[str, QuerySet[Any]]]:
    """Return what can be compared, by words of its name."""
    named = Q(code__icontains=text) | Q(description__icontains=text)
    return [
        ("", KINDS["segments"](text)),
        ("logged", KINDS["logged-segments"](text)),
        ("group", MailingGroup.objects.filter(named).order_by("description", "code")),
        ("criteria", SavedCriteria.objects.visible_to(by).filter(named).order_by("code")),
    ]
