"""What may be wrong with the step being written: told after its number, never instead of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from segments_app import services
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other, wants_partial
from segments_app.common.overtaking import overtakable
from segments_app.criteria.misreads import Misread
from segments_app.criteria.parts import Part, part_of
from segments_app.criteria.rules import InvalidRule, Rule
from segments_app.criteria.sentences import clauses
from segments_app.models import Step

from .asking import of_version, question_of, quiet_when_overtaken
from .desk import Desk, SegmentDesk
from .pages import get_segment, page_context, refuse_closed, user_of
from .saved_criteria import get_criteria
from .writing import Writing, is_everyone

GROWN = 1.2  # times as many as were seen before


@dataclass(frozen=True)
class Note:
    """A sentence about a row, by whose path it is found in the editor."""

    path: str
    text: str


@dataclass(frozen=True)
class Change:
    """A row that could be switched off, and how many would match then."""

    path: str
    text: str


@require_POST
@requires("segments.change_segment")
@quiet_when_overtaken
def segment_misreads(request: HttpRequest, pk: int) -> HttpResponse:
    """Look over what was just counted; the answer says which state it is about."""
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    return misreads_answer(request, SegmentDesk(segment))


def misreads_answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Return the warnings; the answer says which state it is about."""
    context = misreads_of(request, desk, Writing.of_post(request))
    response = render_page(request, "segments/_misreads.html", context)
    return of_version(request, response)


@require_GET
@requires("segments.view_segment")
def segment_grown(request: HttpRequest, pk: int) -> HttpResponse:
    """Look over the steps taken: is each meant like this, and would it find a fifth more today?"""
    segment = get_segment(pk)
    if not segment.is_open:
        return see_other(request, segment)
    now = timezone.now()
    context = page_context(request, segment, "who") | {
        "grown": services.grown_steps(segment, now=now),
        "notes": notes_on_steps(services.look_over_steps(segment, now=now)),
        "steps_url": reverse("segments:segment_who", args=[pk]),
    }
    template = "segments/_grown.html" if wants_partial(request) else "segments/segment_grown.html"
    return render_page(request, template, context)


@require_POST
@requires("segments.view_savedcriteria")
def saved_criteria_grown(request: HttpRequest, pk: int) -> HttpResponse:
    """Look over the steps of saved criteria; what is seen of them for the first time is kept."""
    criteria = get_criteria(request, pk)
    now = timezone.now()
    context = {
        "criteria": criteria,
        "grown": services.grown_criteria(criteria, by=user_of(request), now=now),
        "notes": notes_on_steps(services.look_over_criteria(criteria, now=now)),
        "steps_url": criteria.get_absolute_url(),
    }
    return render_page(
        request, "segments/saved_criteria_grown.html", context, partial="segments/_grown.html"
    )


def notes_on_steps(looked_over: Iterable[services.LookedOver]) -> list[Note]:
    """Return what is to be said of steps, each at its step."""
    found = []
    for one in looked_over:
        words = Words(one.root)
        texts = [words.note(misread).text for misread in one.reading.misreads]
        if isinstance(one.step, Step) and one.step.before_count and not one.step.after_count:
            texts.append(gettext("It took out the last contacts."))
        n = one.step.position
        whole = gettext("Step %(n)s: %(text)s")
        found += [Note(f"step-{n}", whole % {"n": n, "text": text}) for text in texts]
    return found


def misreads_of(request: HttpRequest, desk: Desk, writing: Writing) -> dict[str, Any]:
    """Return the warnings for the page; none while the step is not finished."""
    try:
        rule = writing.editor.rule()
    except InvalidRule:
        return {}
    root = part_of(writing.editor.root)
    if root is None or is_everyone(rule):
        return {}
    now = timezone.now()
    with overtakable(question_of(request, desk.name, "result")):
        reading = services.find_misreads(desk.there, action=writing.form.chosen, root=root, now=now)
    words = Words(root)
    grown = grown_since(request, desk, rule, writing.form.chosen, reading.number)
    return {
        "warnings": [*map(words.note, reading.misreads), *grown],
        "emptied": words.of(reading.emptied),
        "changes": [
            Change(
                one.path,
                gettext("%(count)s without this: %(row)s")
                % {"row": words.of(one.path), "count": shown(one.count)},
            )
            for one in reading.nearest
        ],
        **writing.criteria(desk),
    }


def grown_since(
    request: HttpRequest, desk: Desk, rule: Rule, action: str, number: int | None
) -> list[Note]:
    """Compare with the number that was seen first for the same rule, or remember this one."""
    draft = desk.draft if isinstance(desk.draft, dict) else {}
    seen = draft.get("seen") or {}
    if number is None or "criteria" not in draft:
        return []
    if (seen.get("rule"), seen.get("action")) != (rule, action):
        now = timezone.now()
        first = {"rule": rule, "action": action, "count": number, "at": now.isoformat()}
        desk.keep(request, draft | {"seen": first})
        return []
    at = parse_datetime(seen["at"])
    if not at or not seen["count"] or number < seen["count"] * GROWN:
        return []
    numbers = {
        "was": shown(seen["count"]),
        "count": shown(number),
        "when": date_format(localtime(at), "SHORT_DATETIME_FORMAT"),
    }
    return [Note("", gettext("It has grown: %(was)s on %(when)s, %(count)s now.") % numbers)]


class Words:
    """The rows of a rule in words, and what is to be said of them."""

    def __init__(self, root: Part) -> None:
        parts = list(root.walk())
        self._words = dict(
            zip((part.path for part in parts), clauses([part.node for part in parts]), strict=True)
        )

    def of(self, path: str) -> str:
        return self._words.get(path, "")

    def note(self, misread: Misread) -> Note:
        """Return what the misreading is called."""
        words = {
            "row": self.of(misread.path),
            "other": self.of(misread.other),
            "count": shown(misread.count),
            "without": shown(misread.without),
        }
        return Note(misread.path, text_of(misread) % words)


def text_of(misread: Misread) -> str:
    match misread.kind:
        case "contradiction" if misread.other:
            return gettext("These two can never both hold: %(other)s; %(row)s.")
        case "contradiction":
            return gettext("Each condition matches somebody, but nobody meets all of them.")
        case "everybody":
            return gettext(
                "Everybody meets one of these two. Did you mean that both have to hold? "
                "%(other)s; %(row)s."
            )
        case "nobody":
            return gettext("This matches nobody: %(row)s.")
        case "same":
            return gettext(
                "These two match the same contacts (%(count)s), so one is needless: %(other)s; "
                "%(row)s."
            )
        case "larger":
            return gettext(
                "Joined by “or”, this row makes it %(count)s instead of %(without)s: %(row)s."
            )
        case _:
            return gettext("That is more than a quarter of all contacts: %(count)s of %(without)s.")


def shown(count: int | None) -> str:
    return "" if count is None else number_format(count, force_grouping=True)
