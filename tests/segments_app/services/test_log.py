"""Logging a segment: what is written, what is refused, and only once."""

from datetime import date

import pytest

from campaigns.models import CampaignEntry
from interactions.models import FrozenContent, Interaction, LeftOut, LoggedSegment
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment, SegmentLine
from tests.factories import (
    make_campaign,
    make_company,
    make_contact,
    make_language,
    make_person,
    make_salesperson,
    make_template,
    make_template_content,
)

from .building import add, current, is_, make_segment, ready_segment, remove

pytestmark = pytest.mark.django_db


def kinds(segment, now):
    segment.refresh_from_db()
    return {problem.kind: problem for problem in services.find_problems(segment, now=now)}


def test_a33_a_segment_without_description_is_not_logged(now):
    segment = ready_segment(now=now, description="")
    make_contact()
    add(segment, EVERYONE, now=now)

    with pytest.raises(services.SegmentHasProblems):
        services.log_segment(segment, by=None, now=now)

    assert kinds(segment, now)["description"].is_error
    assert not LoggedSegment.objects.exists()


def test_a34_a_segment_without_contacts_is_not_logged(now):
    segment = ready_segment(now=now)

    with pytest.raises(services.SegmentHasProblems):
        services.log_segment(segment, by=None, now=now)

    assert kinds(segment, now)["lines"].is_error


def test_a35_one_line_without_salesperson_and_nothing_is_stored(now):
    seller = make_salesperson()
    segment = make_segment(now=now, description="Letter", template=make_template())
    make_contact(salesperson=seller)
    lacking = make_contact()
    add(segment, EVERYONE, now=now)

    with pytest.raises(services.SegmentHasProblems) as refused:
        services.log_segment(segment, by=None, now=now)

    assert [problem.kind for problem in refused.value.problems] == ["salesperson"]
    assert refused.value.problems[0].contacts == [lacking]
    assert services.lines_with_problem(current_segment(segment), "salesperson").get().contact == (
        lacking
    )
    assert not Interaction.objects.exists() and not LoggedSegment.objects.exists()
    assert current_segment(segment).is_open


def test_all_problems_are_told_at_once(now):
    segment = make_segment(now=now)
    services.update_segment(segment, values={"occurred_on": None}, by=None, now=now)
    make_contact(correspondence_type="email")
    make_contact()
    add(segment, EVERYONE, now=now)

    found = kinds(segment, now)

    assert set(found) == {"description", "date", "template", "salesperson", "email", "content"}
    assert {kind for kind, problem in found.items() if not problem.is_error} == {"email", "content"}
    assert found["salesperson"].count == 2
    assert found["salesperson"].message == "2 contacts have no salesperson."


def test_a36_without_an_address_an_email_is_logged_without_a_correspondence_type(now):
    segment = ready_segment(now=now)
    nowhere = make_contact(correspondence_type="email")
    somewhere = make_contact(correspondence_type="email", email="a@example.com")
    add(segment, EVERYONE, now=now)

    assert kinds(segment, now)["email"].count == 1
    services.log_segment(segment, by=None, now=now)

    assert Interaction.objects.get(contact=nowhere).correspondence_type == ""
    assert Interaction.objects.get(contact=somewhere).correspondence_type == "email"


def test_a37_an_alternative_address_with_an_email_takes_its_place(now):
    segment = ready_segment(now=now)
    contact = make_contact(correspondence_type="email")
    summer = contact.alternative_addresses.create(code="SUMMER", email="summer@example.com")
    contact.address_date_ranges.create(alternative_address=summer, starts_on=date(2026, 1, 1))
    add(segment, EVERYONE, now=now)

    assert "email" not in kinds(segment, now)
    services.log_segment(segment, by=None, now=now)

    interaction = Interaction.objects.get()
    assert interaction.correspondence_type == "email"
    assert interaction.alternative_address == summer


def test_a39_two_campaigns_make_two_campaign_entries_and_one_logged_segment(now):
    first, second = make_campaign(), make_campaign()
    segment = ready_segment(now=now, campaign=first)
    people = [make_contact() for _ in range(5)]
    add(segment, EVERYONE, now=now)
    lines = current(segment).filter(contact__in=people[:2])
    services.edit_lines(segment, lines=lines, values={"campaign": second}, by=None, now=now)

    logged = services.log_segment(segment, by=None, now=now)

    assert LoggedSegment.objects.get() == logged
    assert (logged.line_count, logged.logged_count, logged.left_out_count) == (5, 5, 0)
    entries = {entry.campaign: entry for entry in CampaignEntry.objects.all()}
    assert entries[first].interactions.count() == 3
    assert entries[second].interactions.count() == 2
    assert {entry.segment_number for entry in entries.values()} == {segment.number}


def test_a40_a_cost_edited_on_a_line_is_the_cost_of_its_interaction(now):
    campaign = make_campaign()
    segment = ready_segment(now=now, campaign=campaign)
    dear, usual = make_contact(), make_contact()
    add(segment, EVERYONE, now=now)
    lines = current(segment).filter(contact=dear)
    services.edit_lines(segment, lines=lines, values={"cost": 12}, by=None, now=now)

    services.log_segment(segment, by=None, now=now)

    costs = dict(Interaction.objects.values_list("contact", "cost"))
    assert costs == {dear.pk: 12, usual.pk: 8}
    assert CampaignEntry.objects.get().interactions.totals()["cost"] == 20


def test_a41_a_segment_is_logged_once(marketer, now):
    segment = ready_segment(now=now)
    make_contact()
    add(segment, EVERYONE, now=now)
    logged = services.log_segment(segment, by=marketer, now=now)

    with pytest.raises(services.SegmentIsLogged, match="has been logged") as refused:
        services.log_segment(segment, by=marketer, now=now)

    assert refused.value.logged_segment == logged
    assert Interaction.objects.count() == 1


def test_a42_the_follow_up_has_the_same_contacts_the_campaign_and_no_template(marketer, now):
    campaign = make_campaign()
    segment = ready_segment(now=now, campaign=campaign)
    people = {make_contact(), make_contact()}
    make_contact(is_privacy_blocked=True)
    add(segment, EVERYONE, now=now)

    logged = services.log_segment(segment, create_follow_up=True, by=marketer, now=now)

    follow_up = logged.follow_ups.get()
    assert follow_up.description == f"Follow-up on {segment.number}"
    assert (follow_up.campaign, follow_up.template, follow_up.position) == (campaign, None, 1)
    assert {line.contact for line in current(follow_up)} == people
    assert not current(follow_up).filter(campaign__isnull=False).exists()


def test_the_log_keeps_steps_sentence_and_counts(marketer, now):
    segment = ready_segment(now=now)
    make_contact(city="Kiel")
    make_contact(city="Bonn")
    add(segment, EVERYONE, now=now, by=marketer)
    remove(segment, {"field": "city", "is": "is", "value": "Kiel"}, now=now, by=marketer)
    add(segment, EVERYONE, now=now, by=marketer)
    services.go_to(segment, position=2, by=marketer, now=now)

    logged = services.log_segment(segment, by=marketer, now=now)

    assert [(s["action"], s["before"], s["after"]) for s in logged.steps] == [
        ("add", 0, 2),
        ("remove", 2, 1),
    ]
    assert logged.steps[0]["by"] == "Marketer"
    assert logged.sentence.startswith("1. Add: ")
    assert "Kiel" in logged.sentence
    segment.refresh_from_db()
    assert (segment.status, segment.logged_segment) == ("logged", logged)
    assert segment.steps.count() == 2
    assert logged.created_by == marketer


@pytest.mark.lesson(57, 60)
def test_who_was_blocked_meanwhile_is_left_out_with_the_reason(now):
    segment = ready_segment(now=now)
    good, blocked, excluded, invited = (make_contact() for _ in range(4))
    add(segment, is_(good, blocked, excluded), now=now)
    blocked.is_privacy_blocked = True
    blocked.save()
    excluded.exclude_from_segments = invited.exclude_from_segments = True
    excluded.save()
    invited.save()
    services.add_by_hand(segment, contacts=[invited], by=None, now=now)

    assert services.left_out_by_reason(current_segment(segment)) == {
        "privacy_blocked": 1,
        "excluded": 1,
    }
    logged = services.log_segment(segment, by=None, now=now)

    assert (logged.line_count, logged.logged_count, logged.left_out_count) == (4, 2, 2)
    reasons = {left.contact: left.reason for left in LeftOut.objects.all()}
    assert reasons == {blocked: "privacy_blocked", excluded: "excluded"}
    assert {i.contact for i in Interaction.objects.all()} == {good, invited}


def test_problems_of_those_left_out_do_not_matter(now):
    segment = make_segment(now=now, description="Letter", template=make_template())
    make_contact(salesperson=make_salesperson())
    blocked = make_contact()
    add(segment, EVERYONE, now=now)
    blocked.is_privacy_blocked = True
    blocked.save()

    logged = services.log_segment(segment, by=None, now=now)

    assert (logged.logged_count, logged.left_out_count) == (1, 1)


@pytest.mark.lesson(71)
def test_when_all_are_left_out_there_is_nobody_to_log(now):
    segment = ready_segment(now=now)
    contact = make_contact()
    add(segment, EVERYONE, now=now)
    contact.is_privacy_blocked = True
    contact.save()

    problem = kinds(segment, now)["lines"]

    assert "nobody to log" in problem.message


def test_contents_are_frozen_once_per_language(now):
    english, german = make_language("en"), make_language("de")
    template = make_template(default_language=english)
    make_template_content(template, "en", subject="Spring", text="Hello")
    make_template_content(template, "de", subject="Frühling", text="Hallo")
    make_template_content(template, "it", subject="Primavera", text="Ciao")
    call = make_template(default_language=english)
    make_template_content(call, "en", subject="Call", text="Ring")
    segment = ready_segment(now=now, template=template)
    hans, hugo = make_contact(language=german), make_contact(language=german)
    jane, own = make_contact(language=make_language("fr")), make_contact(language=german)
    add(segment, EVERYONE, now=now)
    lines = current(segment)
    edit = services.edit_lines
    edit(segment, lines=lines.filter(contact=own), values={"template": call}, by=None, now=now)
    edit(segment, lines=lines.filter(contact=hugo), values={"subject": "Hugo"}, by=None, now=now)

    services.log_segment(segment, by=None, now=now)

    of = {i.contact: i for i in Interaction.objects.select_related("content")}
    assert FrozenContent.objects.count() == 3
    assert (of[hans].language, of[hans].subject, of[hans].content.text) == (
        german,
        "Frühling",
        "Hallo",
    )
    assert (of[hugo].subject, of[hugo].content) == ("Hugo", of[hans].content)
    assert (of[jane].language, of[jane].subject) == (english, "Spring")
    assert (of[own].language, of[own].content.text) == (english, "Ring")


def test_an_interaction_has_what_counts_for_its_line(marketer, now):
    company = make_company()
    person = make_person(company=company)
    campaign = make_campaign()
    segment = ready_segment(
        now=now,
        campaign=campaign,
        is_target=True,
        information_flow="outbound",
        initiated_by="us",
        occurred_on=date(2026, 4, 1),
    )
    add(segment, EVERYONE, now=now)
    values = {"evaluation": "positive", "attempt_failed": True, "contact_via": "+32 2 123"}
    services.edit_lines(segment, lines=current(segment), values=values, by=None, now=now)

    logged = services.log_segment(segment, by=marketer, now=now)

    of = {i.contact: i for i in Interaction.objects.all()}
    assert of[company].company == of[person].company == company
    interaction = of[person]
    assert interaction.occurred_on == date(2026, 4, 1)
    assert interaction.description == "Spring letter"
    assert interaction.template == segment.template
    assert interaction.group == segment.template.group
    assert interaction.salesperson == segment.salesperson
    assert (interaction.information_flow, interaction.initiated_by) == ("outbound", "us")
    assert (interaction.cost, interaction.duration) == (8, 3)
    assert (interaction.is_target, interaction.is_response) == (True, False)
    assert (interaction.evaluation, interaction.attempt_failed) == ("positive", True)
    assert (interaction.contact_via, interaction.is_postponed) == ("+32 2 123", False)
    assert (interaction.segment_number, interaction.logged_segment) == (segment.number, logged)
    assert (interaction.created_by, interaction.created_at) == (marketer, now)


def test_a_logged_segment_refuses_every_change(marketer, now):
    segment = ready_segment(now=now)
    contact = make_contact()
    add(segment, EVERYONE, now=now)
    services.log_segment(segment, by=marketer, now=now)
    by = {"by": marketer, "now": now}
    line = SegmentLine.objects.get()

    for change in (
        lambda: services.update_segment(segment, values={"description": "x"}, **by),
        lambda: services.edit_lines(segment, lines=[line], values={"cost": 1}, **by),
        lambda: services.add_by_hand(segment, contacts=[contact], **by),
        lambda: services.remove_lines(segment, lines=[line], **by),
        lambda: services.go_to(segment, position=0, **by),
        lambda: add(segment, EVERYONE, now=now),
        lambda: services.archive_segment(segment, **by),
        lambda: services.delete_segment(segment, **by),
        lambda: services.save_draft(segment, draft={}, **by),
        lambda: services.reset_contents(segment, **by),
    ):
        with pytest.raises(services.SegmentIsLogged):
            change()

    assert Segment.objects.get(pk=segment.pk).description == "Spring letter"
    assert services.copy_segment(Segment.objects.get(pk=segment.pk), **by).is_open


def current_segment(segment):
    return Segment.objects.get(pk=segment.pk)
