"""Contacts added to a segment by hand: searched for, ticked, added."""

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from contacts.models import Contact, ContactQuerySet
from segments_app import services
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other
from segments_app.common.widgets import is_key
from segments_app.models import Segment, SegmentLine
from segments_app.models.occasions import occasion_of

from .pages import get_segment, page_context, refuse_closed, user_of

SHOWN = 25


@require_http_methods(["GET", "POST"])
@requires("segments.change_segment")
def segment_by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    if request.method == "POST" and add(request, segment):
        return see_other(request, request.get_full_path())
    text = request.GET.get("q", "")[:200]
    found = list(searched(segment, text)[: SHOWN + 1]) if text.strip() else []
    context = page_context(request, segment, "who") | {
        "q": text,
        "found": found[:SHOWN],
        "shown": SHOWN,
        "is_cut": len(found) > SHOWN,
    }
    status = 422 if request.method == "POST" else 200
    return render_page(
        request,
        "segments/segment_by_hand.html",
        context,
        partial="segments/_found.html",
        status=status,
    )


def searched(segment: Segment, text: str) -> ContactQuerySet:
    """Return the contacts that hold every word, each with whether it is there already."""
    there = SegmentLine.objects.current(segment).filter(contact=OuterRef("pk"))
    found = Contact.objects.search(text).select_related("company")
    found = found.with_left_out_reason(occasion=occasion_of(segment))
    return found.annotate(is_there=Exists(there)).order_by("name", "pk")


def add(request: HttpRequest, segment: Segment) -> bool:
    """Add the ticked contacts and say what came of it; False where nothing could be done."""
    keys = [key for key in request.POST.getlist("contact") if is_key(key)]
    try:
        done = services.add_by_hand(
            segment,
            contacts=Contact.objects.filter(pk__in=[int(key) for key in keys]),
            by=user_of(request),
            now=timezone.now(),
        )
    except services.SegmentError as error:
        messages.error(request, str(error))
        return False
    for warning in done.warnings:
        messages.warning(request, warning)
    text = ngettext("%(count)s contact is added.", "%(count)s contacts are added.", done.added) % {
        "count": number_format(done.added, force_grouping=True)
    }
    messages.success(request, text)
    return True
