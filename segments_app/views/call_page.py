"""The page of one call: whom, what is said, what is known of the contact, what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext

from contacts.models import Channel, Questionnaire
from contacts.models.gate import LeftOutReason, left_out_reason
from contacts.services import questions_for
from interactions import services as interactions
from interactions.models import Interaction
from segments_app.common.access import user_of
from segments_app.common.questions import QuestionsForm
from segments_app.forms.calling import KEYS, PRESETS, CallForm, LaterForm
from segments_app.models import CallRules, Segment, SegmentCall, SegmentLine
from segments_app.services import calling

from .contact_pages import profile

#: What is kept of the form, in the session, while the user is away; with the call that it is of.
TYPED = (
    "result", "comment", "phone", "other_phone", "is_response", "duration", "cost",
    "note", "call_at",
)  # fmt: skip
KEPT = "call_typed"
QUESTION = "question_"
LATEST = 8
COMMENTS = 5


@dataclass
class CallPage:
    """What stands on the page; without a form the contact cannot be called, and it says why."""

    request: HttpRequest
    segment: Segment
    call: SegmentCall
    rules: CallRules
    line: Any
    template: Any
    blocked: str
    may_override: bool = False
    form: CallForm | None = None
    questions: QuestionsForm | None = None

    @property
    def answers(self) -> dict[Any, list[Any]] | None:
        """The answers given on the page, None where it asks nothing."""
        return self.questions.answers if self.questions else None

    def is_valid(self) -> bool:
        """Check both forms, so that all that is wrong is told at once."""
        forms = [form for form in (self.form, self.questions) if form is not None]
        checked = [form.is_valid() for form in forms]
        return all(checked)

    def tell(self, errors: Mapping[str, str]) -> None:
        """Put each message at the field it is about."""
        form: Any = self.form
        for name, message in errors.items():
            form.add_error(name if name in form.fields else None, message)

    def context(self, *, later: LaterForm | None) -> dict[str, Any]:
        """Return all that the page shows."""
        contact, user = self.call.contact, user_of(self.request)
        script = None
        if self.line is not None and self.template is not None:
            script = calling.script_for(
                self.segment, self.line, contact=contact, template=self.template, by=user
            )
        rows = Interaction.objects.for_contact(contact).logged().for_list()
        comments = contact.comments.select_related("created_by")
        noted = {"note": self.call.note} | typed(self)
        return {
            "segment": self.segment,
            "call": self.call,
            "contact": contact,
            "company": contact if contact.is_company else contact.company,
            "restriction": contact.restrictions.filter(lifted_at=None).first(),
            "rules": self.rules,
            "blocked": self.blocked,
            "may_override": self.may_override,
            "has_no_template": self.template is None,
            "form": self.form,
            "questions": self.questions,
            "later": later or LaterForm(initial=noted),
            "presets": PRESETS.items(),
            "keys": KEYS,
            "script": script,
            "latest": rows.order_by("-occurred_on", "-pk")[:LATEST],
            "comments": comments.order_by("-commented_on", "-pk")[:COMMENTS],
            **profile(contact),
        }


def page_of(
    request: HttpRequest, segment: Segment, call: SegmentCall, *, now: datetime
) -> CallPage:
    """Return the page, with its forms filled from what was sent."""
    line: Any = (
        SegmentLine.objects.current(segment)
        .with_effective_values(segment)
        .annotate(left_out_reason=left_out_reason(calling.gate_of_calls(segment)))
        .filter(contact=call.contact_id)
        .first()
    )
    rules = calling.rules_of(segment)
    template, blocked, may_override = None, why_not(line), is_overridable(request, line)
    try:
        template = interactions.call_template()
    except interactions.NoCallTemplate as error:
        blocked, may_override = str(error), False
    page = CallPage(request, segment, call, rules, line, template, blocked, may_override)
    if not blocked or may_override:
        fill(page, now=now)
    return page


def fill(page: CallPage, *, now: datetime) -> None:
    """Give the page its forms; what was typed stays, whatever else is done with the contact."""
    contact, post = page.call.contact, page.request.POST
    data = post if is_sent(page.request) else None
    given = calling.starting_values_of_call(page.segment, page.line)
    initial = interactions.starting_values(
        contact=contact, template=page.template, by=user_of(page.request), now=now
    )
    has_campaign = bool(given.get("campaign"))
    page.form = CallForm(
        data,
        contact=contact,
        has_campaign=has_campaign,
        initial={**initial, **given, **(typed(page) if data is None else {})},
    )
    asked = page.rules.questionnaire
    if asked is None or contact.is_minor:
        return
    if Questionnaire.objects.for_contact(contact).filter(pk=asked.pk).exists():
        page.questions = QuestionsForm(answered(page), **questions_for(contact, asked))


def keep_typed(page: CallPage) -> None:
    """Keep what was typed while the user makes a task, or writes a comment, for afterwards."""
    post = page.request.POST
    said = {name: value for name, value in post.items() if name in TYPED}
    answers = {name: values for name, values in post.lists() if name.startswith(QUESTION)}
    page.request.session[KEPT] = {"call": page.call.pk, "answers": answers, **said}


def typed(page: CallPage) -> dict[str, Any]:
    """Return what was typed before, on this page or before the user left it for a moment."""
    if page.request.method == "POST":
        return page.request.POST.dict()
    kept = page.request.session.get(KEPT, {})
    return {name: kept[name] for name in TYPED if kept.get("call") == page.call.pk and name in kept}


def answered(page: CallPage) -> Any:
    """Return the answers chosen before as they were sent, None where none were."""
    if page.request.method == "POST":
        return page.request.POST
    kept = page.request.session.get(KEPT, {})
    is_of_this = kept.get("call") == page.call.pk and "answers" in kept
    return MultiValueDict(kept["answers"]) if is_of_this else None


def asked_for(request: HttpRequest) -> str:
    """Return what is to be done with the contact; Enter logs the call."""
    return "later" if "later" in request.POST else request.POST.get("do", "log")


def is_sent(request: HttpRequest) -> bool:
    """Tell whether the form of the call itself was sent."""
    return request.method == "POST" and asked_for(request) == "log"


def why_not(line: Any) -> str:
    """Return why the contact is not called, "" where it may be."""
    if line is None:
        return gettext("This contact is not on the segment any more.")
    if not line.left_out_reason:
        return ""
    label = LeftOutReason(line.left_out_reason).label
    return gettext("This contact may not be called: %(reason)s.") % {"reason": label.lower()}


def is_overridable(request: HttpRequest, line: Any) -> bool:
    """Tell whether the user may call somebody of the line whom a reason is against, with a why."""
    may = line is not None and request.user.has_perm(interactions.OVERRIDE)
    return may and interactions.is_soft(line.left_out_reason or "", Channel.PHONE)


def comment_url(segment: Segment, call: SegmentCall) -> str:
    """Return where a comment on the contact is written; it leads back to the call."""
    back = reverse("segments:segment_call", args=[segment.pk])
    there = reverse("contacts:contact_comment_new", args=[call.contact_id])
    return f"{there}?{urlencode({'next': back})}"


def interaction_url(segment: Segment, call: SegmentCall) -> str:
    """Return where something else that happened with the contact is logged; it leads back."""
    back = reverse("segments:segment_call", args=[segment.pk])
    query = {"contact": call.contact_id, "fixed": 1, "next": back}
    return f"{reverse('interactions:interaction_new')}?{urlencode(query)}"


def task_url(segment: Segment, call: SegmentCall) -> str:
    """Return where a task for the contact is made; it leads back to the call."""
    back = reverse("segments:segment_call", args=[segment.pk])
    query = {"contact": call.contact_id, "segment": segment.pk, "next": back}
    return f"{reverse('segments:task_new')}?{urlencode(query)}"
