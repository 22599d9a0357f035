"""The queue of calls of a segment: who comes next, what a call means for it, who never comes."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from campaigns.models import CampaignEntry
from contacts.models import AlternativeAddress, Contact, Questionnaire
from interactions import services as interactions
from interactions.models import Interaction
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import CallRules, MadeCall, Segment, SegmentCall, SegmentLine
from segments_app.services import calling
from segments_app.services.calling import claim_next, queue
from tests.consents import make_purpose, say
from tests.factories import make_campaign, make_contact, make_language, make_template_content

from .building import add, is_, ready_segment, remove
from .calls import (
    call_template,
    failed,
    make_caller,
    make_people,
    reached,
    row_of,
    segment_of,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def template():
    return call_template(unit_duration=5, unit_cost=2)


@pytest.fixture
def bea():
    return make_caller("bea")


@pytest.fixture
def carl():
    return make_caller("carl")


def test_the_contacts_come_in_the_order_of_the_lines_and_each_once(template, bea, now):
    people = make_people(3)
    segment = segment_of(now=now)

    called = []
    while call := claim_next(segment, by=bea, now=now):
        called.append(call.contact)
        reached(segment, call, by=bea, now=now)

    assert called == people
    assert claim_next(segment, by=bea, now=now + 100 * DAY) is None


def test_who_asks_again_has_the_contact_they_had_and_another_gets_the_next(
    template, bea, carl, now
):
    first, second = make_people(2)
    segment = segment_of(now=now)

    calls = [claim_next(segment, by=user, now=now) for user in (bea, carl, bea, carl)]

    assert [call.contact for call in calls] == [first, second, first, second]


def test_what_is_not_kept_up_goes_to_others_and_what_nobody_took_is_still_theirs(
    template, bea, carl, now
):
    (person,) = make_people(1)
    segment = segment_of(now=now)
    call = claim_next(segment, by=bea, now=now)
    later = now + calling.LEASE

    assert claim_next(segment, by=carl, now=later - timedelta(seconds=1)) is None
    calling.keep_holding(segment, by=bea, now=later)
    assert claim_next(segment, by=carl, now=later) is None

    later += calling.LEASE
    assert claim_next(segment, by=bea, now=later).contact == person  # nobody took it
    later += calling.LEASE
    assert claim_next(segment, by=carl, now=later).contact == person
    with pytest.raises(calling.HeldByAnother, match=person.name):
        reached(segment, call, by=bea, now=later)
    assert not Interaction.objects.exists()


def test_who_stops_gives_the_contact_back_to_its_place(template, bea, carl, now):
    first, _second = make_people(2)
    segment = segment_of(now=now)
    claim_next(segment, by=bea, now=now)

    calling.release(segment, by=bea)

    assert claim_next(segment, by=carl, now=now).contact == first


def test_the_database_lets_nobody_have_two_contacts_nor_a_contact_stand_twice(bea, now):
    first, second = make_people(2)
    segment = segment_of(now=now)
    held = {"segment": segment, "claimed_by": bea, "claimed_until": now}
    SegmentCall.objects.create(contact=first, place=1, **held)

    for wrong in (
        {"contact": second, "place": 2, **held},
        {"contact": first, "place": 2, "segment": segment},
        {"contact": second, "place": 2, "segment": segment, "claimed_by": bea},
        {"contact": second, "place": 2, "segment": segment, "state": "other"},
        {"contact": second, "place": 2, "segment": segment, "state": "reached"},
        {
            "contact": second, "place": 2, "segment": segment, "attempts": 1,
            "state": "reached", "call_at": now,
        },
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            SegmentCall.objects.create(**wrong)


def test_who_did_not_answer_comes_again_after_the_days_and_is_given_up_after_the_attempts(
    template, bea, now
):
    (person,) = make_people(1)
    segment = segment_of(now=now)
    rules = {"again_after": 3, "give_up_after": 2, "questionnaire": None}
    calling.set_call_rules(segment, values=rules)

    failed(segment, claim_next(segment, by=bea, now=now), by=bea, now=now)

    row = row_of(segment, person)
    assert (row.state, row.attempts, row.call_at) == ("waiting", 1, now + 3 * DAY)
    assert claim_next(segment, by=bea, now=now + 2 * DAY) is None

    later = now + 3 * DAY
    failed(segment, claim_next(segment, by=bea, now=later), by=bea, now=later)

    row.refresh_from_db()
    assert (row.state, row.attempts, row.call_at) == ("given_up", 2, None)
    assert claim_next(segment, by=bea, now=now + 99 * DAY) is None
    assert Interaction.objects.filter(attempt_failed=True).count() == 2


def test_whoever_is_due_comes_first_then_those_never_called_then_those_passed_over(
    template, bea, now
):
    people = make_people(4)
    segment = segment_of(now=now)
    skipped = claim_next(segment, by=bea, now=now)
    calling.pass_over(skipped, by=bea, now=now)
    postponed = claim_next(segment, by=bea, now=now)
    hour = now + timedelta(hours=1)
    calling.postpone_call(postponed, until=hour, note="Ask for Mia", by=bea, now=now)

    order = []
    for moment in (now, hour, hour, hour):
        call = claim_next(segment, by=bea, now=moment)
        order.append(call.contact)
        reached(segment, call, by=bea, now=moment)

    assert order == [people[2], people[1], people[3], people[0]]
    assert postponed.contact == people[1]


def test_a_long_segment_is_lined_up_bit_by_bit_in_the_same_order(template, bea, now, monkeypatch):
    """Whoever was passed over still comes after all others, lined up by then or not."""
    monkeypatch.setattr(queue, "BATCH", 2)
    make_people(5)
    segment = segment_of(now=now)

    passed = calling.claim_next(segment, by=bea, now=now)
    assert SegmentCall.objects.count() == 2
    calling.pass_over(passed, by=bea, now=now)
    seen = [passed.contact.name]
    while (call := calling.claim_next(segment, by=bea, now=now)) is not None:
        seen.append(call.contact.name)
        reached(segment, call, by=bea, now=now)

    assert seen == [*(f"Person {index:04d}" for index in range(5)), "Person 0000"]
    assert calling.call_figures(segment, now=now)["reached"] == 5


def test_a_call_is_put_off_to_a_time_to_come_by_who_has_the_contact(template, bea, carl, now):
    make_people(1)
    segment = segment_of(now=now)
    call = claim_next(segment, by=bea, now=now)

    with pytest.raises(calling.CallError, match="still to come"):
        calling.postpone_call(call, until=now, by=bea, now=now)
    with pytest.raises(calling.HeldByAnother):
        calling.postpone_call(call, until=now + DAY, by=carl, now=now)

    calling.postpone_call(call, until=now + DAY, note="  Ask\nfor Mia ", by=bea, now=now)
    calling.postpone_call(call, until=now + 2 * DAY, by=bea, now=now)  # pressed twice
    calling.pass_over(call, by=bea, now=now)

    call.refresh_from_db()
    assert (call.call_at, call.note, call.claimed_by, call.skipped_at) == (
        now + DAY, "Ask for Mia", None, None,
    )  # fmt: skip


def test_a_call_is_logged_at_once_with_what_the_segment_says_and_the_line_stays(template, bea, now):
    person = make_contact(phone="1", correspondence_type="email", email="a@example.com")
    campaign = make_campaign()
    segment = segment_of(now=now, campaign=campaign, is_response=True)
    call = claim_next(segment, by=bea, now=now)

    interaction = reached(
        segment, call, phone="1", evaluation="positive", comment="Wants a quote", by=bea, now=now
    )

    assert (interaction.contact, interaction.template) == (person, template)
    assert (interaction.segment_number, interaction.logged_segment) == (segment.number, None)
    assert (interaction.contact_via, interaction.evaluation) == ("1", "positive")
    assert (interaction.campaign, interaction.is_response) == (campaign, True)
    assert (interaction.cost, interaction.duration) == (2, 5)
    assert (interaction.created_by, interaction.correspondence_type) == (bea, "")
    assert interaction.comments.get().text == "Wants a quote"
    entry = interaction.campaign_entry
    assert (entry.segment_number, entry.description) == (segment.number, segment.description)
    line = SegmentLine.objects.get(segment=segment, contact=person)
    assert (line.contact_via, line.removed_at) == ("1", None)
    assert MadeCall.objects.get().interaction == interaction
    assert (row_of(segment, person).state, row_of(segment, person).claimed_by) == ("reached", None)


def test_the_form_of_a_call_sent_twice_makes_one(template, bea, now):
    make_people(2)
    segment = segment_of(now=now)
    call = claim_next(segment, by=bea, now=now)
    said = {"call": call, "phone": "1", "values": {}, "submission": uuid4(), "by": bea, "now": now}

    first = calling.log_segment_call(segment, **said)
    claim_next(segment, by=bea, now=now)

    assert calling.log_segment_call(segment, **said) == first
    assert Interaction.objects.count() == MadeCall.objects.count() == 1
    call.refresh_from_db()
    assert call.attempts == 1
    with pytest.raises(calling.HeldByAnother):  # another window, another form, the same call
        calling.log_segment_call(segment, **said | {"submission": uuid4()})


def test_without_a_template_for_calls_nothing_is_logged_and_the_contact_is_still_held(bea, now):
    make_people(1)
    segment = segment_of(now=now)
    call = claim_next(segment, by=bea, now=now)

    with pytest.raises(interactions.NoCallTemplate, match="outgoing calls"):
        reached(segment, call, by=bea, now=now)

    assert calling.held_by(segment, by=bea) == call


def test_who_may_not_be_called_or_has_no_number_never_comes(template, bea, now):
    purpose = make_purpose(phone_rule="consent")
    fine, other_number, no_number, objected, blocked, silent = make_people(6)
    for person in (fine, other_number, no_number, objected, blocked):
        say(person, channel="phone", purpose=purpose)
    segment = segment_of(now=now, purpose=purpose)
    Contact.objects.filter(pk__in=[other_number.pk, no_number.pk]).update(phone="")
    AlternativeAddress.objects.create(contact=other_number, code="HOME", mobile_phone="2")
    say(objected, "objected", "phone", purpose=purpose, now=now)
    Contact.objects.filter(pk=blocked.pk).update(is_privacy_blocked=True)

    assert claim_next(segment, by=bea, now=now).contact == fine
    reached(segment, calling.held_by(segment, by=bea), by=bea, now=now)
    assert claim_next(segment, by=bea, now=now).contact == other_number
    reached(segment, calling.held_by(segment, by=bea), by=bea, now=now)
    assert claim_next(segment, by=bea, now=now) is None

    def names(figure):
        lines = calling.lines_in(segment, figure, now=now)
        return {line.contact_id: getattr(line, "left_out_reason", "") for line in lines}

    assert names("left_out") == {
        objected.pk: "objected", blocked.pk: "privacy_blocked", silent.pk: "no_consent"
    }  # fmt: skip
    assert set(names("no_number")) == {no_number.pk}
    Contact.objects.filter(pk=no_number.pk).update(phone="3")
    assert claim_next(segment, by=bea, now=now).contact == no_number  # seen at the end


def test_who_objects_while_they_are_being_called_is_not_logged(template, bea, now):
    purpose = make_purpose(phone_rule="objection")
    (person,) = make_people(1)
    segment = segment_of(now=now, purpose=purpose)
    call = claim_next(segment, by=bea, now=now)
    say(person, "objected", "phone", purpose=purpose, now=now)

    with pytest.raises(interactions.ContactBlocked, match="bjected"):
        reached(segment, call, by=bea, now=now)

    assert not Interaction.objects.exists()
    assert claim_next(segment, by=bea, now=now) is None
    assert calling.held_by(segment, by=bea) is None


def test_who_joins_is_called_and_who_leaves_is_not(template, bea, now):
    first, second = make_people(2)
    segment = segment_of(now=now)
    assert claim_next(segment, by=bea, now=now).contact == first
    third = make_contact(phone="1")
    add(segment, is_(third), now=now + DAY)
    remove(segment, is_(first, second), now=now + 2 * DAY)

    assert claim_next(segment, by=bea, now=now + 2 * DAY).contact == third
    assert set(SegmentCall.objects.values_list("contact", flat=True)) == {third.pk}


def test_a_contact_is_called_out_of_turn_unless_another_has_it(template, bea, carl, now):
    first, second = make_people(2)
    segment = segment_of(now=now)

    assert calling.claim_contact(segment, contact=second, by=bea, now=now).contact == second
    with pytest.raises(calling.HeldByAnother):
        calling.claim_contact(segment, contact=second, by=carl, now=now)
    with pytest.raises(calling.CallError, match="not on the segment"):
        calling.claim_contact(segment, contact=make_contact(), by=bea, now=now)
    assert calling.claim_contact(segment, contact=first, by=bea, now=now).contact == first
    assert claim_next(segment, by=carl, now=now).contact == second

    reached(segment, calling.held_by(segment, by=bea), by=bea, now=now)
    again = calling.claim_contact(segment, contact=first, by=bea, now=now)
    failed(segment, again, by=bea, now=now)
    assert (row_of(segment, first).state, row_of(segment, first).attempts) == ("reached", 2)


def test_the_figures_add_up_and_each_leads_to_what_it_counts(template, bea, now):
    people = make_people(7)
    segment = segment_of(now=now)
    calling.set_call_rules(
        segment, values={"again_after": 0, "give_up_after": 2, "questionnaire": None}
    )
    reached(segment, claim_next(segment, by=bea, now=now), by=bea, now=now)
    failed(segment, claim_next(segment, by=bea, now=now), by=bea, now=now)
    for _attempt in range(2):
        call = calling.claim_contact(segment, contact=people[2], by=bea, now=now)
        failed(segment, call, by=bea, now=now)
    call = calling.claim_contact(segment, contact=people[3], by=bea, now=now)
    calling.postpone_call(call, until=now + DAY, by=bea, now=now)
    Contact.objects.filter(pk=people[4].pk).update(is_privacy_blocked=True)
    Contact.objects.filter(pk=people[5].pk).update(phone="")
    soon = now + timedelta(hours=2)

    figures = calling.call_figures(segment, now=soon)

    assert figures == {
        "to_do": 1, "again": 2, "reached": 1, "given_up": 1, "left_out": 1, "no_number": 1,
        "called": 3, "uncalled": 4, "due": 1,
    }  # fmt: skip
    assert sum(figures[name] for name in calling.FIGURES[:6]) == len(people)
    for name, number in figures.items():
        assert calling.lines_in(segment, name, now=soon).count() == number


def test_logging_the_segment_counts_its_calls_once(template, bea, now):
    campaign = make_campaign()
    called, tried, uncalled = make_people(3)
    segment = segment_of(now=now, campaign=campaign, template=template)
    segment.refresh_from_db()
    reached(segment, claim_next(segment, by=bea, now=now), by=bea, now=now)
    first_try = failed(segment, claim_next(segment, by=bea, now=now), by=bea, now=now)
    last_try = failed(
        segment,
        calling.claim_contact(segment, contact=tried, by=bea, now=now),
        by=bea,
        now=now,
    )

    logged = services.log_segment(segment, by=bea, now=now)

    assert (logged.line_count, logged.logged_count, logged.left_out_count) == (3, 3, 0)
    rows = Interaction.objects.filter(logged_segment=logged)
    assert {row.contact for row in rows} == {called, tried, uncalled}
    assert Interaction.objects.count() == 4  # three of the segment, and the first try
    assert rows.get(contact=tried) == last_try
    entry = CampaignEntry.objects.get()
    assert entry.segment_number == segment.number
    assert set(rows.values_list("campaign_entry", flat=True)) == {entry.pk}
    first_try.refresh_from_db()
    assert (first_try.logged_segment, first_try.campaign_entry) == (None, entry)
    with pytest.raises(services.SegmentIsLogged):
        claim_next(segment, by=bea, now=now)


def test_cancelling_the_logged_segment_takes_its_calls_along_and_brings_them_back(
    template, bea, now
):
    make_people(1)
    segment = segment_of(now=now, campaign=make_campaign(), template=template)
    failed(segment, claim_next(segment, by=bea, now=now), by=bea, now=now)
    later = now + 2 * DAY
    reached(segment, claim_next(segment, by=bea, now=later), by=bea, now=later)
    logged = services.log_segment(segment, by=bea, now=later)

    said = {"by": bea, "now": later}
    assert interactions.cancel_logged_segment(logged, reason="Mistake", **said) == 2
    assert not Interaction.objects.counted().exists()
    assert interactions.uncancel_logged_segment(logged, **said) == 2
    assert Interaction.objects.counted().count() == 2
    assert CampaignEntry.objects.counted().count() == 1


def test_a_letter_to_somebody_who_was_called_is_logged_besides(template, bea, now):
    make_people(1)
    segment = segment_of(now=now)
    reached(segment, claim_next(segment, by=bea, now=now), by=bea, now=now)

    services.log_segment(segment, by=bea, now=now)

    assert Interaction.objects.count() == 2
    assert Interaction.objects.filter(logged_segment=None).get().template == template


def test_a_cancelled_call_stands_for_nothing(template, bea, now):
    make_people(1)
    segment = segment_of(now=now, template=template)
    call = reached(segment, claim_next(segment, by=bea, now=now), by=bea, now=now)
    interactions.cancel_interactions(
        Interaction.objects.filter(pk=call.pk), reason="Wrong number", by=bea, now=now
    )

    logged = services.log_segment(segment, by=bea, now=now)

    assert logged.logged_count == 1
    assert Interaction.objects.get(logged_segment=logged) != call
    assert calling.caller_figures(calling.made_calls(segment_number=segment.number)) == []


def test_answers_are_kept_with_the_call_or_not_at_all(template, bea, now):
    (person,) = make_people(1)
    questionnaire = Questionnaire.objects.create(code="Q", description="Needs")
    question = questionnaire.questions.create(position=1, text="Budget?")
    answer = question.answers.create(position=1, text="Large")
    segment = segment_of(now=now)
    call = claim_next(segment, by=bea, now=now)
    said = {"call": call, "values": {}, "answers": {question: [answer]}, "by": bea, "now": now}

    with pytest.raises(interactions.InteractionIncomplete):
        calling.log_segment_call(segment, phone="", **said)
    assert not person.answers.exists()

    calling.log_segment_call(segment, phone="1", **said)
    assert person.answers.get().answer == answer


def test_the_script_is_the_segments_in_the_contacts_language_else_that_of_calls(template, bea, now):
    german, english = make_language("de"), make_language("en")
    anna = make_contact("Anna", first_name="Anna", language=german, phone="1")
    otto = make_contact("Otto", first_name="", language=make_language("fr"), phone="1")
    template.default_language = english
    template.save()
    make_template_content(template, "en", script="Hello, this is us.")
    segment = segment_of(now=now)

    def script(contact):
        fresh = Segment.objects.get(pk=segment.pk)
        lines = SegmentLine.objects.current(fresh).with_effective_values(fresh)
        line = lines.get(contact=contact)
        return calling.script_for(fresh, line, contact=contact, template=template, by=bea)

    assert script(anna).text == "Hello, this is us."
    for language, text in ((english, "Hi {{ contact.first_name }}"), (german, "Guten Tag")):
        services.write_content(segment, language=language, script=text, by=bea, now=now)

    assert (script(anna).text, script(anna).language) == ("Guten Tag", german)
    assert (script(otto).text.strip(), script(otto).missing) == ("Hi", ["contact.first_name"])


def test_who_called_what_is_counted_by_caller_and_result(template, bea, carl, now):
    make_people(4)
    segment = segment_of(now=now)
    for user, values in (
        (bea, {"evaluation": "positive"}),
        (bea, {"attempt_failed": True}),
        (carl, {}),
    ):
        reached(segment, claim_next(segment, by=user, now=now), by=user, now=now, **values)

    rows = calling.caller_figures(calling.made_calls(made_call__segment=segment))
    total = calling.result_figures(rows)

    assert [(row.caller, row.calls, row.minutes) for row in rows] == [
        (bea.pk, 2, 10), (carl.pk, 1, 5),
    ]  # fmt: skip
    assert (total.calls, total.results["positive"], total.results["failed"]) == (3, 1, 1)
    assert (total.results["reached"], sum(total.results.values())) == (1, 3)
    found = calling.segments_called_by(bea, now=now + 9 * DAY).get()
    assert (found, found.due_calls) == (segment, 1)
    assert not calling.segments_called_by(make_caller("dora"), now=now).exists()


def test_rules_have_bounds_and_a_segment_that_is_gone_takes_its_queue_along(template, bea, now):
    make_people(1)
    segment = segment_of(now=now)
    good = {"again_after": 1, "give_up_after": 1, "questionnaire": None}
    for wrong in ({"again_after": 366}, {"give_up_after": 0}, {"give_up_after": 21}):
        with pytest.raises(ValidationError):
            calling.set_call_rules(segment, values=good | wrong)
    assert not CallRules.objects.exists()
    reached(segment, claim_next(segment, by=bea, now=now), by=bea, now=now)

    services.delete_segment(segment, by=bea, now=now)

    assert not SegmentCall.objects.exists() and not MadeCall.objects.exists()
    assert Interaction.objects.count() == 1


def test_a_copy_of_a_segment_has_its_scripts_and_rules_and_a_queue_of_its_own(template, bea, now):
    questionnaire = Questionnaire.objects.create(code="Q", description="Needs")
    segment = ready_segment(now=now)
    values = {"again_after": 9, "give_up_after": 7, "questionnaire": questionnaire}
    calling.set_call_rules(segment, values=values)
    make_people(1)
    services.write_content(segment, language=make_language("en"), script="Hi", by=bea, now=now)
    add(segment, EVERYONE, now=now)
    segment = Segment.objects.get(pk=segment.pk)
    calling.claim_next(segment, by=bea, now=now)

    copy = services.copy_segment(segment, by=bea, now=now)

    assert copy.contents.get().script == "Hi"
    rules = calling.rules_of(copy)
    assert {name: getattr(rules, name) for name in values} == values
    assert not SegmentCall.objects.filter(segment=copy).exists()
    assert calling.claim_next(copy, by=bea, now=now).contact.name == "Person 0000"
