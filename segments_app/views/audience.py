"""Who is on a segment: the steps taken, the one being written, and what it would do."""

from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from segments_app import services
from segments_app.common.access import requires
from segments_app.common.http import ask, is_confirmed, render_page, see_other, wants_partial
from segments_app.common.overtaking import overtakable
from segments_app.criteria.rules import InvalidRule, Rule
from segments_app.criteria.sentences import sentence
from segments_app.models import Job, Segment, Step

from .asking import of_version, question_of, quiet_when_overtaken
from .desk import Desk, SegmentDesk
from .done import say_done
from .facets import facets_of
from .misreads import misreads_of
from .pages import (
    get_segment,
    page_context,
    position_of,
    refuse_closed,
    seen_position,
    user_of,
)
from .step_rows import reasons_in_words, steps_of
from .writing import Writing, is_everyone

FIRST = 10
UNDECIDED = gettext_lazy("Choose what to do with those who match.")
MOVES = {"undo": services.undo_draft, "redo": services.redo_draft}


@never_cache  # the browser's Back shows the step as it stands, not as it was
@require_GET
@requires("segments.view_segment")
def segment_who(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    desk = SegmentDesk(segment)
    return who_page(request, desk, writing_of(request, desk), counts="count" in request.GET)


def writing_of(request: HttpRequest, desk: Desk) -> Writing:
    """Go on with what was left, with the numbers of a row that the address asks for."""
    writing = Writing.of_draft(desk.draft)
    services.expect_counts(
        desk.there, rule=writing.editor.rule, options=writing.form.options, now=timezone.now()
    )
    if path := request.GET.get("facets", ""):
        writing.editor.facets = facets_of(desk, writing, path)
    return writing


def who_page(
    request: HttpRequest, desk: SegmentDesk, writing: Writing, *, counts: bool, status: int = 200
) -> HttpResponse:
    segment = desk.segment
    steps = steps_of(segment)
    context = page_context(request, segment, "who") | {
        "steps": steps,
        "is_back": any(not row.is_in_force for row in steps),
        "why_url": desk.url("why"),
        **step_context(request, desk, writing, counts=counts),
    }
    return render_page(request, "segments/segment_who.html", context, status=status)


def step_context(
    request: HttpRequest, desk: Desk, writing: Writing, *, counts: bool
) -> dict[str, Any]:
    """Return what the step being written shows of itself, on a whole page."""
    result = result_of(desk, writing) if counts else {}
    if "preview" in result:
        result |= misreads_of(request, desk, writing) | {"is_looked_over": True}
        result["state"] = services.current_state(desk.written)
    return writing.context(request, desk) | result


@require_POST
@requires("segments.change_segment")
def segment_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Every button of the step being written; what was typed is kept whatever comes of it."""
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    desk = SegmentDesk(segment)
    writing = Writing.of_post(request)
    if request.POST.get("op", "") == "take":
        return take(request, desk, writing)
    return pressed(request, desk, writing)


def pressed(request: HttpRequest, desk: Desk, writing: Writing) -> HttpResponse:
    """Do what a button of the step says that is not taken yet."""
    operation, here = request.POST.get("op", ""), desk.url("page")
    if operation == "clear":
        desk.keep(request, None)
        return see_other(request, here)
    if operation not in MOVES:
        writing.editor.apply(operation)
    desk.keep(request, writing.draft)
    if operation in MOVES:  # what was typed last is a change as well
        MOVES[operation](desk.written, by=user_of(request), now=timezone.now())
        return redirect(f"{here}#next-step")
    if wants_partial(request):
        return render_page(request, writing.editor.template, writing.part(request, desk))
    if operation == "count":
        return redirect(f"{here}?count=1#result")
    if operation.startswith("facets:"):
        path = operation.removeprefix("facets:")
        return redirect(f"{here}?{urlencode({'facets': path})}#{quote(path)}")
    return redirect(f"{here}#{writing.editor.focus or 'next-step'}")


@require_POST
@requires("segments.change_segment")
@quiet_when_overtaken
def segment_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Count while the step is being written; the answer says which state it is about.

    Who leaves the page only has stopped what is still counted for it.
    """
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    return preview_answer(request, SegmentDesk(segment))


def preview_answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Keep what was typed, and return what the step would do."""
    question = question_of(request, desk.name, "result")
    if "leaving" in request.POST:
        with overtakable(question):
            return HttpResponse(status=204)
    writing = Writing.of_post(request)
    state = desk.keep(request, writing.draft)
    with overtakable(question):
        context = {"desk": desk, "state": state, **result_of(desk, writing)}
    response = render_page(request, "segments/_result.html", context)
    return of_version(request, response)


def result_of(desk: Desk, writing: Writing) -> dict[str, Any]:
    """Return what the step would do now, or why that cannot be said."""
    found = counted(desk, writing)
    notes = writing.editor.notes(now=timezone.now())
    wrong = next((note.path for note in notes if note.error), "")
    return found | {"notes": notes, "wrong_row": wrong}


def counted(desk: Desk, writing: Writing) -> dict[str, Any]:
    context: dict[str, Any] = {"is_counted": True, "action": writing.form.chosen}
    try:
        rule = writing.editor.rule()
        if not writing.form.is_chosen:
            raise InvalidRule(str(UNDECIDED))
        if writing.editor.is_blank and not is_everyone(rule):
            return context | {"is_blank": True}
        preview = services.preview_step(
            desk.there,
            action=writing.form.chosen,
            rule=rule,
            options=writing.form.options,
            now=timezone.now(),
        )
    except InvalidRule as error:
        return context | {"unfinished": error.message}
    return context | {
        "preview": preview,
        "left_out": reasons_in_words(preview.left_out),
        "first": preview.first(FIRST),
        "sentence": sentence(rule),
    }


def take(request: HttpRequest, desk: SegmentDesk, writing: Writing) -> HttpResponse:
    """Take the step; one for all contacts only when the question is answered yes."""
    segment = desk.segment
    desk.keep(request, writing.draft)
    rule = rule_meant(request, writing)
    if rule is None:
        return who_page(request, desk, writing, counts=False, status=422)
    if is_everyone(rule) and not is_confirmed(request):
        return ask_for_everyone(request, segment, writing, rule)
    try:
        taken = services.step_or_request(
            segment,
            action=writing.form.chosen,
            rule=rule,
            options=writing.form.options,
            expected_position=seen_position(request),
            by=user_of(request),
            now=timezone.now(),
        )
    except services.SegmentError as error:
        messages.error(request, str(error))
    else:
        if isinstance(taken, Job):
            return see_other(request, taken)
        say_done(request, taken)
    return see_other(request, "segments:segment_who", segment.pk)


def rule_meant(request: HttpRequest, writing: Writing) -> Rule | None:
    """Return the rule of a step that is to be taken; None where it is not finished, and why."""
    if not writing.form.is_chosen:
        messages.error(request, UNDECIDED)
        return None
    try:
        rule = writing.editor.rule()
    except InvalidRule as error:
        messages.error(request, error.message)
        return None
    if writing.editor.is_blank and not is_everyone(rule):
        messages.warning(request, gettext("Nobody yet. Add a condition, or choose all contacts."))
        return None
    return rule


def ask_for_everyone(
    request: HttpRequest, segment: Segment, writing: Writing, rule: Rule
) -> HttpResponse:
    """Nothing is so easily done by mistake as writing to everybody."""
    action = writing.form.chosen
    preview = services.preview_step(
        segment, action=action, rule=rule, options=writing.form.options, now=timezone.now()
    )
    questions = {
        Step.Action.ADD: gettext(
            "No condition is set, so everybody matches: %(matched)s. Would be added: "
            "%(changed)s. Do you mean all of them?"
        ),
        Step.Action.REMOVE: gettext(
            "No condition is set, so everybody is taken out: %(changed)s. The segment is empty "
            "then. Do you mean all of them?"
        ),
        Step.Action.KEEP: gettext(
            "No condition is set: everybody matches, so all stay and nothing changes."
        ),
    }
    numbers = {"matched": shown(preview.matched), "changed": shown(preview.changed)}
    return ask(
        request,
        title=gettext("All contacts"),
        question=questions[Step.Action(action)] % numbers,
        action=gettext("Yes, all of them"),
        cancel_url=reverse("segments:segment_who", args=[segment.pk]),
        is_danger=True,
    )


def shown(count: int) -> str:
    return number_format(count, force_grouping=True)


@require_POST
@requires("segments.change_segment")
def segment_go_to(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    position = position_of(request)
    if position is not None and position != segment.position:
        try:
            services.go_to(segment, position=position, by=user_of(request), now=timezone.now())
        except services.SegmentError as error:
            messages.error(request, str(error))
    return see_other(request, f"{reverse('segments:segment_who', args=[pk])}#steps")
