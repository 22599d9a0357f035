"""What the pages of one segment share: how it is loaded, and the way through the job."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, ngettext, pgettext

from segments_app.common.http import see_other
from segments_app.models import Segment, Upkeep

#: Who calls need not be able to change or log segments.
CALLS = "segments.call_contacts"
NOT_SAID = -1
#: So long a refresh may be waited for before it is called overdue.
GRACE = timedelta(minutes=2)
#: Where the stages lead that only those can use who may change an open segment.
READING = {
    "segment_start": "segment_detail",
    "segment_who": "segment_lines",
    "segment_edit": "segment_detail",
}


@dataclass(frozen=True)
class Stage:
    """A stage of the job: its address, and how far it is in a few words."""

    name: str
    label: str
    url: str
    text: str
    is_current: bool
    is_done: bool


def get_segment(pk: int) -> Segment:
    """Return the segment with what the head of its pages shows, in one query."""
    return get_object_or_404(
        Segment.objects.for_list().select_related("logged_segment", "default_language"),
        pk=pk,
    )


def user_of(request: HttpRequest) -> User:
    """Return who asks; the guard of every view has let nobody else in."""
    return cast(User, request.user)


def position_of(request: HttpRequest) -> int | None:
    """Return how many steps the page showed when the button was pressed."""
    sent = request.POST.get("position", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else None


def seen_position(request: HttpRequest) -> int:
    """Return how many steps the page showed; where it did not say, none that a segment is at."""
    position = position_of(request)
    return NOT_SAID if position is None else position


def refuse_closed(request: HttpRequest, segment: Segment) -> HttpResponse:
    """Send whoever wants to change a segment that is no longer open to its page, and say why."""
    if segment.status == Segment.Status.LOGGED:
        text = gettext("%(segment)s is logged, so it does not change any more.")
    else:
        text = gettext("%(segment)s is archived. Take it out of the archive to change it.")
    messages.warning(request, text % {"segment": segment.number})
    return see_other(request, segment)


def page_context(request: HttpRequest, segment: Segment, here: str = "") -> dict[str, Any]:
    """Return what every page of the segment shows."""
    may_change = request.user.has_perm("segments.change_segment")
    return {
        "segment": segment,
        "stages": stages(segment, here, may_change=may_change),
        "is_changeable": segment.is_open and may_change,
        "is_overdue": is_overdue(segment),
        "may_call": segment.is_open and request.user.has_perm(CALLS),
        "may_log": segment.is_open and request.user.has_perm("segments.log_segment"),
    }


def is_overdue(segment: Segment) -> bool:
    """Whether a refresh should have taken place; the worker looks every few seconds."""
    upkeep: Upkeep | None = getattr(segment, "upkeep", None)
    due_at = upkeep.due_at if upkeep else None
    return due_at is not None and due_at + GRACE < timezone.now()


def stages(segment: Segment, here: str, *, may_change: bool) -> list[Stage]:
    """Return the stages of the job in their order; every one can be gone to at any time.

    Where nothing can be changed, they lead to the pages that only show.
    """
    count = count_of(segment)
    is_logged = segment.logged_segment_id is not None
    is_open = segment.is_open and may_change
    found = [
        ("start", gettext("Start"), "segment_start", segment.number, True),
        ("who", gettext("Who"), "segment_who", contacts_in_words(count), count > 0),
        ("what", gettext("What"), "segment_edit", what_in_words(segment), is_told(segment)),
        ("check", gettext("Check"), "segment_log", checked_in_words(segment), is_logged),
    ]
    routes = {} if is_open else dict(READING)
    if segment.is_open:
        routes.pop("segment_who", None)
    listed = [
        Stage(
            name=name,
            label=label,
            url=reverse(f"segments:{routes.get(route, route)}", args=[segment.pk]),
            text=text,
            is_current=name == here,
            is_done=is_done,
        )
        for name, label, route, text, is_done in found
    ]
    return [*listed, last_stage(segment, here)]


def last_stage(segment: Segment, here: str) -> Stage:
    """The result, which has an address only once there is one."""
    logged = segment.logged_segment
    url = reverse("segments:segment_log_done", args=[segment.pk]) if logged else ""
    text = date_format(logged.created_at, "SHORT_DATE_FORMAT") if logged else gettext("not yet")
    return Stage("log", pgettext("stage", "Log"), url, text, here == "log", logged is not None)


def count_of(segment: Segment) -> int:
    """Return how many contacts are on a segment that `get_segment` has loaded."""
    counted: Any = segment
    return int(counted.line_count)


def contacts_in_words(count: int) -> str:
    if not count:
        return gettext("nobody yet")
    return ngettext("%(count)s contact", "%(count)s contacts", count) % {
        "count": number_format(count, force_grouping=True)
    }


def what_in_words(segment: Segment) -> str:
    return str(segment.template) if segment.template else gettext("nothing chosen")


def is_told(segment: Segment) -> bool:
    """Whether what is done, when and under what name has been said."""
    return bool(segment.template_id and segment.occurred_on and segment.description)


def checked_in_words(segment: Segment) -> str:
    if segment.logged_segment_id is not None:
        return gettext("done")
    ready = is_told(segment) and count_of(segment)
    return gettext("ready") if ready else gettext("not ready")
