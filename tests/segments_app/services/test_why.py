"""Why somebody is on a segment agrees with the lines, and says what happened."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment
from segments_app.services import StepOptions, Taken
from tests.factories import make_company, make_person
from tests.segments_app.services.test_undo_property import CITIES, Work, people  # noqa: F401

from .building import add, current, is_, keep, make_segment, ready_segment, remove

pytestmark = pytest.mark.django_db


def asked(segment, contact, now, **given):
    segment = Segment.objects.get(pk=segment.pk)
    return services.why(segment, contact=contact, now=now, **given)


@pytest.mark.parametrize("seed", range(6))
def test_random_steps_with_options_are_explained_as_the_lines_have_them(seed, people, now):  # noqa: F811
    work = Work(random.Random(seed), people, now)
    for _ in range(12):
        work.act()
        there = set(current(work.segment).values_list("contact", flat=True))
        for contact in random.Random(seed).sample(list(people.values()), 4):
            answer = asked(work.segment, contact, now)
            is_in = contact.pk in there
            assert answer.is_in is is_in
            # Nothing about the contacts has changed, so every step would do again what it did.
            assert answer.would_be_in is is_in
            assert answer.differing is None


def in_city(city):
    return {"field": "city", "is": "is", "value": city}


def test_it_says_which_step_added_and_by_whom(now):
    anna = User.objects.create_user("anna", first_name="Anna", last_name="Berg")
    person = make_person(city="Bonn")
    segment = make_segment(now=now)
    add(segment, in_city("Kiel"), now=now)
    add(segment, in_city("Bonn"), now=now + timedelta(days=1), by=anna)

    answer = asked(segment, person, now)

    assert answer.is_in
    added = answer.added.taken
    assert (added.position, added.by, added.at) == (2, "Anna Berg", now + timedelta(days=1))
    assert [trace.event for trace in answer.traces] == ["", "added"]


def test_who_was_added_and_would_not_match_today_is_still_there_and_that_is_said(now):
    person = make_person(city="Bonn")
    segment = make_segment(now=now)
    add(segment, in_city("Bonn"), now=now)
    Contact.objects.filter(pk=person.pk).update(city="Kiel")
    person.refresh_from_db()

    answer = asked(segment, person, now)

    assert (answer.is_in, answer.would_be_in) == (True, False)
    assert answer.differing.taken.position == 1
    assert answer.differing.finding.blocker.value == "City: Kiel"


def test_who_matches_only_today_is_not_there_and_that_is_said(now):
    person = make_person(city="Kiel")
    segment = make_segment(now=now)
    add(segment, in_city("Bonn"), now=now)
    Contact.objects.filter(pk=person.pk).update(city="Bonn")
    person.refresh_from_db()

    answer = asked(segment, person, now)

    assert (answer.is_in, answer.would_be_in) == (False, True)
    assert answer.matching.taken.position == 1


def test_it_says_which_step_took_the_contact_out(now):
    person = make_person(city="Bonn")
    segment = make_segment(now=now)
    add(segment, EVERYONE, now=now)
    remove(segment, in_city("Kiel"), now=now)
    keep(segment, in_city("Kiel"), now=now)

    answer = asked(segment, person, now)

    assert not answer.is_in
    assert (answer.removed.taken.position, answer.removed.taken.action) == (3, "keep")
    assert answer.removed.finding.blocker.label == "City is “Kiel”"


def test_removed_by_hand_is_known_as_that(now):
    person = make_person()
    segment = make_segment(now=now)
    add(segment, EVERYONE, now=now)
    lines = current(segment).filter(contact=person)
    services.remove_lines(segment, lines=lines, by=None, now=now)

    removed = asked(segment, person, now).removed.taken

    assert (removed.position, removed.source) == (2, "by_hand")


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        ({"is_privacy_blocked": True}, "privacy_blocked"),
        ({"is_privacy_blocked": True, "is_minor": True}, "privacy_blocked"),
        ({"exclude_from_segments": True}, "excluded"),
    ],
)
def test_the_gate_that_keeps_a_matching_contact_out_is_named(flags, reason, now):
    person = make_person(**flags)
    segment = make_segment(now=now)
    add(segment, EVERYONE, now=now)

    answer = asked(segment, person, now)

    assert not answer.is_in
    assert answer.matching.holds
    assert not answer.matching.lets_in(answer.gate)
    assert answer.gate == reason


def test_who_was_added_although_excluded_is_not_kept_out(now):
    person = make_person(exclude_from_segments=True)
    segment = make_segment(now=now)
    add(segment, EVERYONE, now=now, options=StepOptions(ignore_exclusion=True))

    answer = asked(segment, person, now)

    assert (answer.is_in, answer.reason, answer.would_be_in) == (True, "", True)


def test_a_colleague_through_whom_the_step_reached_is_named(now):
    company = make_company("Acme")
    anna, bert = make_person("Anna", company=company), make_person("Bert", company=company)
    segment = make_segment(now=now)
    add(segment, is_(anna), now=now, options=StepOptions(with_colleagues=True))

    answer = asked(segment, bert, now)

    assert answer.is_in
    assert (answer.added.holds, answer.added.finding.holds) == (True, False)
    assert answer.added.through == anna


def test_a_company_is_there_through_its_person_but_not_the_other_way_round(now):
    company = make_company("Acme")
    anna, bert = make_person("Anna", company=company), make_person("Bert", company=company)
    segment = make_segment(now=now)
    add(segment, is_(anna), now=now, options=StepOptions(with_company=True))

    assert asked(segment, company, now).added.through == anna
    assert not asked(segment, bert, now).traces[0].holds


def test_steps_gone_back_on_do_not_count(now):
    person = make_person(city="Bonn")
    segment = make_segment(now=now)
    add(segment, EVERYONE, now=now)
    remove(segment, in_city("Bonn"), now=now)
    services.go_to(segment, position=1, by=None, now=now)

    answer = asked(segment, person, now)

    assert (answer.is_in, answer.removed) == (True, None)
    assert [trace.taken.is_in_force for trace in answer.traces] == [True, False]


def test_the_step_being_written_is_asked_as_well(now):
    person = make_person(city="Bonn")
    segment = make_segment(now=now)
    draft = Taken(action="add", rule=in_city("Bonn"), options=StepOptions())

    answer = asked(segment, person, now, draft=draft)

    assert (answer.is_in, answer.traces) == (False, [])
    assert answer.draft.holds


def test_a_step_that_cannot_be_read_any_more_takes_no_side(now):
    person = make_person()
    segment = make_segment(now=now)
    add(segment, EVERYONE, now=now)
    segment.steps.update(rule={"field": "gone", "is": "yes"})

    answer = asked(segment, person, now)

    assert (answer.is_in, answer.traces[0].holds, answer.would_be_in) == (True, None, None)


def logged(segment, now):
    return services.log_segment(segment, by=None, now=now)


def test_a_logged_segment_knows_who_was_logged_left_out_and_not_there(now):
    there, blocked, elsewhere = make_person(), make_person(), make_person()
    segment = ready_segment(now=now)
    add(segment, is_(there, blocked), now=now)
    Contact.objects.filter(pk=blocked.pk).update(is_privacy_blocked=True)
    batch = logged(segment, now)

    answers = [
        services.why_logged(batch, contact=one, now=now) for one in (there, blocked, elsewhere)
    ]

    assert [one.is_in for one in answers] == [True, True, False]
    assert answers[0].interaction.contact == there
    assert answers[1].left_out.reason == "privacy_blocked"
    assert [one.traces[0].event for one in answers] == ["added", "added", ""]


def test_a_logged_segment_whose_lines_are_unknown_does_not_guess(now):
    there = make_person()
    segment = ready_segment(now=now)
    add(segment, is_(there), now=now)
    batch = logged(segment, now)
    current(segment).delete()

    answer = services.why_logged(batch, contact=there, now=now)

    assert (answer.is_in, answer.traces[0].event) == (True, None)


def test_more_steps_cost_no_more_queries(now):
    person = make_person(city="Bonn")
    segment = make_segment(now=now)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            asked(segment, person, now)
        return len(captured)

    add(segment, in_city("Bonn"), now=now)
    one = queries()
    for city in CITIES:
        add(segment, in_city(city), now=now)
        remove(segment, {"not": in_city(city)}, now=now)

    assert queries() == one <= 6


def test_who_joined_or_left_by_a_refresh_is_known_with_the_cause(now):
    stays, joins, leaves = (
        make_person(city=city, created_at=now - timedelta(days=9))
        for city in ("Bonn", "Kiel", "Bonn")
    )
    segment = make_segment(now=now)
    add(segment, in_city("Bonn"), now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)
    later = now + timedelta(days=1)
    for person, city in ((joins, "Bonn"), (leaves, "Kiel")):
        Contact.objects.filter(pk=person.pk).update(city=city, modified_at=later)
        person.refresh_from_db()
    services.refresh_segment(segment, by=None, now=later)

    answers = [asked(segment, one, later) for one in (stays, joins, leaves)]

    assert [one.is_in for one in answers] == [True, True, False]
    assert [one.would_be_in for one in answers] == [True, True, False]
    assert [one.differing for one in answers] == [None, None, None]
    assert answers[1].added.is_refresh
    assert answers[2].removed.is_refresh
    assert answers[1].move.cause == "contact"


def test_what_differs_since_a_refresh_is_laid_to_the_step_that_decides(now):
    person = make_person(city="Bonn")
    segment = make_segment(now=now)
    add(segment, in_city("Bonn"), now=now)
    add(segment, in_city("Ulm"), now=now)
    services.keep_up_to_date(segment, every="demand", by=None, now=now)
    Contact.objects.filter(pk=person.pk).update(city="Kiel")
    services.refresh_segment(segment, by=None, now=now)
    Contact.objects.filter(pk=person.pk).update(city="Ulm")
    person.refresh_from_db()

    answer = asked(segment, person, now)

    assert (answer.is_in, answer.would_be_in) == (False, True)
    assert answer.differing.taken.position == 2
