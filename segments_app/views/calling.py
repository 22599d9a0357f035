"""Call mode: the contacts of a segment, one a page, until nobody is left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts.services import AnswerRefused
from interactions import services as interactions
from interactions.models import Interaction
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page, see_other
from segments_app.common.submissions import SentByAnother, submission_of
from segments_app.forms.calling import LaterForm
from segments_app.models import Segment, SegmentCall, SegmentLine
from segments_app.services import SegmentError, calling

from .call_page import (
    KEPT,
    CallPage,
    asked_for,
    comment_url,
    interaction_url,
    keep_typed,
    page_of,
    task_url,
)
from .log import OVERRIDE, override_of
from .pages import CALLS, get_segment, refuse_closed

REFUSALS = (
    SegmentError,
    AnswerRefused,
    SentByAnother,
    interactions.ContactBlocked,
    interactions.NoCallTemplate,
)
#: What is done on other pages, which lead back to the call: the right it takes, and where.
AWAY: dict[str, Any] = {
    "task": ("segments.add_task", task_url),
    "comment": ("contacts.add_contactcomment", comment_url),
    "interaction": ("interactions.add_interaction", interaction_url),
}
LETTING_GO: dict[str, Any] = {
    "skip": calling.pass_over,
    "leave": calling.give_back,
    "later": calling.postpone_call,
}


@require_POST
@requires(CALLS)
def segment_call_next(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to call, or go on."""
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    return go_on(request, segment)


@require_POST
@requires(CALLS)
def segment_line_call(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """Call this contact of the segment now, whosever turn it is."""
    segment = get_segment(pk)
    lines = SegmentLine.objects.current(segment).select_related("contact")
    line = get_object_or_404(lines, pk=line_pk)
    said: dict[str, Any] = {"by": user_of(request), "now": timezone.now()}
    try:
        calling.claim_contact(segment, contact=line.contact, **said)
    except SegmentError as error:
        messages.error(request, str(error))
        return see_other(request, "segments:segment_lines", pk)
    return see_other(request, "segments:segment_call", pk)


@require_POST
@requires(CALLS)
def segment_call_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold on to the contact while the page is open."""
    segment = get_segment(pk)
    calling.keep_holding(segment, by=user_of(request), now=timezone.now())
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
@requires(CALLS)
def segment_call(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact to be called now, and what came of it."""
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    call = calling.held_by(segment, by=user_of(request))
    sent = sent_call(request, segment)
    if call is None and sent is not None and asked_for(request) == "log":
        call = taken_again(request, segment, sent)
    if call is None or (sent is not None and sent != call):
        return behind_time(request, segment, sent)
    deed = Deed(request, segment, call, timezone.now())
    if request.method == "POST" and (done := deed.done()) is not None:
        return done
    status = 422 if request.method == "POST" else 200
    context = deed.page.context(later=deed.later)
    return render_page(request, "segments/segment_call.html", context, status=status)


def sent_call(request: HttpRequest, segment: Segment) -> SegmentCall | None:
    """Return the call that the form sent is about."""
    key = request.POST.get("call", "")
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        return None
    return SegmentCall.objects.filter(segment=segment.pk, pk=int(key)).first()


def taken_again(request: HttpRequest, segment: Segment, sent: SegmentCall) -> SegmentCall | None:
    """Take the contact of a page once more that was given back: what came of the call counts.

    None where it was called meanwhile, by whomever, or somebody else has it.
    """
    if not SegmentCall.objects.filter(pk=sent.pk).waiting().exists():
        return None
    said: dict[str, Any] = {"by": user_of(request), "now": timezone.now()}
    try:
        return calling.claim_contact(segment, contact=sent.contact, **said)
    except SegmentError:
        return None


def behind_time(request: HttpRequest, segment: Segment, sent: SegmentCall | None) -> HttpResponse:
    """Lead on from a page whose contact is not the user's any more.

    Sent twice, it was done the first time; else somebody else has the contact by now.
    """
    key = submission_of(request)
    is_done = key is not None and Interaction.objects.filter(submission=key).exists()
    if sent is not None and asked_for(request) == "log" and not is_done:
        messages.error(request, str(calling.HeldByAnother(sent.contact)))
    is_calling = calling.held_by(segment, by=user_of(request)) is not None
    there = "segments:segment_call" if is_calling else "segments:segment_calls"
    return see_other(request, there, segment.pk)


def go_on(request: HttpRequest, segment: Segment) -> HttpResponse:
    """Show the next contact, or say that nobody is left for now."""
    try:
        call = calling.claim_next(segment, by=user_of(request), now=timezone.now())
    except SegmentError as error:
        messages.error(request, str(error))
        return see_other(request, "segments:segment_calls", segment.pk)
    if call is None:
        messages.info(request, gettext("Nobody is left to call now."))
        return see_other(request, "segments:segment_calls", segment.pk)
    return see_other(request, "segments:segment_call", segment.pk)


@dataclass
class Deed:
    """What the user does with the contact on the page."""

    request: HttpRequest
    segment: Segment
    call: SegmentCall
    now: datetime
    later: LaterForm | None = None

    def __post_init__(self) -> None:
        self.page: CallPage = page_of(self.request, self.segment, self.call, now=self.now)

    def done(self) -> HttpResponse | None:
        """Do it and lead on; None where the form says what is wrong."""
        match asked := asked_for(self.request):
            case "task" | "comment" | "interaction" if self.request.user.has_perm(AWAY[asked][0]):
                keep_typed(self.page)
                return see_other(self.request, AWAY[asked][1](self.segment, self.call))
            case "skip" | "leave" | "later":
                is_done = self.is_let_go(asked)
            case _:
                is_done = self.is_logged()
        if not is_done:
            return None
        self.request.session.pop(KEPT, None)
        if asked == "leave":
            return see_other(self.request, "segments:segment_calls", self.segment.pk)
        return go_on(self.request, self.segment)

    def is_let_go(self, asked: str) -> bool:
        """Let the contact go; what was noted and answered is kept."""
        form = self.later = LaterForm(self.request.POST)
        questions = self.page.questions
        if not form.is_valid() or not (questions is None or questions.is_valid()):
            return False
        said = {"note": form.cleaned_data["note"], "answers": self.page.answers}
        if asked == "later":
            said["until"] = form.until(self.now)
        try:
            LETTING_GO[asked](self.call, **said, by=user_of(self.request), now=self.now)
        except SegmentError as error:
            form.add_error("call_at", str(error))
            return False
        except AnswerRefused as error:
            form.add_error(None, str(error))
            return False
        if asked == "later":
            shown = date_format(timezone.localtime(said["until"]), "SHORT_DATETIME_FORMAT")
            self.tell(gettext("%(contact)s is to be called again: %(when)s.") % self.named(shown))
        return True

    def is_logged(self) -> bool:
        page = self.page
        if page.form is None or not page.is_valid():
            return False
        try:
            calling.log_segment_call(
                self.segment,
                call=self.call,
                phone=page.form.number,
                values=page.form.values,
                answers=page.answers,
                submission=page.form.cleaned_data["submission"],
                override=override_of(self.request),
                note=page.form.cleaned_data["note"],
                by=user_of(self.request),
                now=self.now,
            )
        except interactions.InteractionIncomplete as error:
            page.tell(error.errors)
            return False
        except REFUSALS as error:
            page.form.add_error(None, str(error))
            can_be_overridden = getattr(error, "can_be_overridden", False)
            page.may_override |= can_be_overridden and self.request.user.has_perm(OVERRIDE)
            return False
        result = dict(page.form.fields["result"].choices)[page.form.cleaned_data["result"]]  # type: ignore[attr-defined]
        self.tell(gettext("Logged: %(contact)s, %(when)s.") % self.named(str(result)))
        return True

    def named(self, shown: str) -> dict[str, str]:
        return {"contact": str(self.call.contact), "when": shown}

    def tell(self, text: str) -> None:
        messages.success(self.request, text)
