"""Many contacts of a segment changed at once: the ticked ones, or all that match the filters."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from segments_app import services
from segments_app.common.access import requires
from segments_app.common.http import ask, is_confirmed, next_url, render_page, see_other
from segments_app.common.selection import selected_rows
from segments_app.filters import line_filter
from segments_app.forms.lines import ManyLinesForm
from segments_app.line_jobs import edit_matching_later
from segments_app.models import Segment, SegmentLine, SegmentLineQuerySet
from segments_app.tables import Names

from .lines import lines_of
from .pages import get_segment, page_context, refuse_closed, user_of

SAMPLE = 5
CARRIED = ("selected", "all_matching", "query", "next", "action")


@dataclass(frozen=True)
class Change:
    """What a contact has in a field now, and what it will have."""

    label: str
    before: str
    after: str


@require_POST
@requires("segments.change_segment")
def segment_lines_change(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    lines: Any = selected_rows(request, line_filter(segment), lines_of(segment))
    count = lines.count()
    back = next_url(request, reverse("segments:segment_lines", args=[pk]))
    if not count:
        messages.warning(request, gettext("Nobody was selected, so nothing was changed."))
        return see_other(request, back)
    match request.POST.get("action"):
        case "remove":
            return remove(request, segment, lines, count, back)
        case "reset":
            return reset(request, segment, lines, count, back)
    return edit(request, segment, lines, count, back)


def remove(
    request: HttpRequest, segment: Segment, lines: SegmentLineQuerySet, count: int, back: str
) -> HttpResponse:
    if count > services.MOST_BY_HAND:
        messages.error(request, str(services.TooManyByHand()))
        return see_other(request, back)
    if not is_confirmed(request):
        question = ngettext(
            "%(count)s contact is taken out of the segment. This is a step: going back brings "
            "it back, with what was edited for it.",
            "%(count)s contacts are taken out of the segment. This is a step: going back brings "
            "them back, with what was edited for them.",
            count,
        )
        return ask(
            request,
            title=gettext("Take contacts out of %(segment)s") % {"segment": segment.number},
            question=question % {"count": shown(count)},
            action=gettext("Take out"),
            cancel_url=back,
            is_danger=True,
        )
    text = ngettext(
        "%(count)s contact is out of the segment.",
        "%(count)s contacts are out of the segment.",
        count,
    )
    return told(request, text, count, back, services.remove_lines, segment, lines=lines)


def reset(
    request: HttpRequest, segment: Segment, lines: SegmentLineQuerySet, count: int, back: str
) -> HttpResponse:
    if not is_confirmed(request):
        question = ngettext(
            "The own values of %(count)s contact are dropped; the segment's count again.",
            "The own values of %(count)s contacts are dropped; the segment's count again.",
            count,
        )
        return ask(
            request,
            title=gettext("Reset to the segment's values"),
            question=question % {"count": shown(count)},
            action=gettext("Reset"),
            cancel_url=back,
            is_danger=True,
        )
    values = dict.fromkeys(SegmentLine.INHERITED)
    text = ngettext(
        "%(count)s contact follows the segment again.",
        "%(count)s contacts follow the segment again.",
        count,
    )
    return changed(request, text, count, back, segment, lines, values)


def edit(
    request: HttpRequest, segment: Segment, lines: SegmentLineQuerySet, count: int, back: str
) -> HttpResponse:
    """Ask what to change; show it on the first few; then change all of them."""
    sent = "description_mode" in request.POST
    form = ManyLinesForm(request.POST if sent else None)
    is_valid = sent and form.is_valid()
    values = form.values if is_valid else {}
    if is_valid and not values:
        form.add_error(None, gettext("Nothing is to be changed yet: give a value."))
    elif is_valid and is_confirmed(request):
        text = ngettext("%(count)s contact is changed.", "%(count)s contacts are changed.", count)
        return changed(request, text, count, back, segment, lines, values)
    context = page_context(request, segment) | {
        "form": form,
        "count": count,
        "sample": sample(segment, lines, values) if values else [],
        "carried": carried(request),
        "next": back,
    }
    status = 422 if form.errors else 200
    return render_page(request, "segments/segment_lines_change.html", context, status=status)


def changed(
    request: HttpRequest,
    text: str,
    count: int,
    back: str,
    segment: Segment,
    lines: SegmentLineQuerySet,
    values: dict[str, Any],
) -> HttpResponse:
    """Change them now, or have the worker do it where all of a great many are meant."""
    if request.POST.get("all_matching"):
        job = edit_matching_later(
            segment,
            query=request.POST.get("query", ""),
            values=values,
            count=count,
            url=back,
            by=user_of(request),
            now=timezone.now(),
        )
        if job is not None:
            return see_other(request, job)
    return told(
        request, text, count, back, services.edit_lines, segment, lines=lines, values=values
    )


def told(
    request: HttpRequest, text: str, count: int, back: str, service: Any, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Run the service, and say what it did or why it did not."""
    try:
        service(*args, **kwargs, by=user_of(request), now=timezone.now())
    except services.SegmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, text % {"count": shown(count)})
    return see_other(request, back)


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what says which contacts are meant, to be sent again."""
    return [(name, value) for name in CARRIED for value in request.POST.getlist(name)]


def sample(
    segment: Segment, lines: SegmentLineQuerySet, values: dict[str, Any]
) -> list[tuple[SegmentLine, list[Change]]]:
    """Return the first few contacts, each with what would change for it."""
    names = Names()
    first = list(lines.order_by("contact__name", "pk")[:SAMPLE])
    return [
        (line, [change(line, segment, name, names, values[name]) for name in values])
        for line in first
    ]


def change(line: SegmentLine, segment: Segment, name: str, names: Names, value: Any) -> Change:
    field: Any = SegmentLine._meta.get_field(name)
    label = str(field.verbose_name)
    before = names.of(name, getattr(line, f"effective_{name}"))
    after = (
        gettext("as the segment") if value is None else names.of(name, getattr(value, "pk", value))
    )
    return Change(label, before, after)


def shown(count: int) -> str:
    return number_format(count, force_grouping=True)
