"""The page of a call: who may use it, what stays that was typed, calling all the same."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact, ContactAnswer, Questionnaire
from interactions.models import GateOverride, Interaction, PressureRule
from segments_app.models import SegmentCall, SegmentLine
from segments_app.services import calling
from tests.accounts import make_user
from tests.consents import marketing
from tests.factories import make_salesperson
from tests.segments_app.services.calls import call_template, make_people, segment_of

from .pages import hidden, text_of
from .test_calling import begin, send, url

pytestmark = pytest.mark.django_db
WHY = "She asked to be called"


@pytest.fixture
def caller(marketer):
    make_salesperson(user=marketer)
    return marketer


@pytest.fixture
def segment(caller):
    call_template(unit_duration=5, information_flow="outbound")
    make_people(2)
    return segment_of(now=timezone.now(), purpose=marketing())


def may_override(user):
    user.user_permissions.add(Permission.objects.get(codename="override_gate"))


def begin_with(client, segment, **fields):
    """Call somebody of whom something is true that keeps them from being called."""
    Contact.objects.filter(name="Person 0001").update(**fields)
    line = SegmentLine.objects.get(segment=segment, contact__name="Person 0001")
    return client.post(url("segment_line_call", segment, line.pk), follow=True)


def test_a_caller_calls_and_can_neither_change_nor_log_the_segment(client_for, segment):
    user = make_user("Caller", "carl")
    make_salesperson(user=user)
    client = client_for(user)

    assert "Call the contacts" in text_of(client.get(segment.get_absolute_url()))
    assert "Start calling" in text_of(client.get(url("segment_calls", segment)))
    page = send(client, segment, begin(client, segment), result="positive", comment="Glad")

    assert "Person 0001" in text_of(page)
    assert "Go on calling" in text_of(client.get("/"))
    entry = Interaction.objects.get()
    assert (entry.evaluation, entry.created_by) == ("positive", user)
    for name in ("segment_edit", "segment_log_now", "segment_call_rules"):
        assert client.post(url(name, segment)).status_code == 403


def asked(client, segment):
    """Have a question on each call, and return its name on the page and its answer."""
    questionnaire = Questionnaire.objects.create(code="Q", description="Needs")
    question = questionnaire.questions.create(position=1, text="Budget?")
    answer = question.answers.create(position=1, text="Large")
    rules = {"again_after": 1, "give_up_after": 2, "questionnaire": questionnaire.pk}
    client.post(url("segment_call_rules", segment), rules)
    return f"question_{question.pk}", answer


@pytest.mark.parametrize("deed", ["skip", "leave"])
def test_what_was_answered_and_said_is_kept_when_the_contact_is_left(client, segment, deed):
    name, answer = asked(client, segment)
    page = begin(client, segment)
    typed = {"do": deed, "comment": "Is at lunch", "note": "Ask for Ada.", name: answer.pk}
    too_long = send(client, segment, page, **typed | {"comment": "a" * 200})
    assert "213 characters together; 200 are kept" in text_of(too_long)
    assert too_long.context["questions"][name].value() == str(answer.pk)

    send(client, segment, page, **typed)

    assert ContactAnswer.objects.get().answer == answer
    call = SegmentCall.objects.get(contact__name="Person 0000")
    assert (call.note, call.claimed_by) == ("Ask for Ada. Is at lunch", None)
    assert not Interaction.objects.exists()
    line = SegmentLine.objects.get(segment=segment, contact=call.contact)
    again = client.post(url("segment_line_call", segment, line.pk), follow=True)
    assert "Note: Ask for Ada. Is at lunch" in text_of(again)
    assert again.context["later"]["note"].value() == call.note


def test_the_note_for_the_next_call_stays_with_who_was_not_reached(client, segment):
    page = begin(client, segment)
    send(client, segment, page, result="failed", note="Try the mobile")
    assert SegmentCall.objects.get(contact__name="Person 0000").note == "Try the mobile"
    page = begin(client, segment)
    wrong = send(client, segment, page, note="After five", call_at="2030-01-01T10:00")
    assert wrong.status_code == 422
    said = {name: wrong.context["later"][name].value() for name in ("note", "call_at")}
    assert said == {"note": "After five", "call_at": "2030-01-01T10:00"}


def test_what_was_answered_and_said_is_kept_when_the_call_is_put_off(client, segment):
    name, answer = asked(client, segment)
    page = begin(client, segment)
    typed = {"comment": "Is at lunch", name: answer.pk, "result": "failed"}

    wrong = send_later(client, segment, page, later="at", call_at="", **typed)
    assert "Say when to call again." in text_of(wrong)
    assert wrong.context["form"]["comment"].value() == "Is at lunch"
    assert wrong.context["form"]["result"].value() == "failed"
    too_long = send_later(client, segment, page, later="hour", **typed | {"comment": "a" * 201})
    assert "201 characters together; 200 are kept" in text_of(too_long)
    assert not ContactAnswer.objects.exists()

    send_later(client, segment, wrong, later="hour", note="Ask for Ada.", **typed)
    assert ContactAnswer.objects.get().answer == answer
    call = SegmentCall.objects.get(contact__name="Person 0000")
    assert call.note == "Ask for Ada. Is at lunch"
    assert call.call_at > timezone.now() + timedelta(minutes=50)
    assert not Interaction.objects.exists()


def test_something_else_that_happened_is_logged_during_a_call_and_leads_back(client, segment):
    page = begin(client, segment)
    said = hidden(page) | {"comment": "Wants an offer", "do": "interaction"}
    there = client.post(url("segment_call", segment), said).url

    form = client.get(there)
    assert form.status_code == 200
    assert form.context["contact"] == page.context["contact"]
    assert url("segment_call", segment) in form.content.decode()
    back = client.get(url("segment_call", segment))
    assert back.context["form"]["comment"].value() == "Wants an offer"


def test_a_comment_on_the_contact_leads_back_to_the_call(client, segment):
    page = begin(client, segment)
    assert 'value="comment"' in page.content.decode()
    typed = {"comment": "Wants an offer", "do": "comment"}
    there = client.post(url("segment_call", segment), hidden(page) | typed).url
    form = client.get(there)
    submission = form.context["form"]["submission"].value()
    said = {"text": "Likes green", "commented_on": "2026-03-01", "submission": submission}
    saved = client.post(there, said)

    assert saved.url == url("segment_call", segment)
    back = client.get(saved.url)
    assert "Likes green" in text_of(back)
    assert back.context["form"]["comment"].value() == "Wants an offer"


def test_what_was_typed_is_there_again_once_a_task_was_made(client, segment):
    name, answer = asked(client, segment)
    page = begin(client, segment)
    typed = {"comment": "Wants an offer", "result": "positive", "other_phone": "+32 9"}
    said = typed | {name: str(answer.pk), "do": "task"}
    there = client.post(url("segment_call", segment), hidden(page) | said)
    first = page.context["call"]
    assert there.url.startswith(reverse("segments:task_new"))
    assert f"contact={first.contact_id}" in there.url

    back = client.get(url("segment_call", segment))
    assert {name: back.context["form"][name].value() for name in typed} == typed
    assert back.context["questions"][name].value() == str(answer.pk)
    send(client, segment, back, **typed)
    assert Interaction.objects.get().comments.get().text == "Wants an offer"
    following = client.get(url("segment_call", segment))
    assert following.context["call"] != first
    assert not following.context["form"]["comment"].value()


def send_later(client, segment, page, **said):
    return client.post(url("segment_call", segment), hidden(page) | said, follow=True)


def test_somebody_excluded_is_called_with_the_right_and_a_reason_that_is_kept(
    client, segment, caller
):
    page = begin_with(client, segment, exclude_from_segments=True)
    assert "may not be called" in text_of(page) and page.context["form"] is None

    may_override(caller)
    page = client.get(url("segment_call", segment))
    assert "You may call all the same, and say why." in text_of(page)
    refused = send(client, segment, page, result="positive", override="  ")
    assert refused.status_code == 422 and not Interaction.objects.exists()

    send(client, segment, page, result="positive", override=WHY)
    kept = GateOverride.objects.get(interaction=Interaction.objects.get())
    assert (kept.reason, kept.text, kept.created_by) == ("excluded", WHY, caller)


def test_an_objection_or_a_privacy_block_is_never_called_all_the_same(client, segment, caller):
    may_override(caller)
    page = begin_with(client, segment, is_privacy_blocked=True)

    assert "You may call all the same" not in text_of(page)
    send(client, segment, page, override=WHY, do="log")
    assert not Interaction.objects.exists()


def test_who_was_called_too_often_meanwhile_is_logged_with_a_reason_only(client, segment, caller):
    page = begin(client, segment)
    PressureRule.objects.create(code="ONE", most=1, days=7)
    first = calling.held_by(segment, by=caller).contact
    send(client, segment, page, result="positive")
    SegmentCall.objects.filter(contact=first).update(state="waiting", attempts=0)
    line = SegmentLine.objects.get(segment=segment, contact=first)

    page = client.post(url("segment_line_call", segment, line.pk), follow=True)
    refused = send(client, segment, page, result="positive", comment="Again")
    assert "The next free day is" in text_of(refused)
    assert "override" not in refused.content.decode()
    may_override(caller)
    refused = send(client, segment, page, result="positive", comment="Again")
    assert 'name="override"' in refused.content.decode()
    send(client, segment, refused, result="positive", override=WHY)

    assert GateOverride.objects.get().reason == "too_often"
    assert Interaction.objects.filter(contact=first).count() == 2
