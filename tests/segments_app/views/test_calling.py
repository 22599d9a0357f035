"""Call mode and the pages around it, as a marketer uses them."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from contacts.models import Contact, ContactAnswer, Questionnaire
from interactions.models import Interaction, InteractionTemplateSetup
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import CallRules, SegmentCall, SegmentLine
from segments_app.services import calling
from tests.accounts import make_user
from tests.factories import make_campaign, make_language, make_salesperson
from tests.segments_app.services.calls import call_template, make_people, segment_of

from .pages import counted, hidden, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def template():
    return call_template(unit_duration=5)


@pytest.fixture
def caller(marketer):
    make_salesperson(user=marketer)
    return marketer


@pytest.fixture
def segment(template, caller):
    make_people(3)
    return segment_of(now=timezone.now(), campaign=make_campaign())


def url(name, segment, *more):
    return reverse(f"segments:{name}", args=[segment.pk, *more])


def begin(client, segment):
    """Start calling and return the page of the first call."""
    return client.post(url("segment_call_next", segment), follow=True)


def send(client, segment, page, **said):
    fields = {}
    if said.get("result"):
        shown = page.context["form"]
        person = shown["salesperson"].value()
        fields = {
            "phone": "+32 2 1",
            "salesperson": getattr(person, "pk", person),
            "duration": shown["duration"].value(),
        }
    return client.post(url("segment_call", segment), hidden(page) | fields | said, follow=True)


def test_contacts_are_called_one_after_the_other_until_nobody_is_left(client, segment):
    page = begin(client, segment)
    for number, result in enumerate(("very_positive", "reached", "failed")):
        assert f"Person {number:04d}" in text_of(page)
        assert 'href="tel:+3221"' in page.content.decode()
        page = send(client, segment, page, result=result, comment=f"Said {number}")

    words = text_of(page)
    assert "Nobody is left to call now. The next call is due on" in words
    assert "Logged: Person 0002, Not reached." in words
    first, second, third = Interaction.objects.order_by("pk")
    assert (first.evaluation, first.attempt_failed, first.duration) == ("very_positive", False, 5)
    assert (second.evaluation, second.attempt_failed) == ("", False)
    assert third.attempt_failed
    assert [row.comments.get().text for row in (first, second, third)] == [
        "Said 0", "Said 1", "Said 2"
    ]  # fmt: skip


def test_what_is_missing_is_said_at_its_field_and_nothing_is_logged(client, segment):
    page = begin(client, segment)

    answer = send(client, segment, page)
    assert answer.status_code == 422
    assert "Choose what came of the call." in text_of(answer)

    answer = send(client, segment, page, result="positive", phone="", other_phone="call me")
    assert answer.status_code == 422
    answer = send(client, segment, page, result="positive", phone="", other_phone="")
    assert "Enter the telephone number that was called." in text_of(answer)
    assert not Interaction.objects.exists()
    assert SegmentCall.objects.get(claimed_by__isnull=False).attempts == 0

    assert send(client, segment, page, result="positive", other_phone="+49 5").status_code == 200
    assert Interaction.objects.get().contact_via == "+49 5"


def test_a_form_sent_twice_logs_once_and_goes_on_with_the_next(client, segment):
    page = begin(client, segment)

    pages = [send(client, segment, page, result="positive") for _twice in range(2)]

    assert Interaction.objects.count() == 1
    assert all("Person 0001" in text_of(one) for one in pages)
    assert "Somebody else" not in text_of(pages[1])


def test_who_was_too_slow_is_told_and_gets_another_contact(client, client_for, segment, now):
    page = begin(client, segment)
    SegmentCall.objects.filter(claimed_by__isnull=False).update(claimed_until=now)
    other = client_for(make_user("Marketer", "carl"))
    assert "Person 0000" in text_of(begin(other, segment))

    answer = send(client, segment, page, result="positive")

    assert "Somebody else is calling Person 0000, or has just called." in text_of(answer)
    assert not Interaction.objects.exists()
    assert "Person 0001" in text_of(begin(client, segment))


def test_a_call_is_put_off_by_a_button_or_to_a_moment(client, segment):
    page = begin(client, segment)
    page = send(client, segment, page, later="hour", note="Ask for Mia")
    tomorrow = timezone.localtime() + timedelta(days=1)
    answer = send(client, segment, page, later="at", call_at="2020-01-01T10:00")
    assert "Choose a time that is still to come." in text_of(answer)
    assert "Say when to call again." in text_of(send(client, segment, page, later="at"))
    page = send(client, segment, page, later="at", call_at=f"{tomorrow:%Y-%m-%dT%H:%M}")
    send(client, segment, page, later="week")

    times = list(SegmentCall.objects.order_by("place").values_list("call_at", flat=True))
    assert timedelta(minutes=58) < times[0] - timezone.now() < timedelta(minutes=61)
    assert times[1] == tomorrow.replace(second=0, microsecond=0)
    assert timezone.localtime(times[2]).hour == 9
    assert not Interaction.objects.exists()
    SegmentCall.objects.filter(note="Ask for Mia").update(call_at=timezone.now())
    assert "Note: Ask for Mia" in text_of(begin(client, segment))


def test_next_passes_over_and_stopping_holds_nobody(client, segment):
    page = begin(client, segment)

    page = send(client, segment, page, do="skip")
    assert "Person 0001" in text_of(page)
    page = send(client, segment, page, do="leave")

    assert page.redirect_chain[-1][0] == url("segment_calls", segment)
    assert not SegmentCall.objects.filter(claimed_by__isnull=False).exists()
    assert "Person 0001" in text_of(begin(client, segment))


def test_what_came_of_a_call_counts_after_calling_was_stopped_on_another_page(client, segment):
    page = begin(client, segment)
    send(client, segment, page, do="leave")

    for _twice in range(2):
        send(client, segment, page, result="positive", comment="Wants a visit")

    assert Interaction.objects.get().contact.name == "Person 0000"
    assert "Person 0001" in text_of(begin(client, segment))


def test_who_may_not_be_called_any_more_is_shown_with_the_reason_and_left(client, segment):
    page = begin(client, segment)
    Contact.objects.filter(name="Person 0000").update(is_privacy_blocked=True)

    shown = client.get(url("segment_call", segment))
    assert "This contact may not be called: privacy blocked." in text_of(shown)
    assert 'name="result"' not in shown.content.decode()
    send(client, segment, page, result="positive")
    assert not Interaction.objects.exists()

    assert "Person 0001" in text_of(send(client, segment, shown, do="skip"))


def test_without_a_template_for_calls_the_field_is_named_with_a_link(
    client, client_for, administrator, segment
):
    begin(client, segment)
    InteractionTemplateSetup.objects.filter(pk=1).update(outgoing_calls=None)
    link = reverse("admin:interactions_interactiontemplatesetup_change", args=[1])

    for name in ("segment_call", "segment_calls"):
        page = client.get(url(name, segment))
        assert "fill in the field “outgoing calls”" in text_of(page)
        assert link not in page.content.decode()
    page = client_for(administrator).get(url("segment_calls", segment))
    assert link in page.content.decode()


def test_script_and_questions_stand_on_the_page_and_answers_are_kept(client, segment, caller, now):
    questionnaire = Questionnaire.objects.create(code="Q", description="Needs")
    question = questionnaire.questions.create(position=1, text="Budget?")
    answer = question.answers.create(position=1, text="Large")
    german = make_language("de")
    Contact.objects.update(language=german)
    said = {"html": "", "script": "Guten Tag {{ contact.name }}", "by": caller, "now": now}
    services.write_content(segment, language=german, **said)
    client.post(
        url("segment_call_rules", segment),
        {"again_after": 1, "give_up_after": 1, "questionnaire": questionnaire.pk},
    )

    page = begin(client, segment)
    assert "Guten Tag Person 0000" in text_of(page)
    assert "Budget?" in text_of(page)
    send(client, segment, page, **{"result": "failed", f"question_{question.pk}": answer.pk})

    given = ContactAnswer.objects.get()
    assert (given.contact.name, given.answer) == ("Person 0000", answer)
    assert SegmentCall.objects.get(contact=given.contact).state == "given_up"


def test_rules_are_set_within_bounds(client, segment):
    there = url("segment_call_rules", segment)

    assert client.post(there, {"again_after": 999, "give_up_after": 0}).status_code == 422
    assert not CallRules.objects.exists()
    assert client.post(there, {"again_after": 5, "give_up_after": 4}).status_code == 303
    rules = CallRules.objects.get()
    assert (rules.again_after, rules.give_up_after) == (5, 4)
    assert 'value="5"' in client.get(there).content.decode()


def test_every_figure_leads_to_exactly_the_contacts_or_calls_that_it_counts(client, segment):
    page = begin(client, segment)
    page = send(client, segment, page, result="positive")
    send(client, segment, page, result="failed")

    overview = client.get(url("segment_calls", segment))

    for figure in overview.context["figures"]:
        found = client.get(figure.url)
        assert found.context["table"].paginator.count == figure.number, figure.label
    row = overview.context["callers"][0]
    for figure in (row.calls, *row.results, overview.context["total"].calls):
        found = client.get(figure.url)
        assert found.context["table"].paginator.count == figure.number, figure.label
    campaign = client.get(reverse("segments:campaign_calls", args=[segment.campaign_id]))
    assert campaign.context["total"].calls.number == 2
    assert segment.number in text_of(campaign)
    export = client.get(f"{row.calls.url}&export=csv")
    assert export.status_code in (200, 403)


def test_a_contact_of_the_list_is_called_out_of_turn(client, client_for, segment):
    line = SegmentLine.objects.get(contact__name="Person 0002")
    there = url("segment_line_call", segment, line.pk)
    assert there in client.get(url("segment_lines", segment)).content.decode()

    assert "Person 0002" in text_of(client.post(there, follow=True))

    other = client_for(make_user("Marketer", "carl"))
    assert "Somebody else is calling Person 0002" in text_of(other.post(there, follow=True))


def test_home_leads_on_and_a_logged_segment_calls_nobody(client, segment, caller):
    assert "Go on calling" not in text_of(client.get("/"))
    begin(client, segment)
    assert "Go on calling" in text_of(client.get("/"))
    assert "Go on with Person 0000" in text_of(client.get(url("segment_calls", segment)))
    assert client.post(url("segment_call_keep", segment)).status_code == 204

    services.log_segment(segment, by=caller, now=timezone.now())

    assert "Go on calling" not in text_of(client.get("/"))
    assert begin(client, segment).redirect_chain[0][0] == segment.get_absolute_url()
    assert "nobody is called from it any more" in text_of(client.get(url("segment_calls", segment)))


def test_the_check_names_whom_logging_would_take_for_called(client, template, caller):
    make_people(3)
    segment = segment_of(now=timezone.now(), template=template)
    there = url("segment_log", segment)
    assert "not been called" not in text_of(client.get(there))

    send(client, segment, begin(client, segment), result="positive")

    page = client.get(there)
    assert "2 contacts have not been called." in text_of(page)
    found = client.get(f"{url('segment_lines', segment)}?calls=uncalled")
    assert found.context["table"].paginator.count == 2


def test_an_empty_segment_says_what_to_do(client, template, caller):
    segment = services.create_segment(values={}, by=caller, now=timezone.now())

    assert "Nobody is on the segment yet" in text_of(client.get(url("segment_calls", segment)))
    assert "Nobody is left to call now." in text_of(begin(client, segment))


def test_who_has_no_right_to_call_calls_nobody(reader, client_for, segment):
    line = SegmentLine.objects.filter(segment=segment).first()
    posts = [
        url("segment_call_next", segment),
        url("segment_call", segment),
        url("segment_call_keep", segment),
        url("segment_line_call", segment, line.pk),
    ]
    silent = make_user("Marketer", "carl")
    silent.groups.clear()
    silent.user_permissions.add(
        *Permission.objects.filter(
            codename__in=["change_segment", "view_segment", "log_segment", "add_interaction"]
        )
    )
    for address in posts:
        assert reader.post(address).status_code == 403
    for address in posts[:2]:
        assert client_for(silent).post(address).status_code == 403
    assert "Start calling" not in text_of(reader.get(url("segment_calls", segment)))
    assert not SegmentCall.objects.filter(claimed_by__isnull=False).exists()


@pytest.mark.parametrize("name", ["segment_call", "segment_calls", "made_call_list"])
def test_the_pages_ask_as_often_for_many_as_for_few(client, caller, template, name):
    make_people(2)
    segment = segment_of(now=timezone.now())
    page = begin(client, segment)
    page = send(client, segment, page, result="positive")

    there = url(name, segment) if name != "made_call_list" else reverse(f"segments:{name}")
    client.get(there)
    with counted() as few:
        client.get(there)
    people = make_people(12)
    calling_all(segment, people, caller)
    with counted() as many:
        client.get(there)

    assert len(many) <= len(few) + 1, [query["sql"][:90] for query in many]


def calling_all(segment, people, caller):

    now = timezone.now()
    services.take_step(segment, action="add", rule=EVERYONE, by=caller, now=now)
    held = calling.held_by(segment, by=caller)
    for person in people[:6]:
        call = calling.claim_contact(segment, contact=person, by=caller, now=now)
        calling.log_segment_call(
            segment, call=call, phone="1", values={"attempt_failed": True}, by=caller, now=now
        )
    calling.claim_contact(segment, contact=held.contact, by=caller, now=now)
