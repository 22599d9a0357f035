"""Lines: what counts for each, editing many at once, adding and removing by hand."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from contacts.models import Contact
from contacts.services import delete_contact, update_contact
from segments_app import services
from segments_app.common.uses import StillUsed
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

from .building import add, current, is_, make_segment, ready_segment

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment(now):
    return ready_segment(now=now)


def line_of(segment, contact):
    segment = Segment.objects.get(pk=segment.pk)
    return current(segment).with_effective_values(segment).get(contact=contact)


def edit(segment, lines, now, **values):
    return services.edit_lines(segment, lines=lines, values=values, by=None, now=now)


def on_segment(now, *contacts, **values):
    segment = make_segment(now=now, **values)
    add(segment, is_(*contacts), now=now)
    return segment


def test_the_salesperson_is_the_lines_the_segments_or_the_contacts(now):
    own, header, theirs = (make_salesperson() for _ in range(3))
    contact = make_contact(salesperson=theirs)

    segment = on_segment(now, contact)
    assert line_of(segment, contact).effective_salesperson == theirs.pk
    services.update_segment(segment, values={"salesperson": header}, by=None, now=now)
    assert line_of(segment, contact).effective_salesperson == header.pk
    edit(segment, current(segment), now, salesperson=own)
    assert line_of(segment, contact).effective_salesperson == own.pk


def test_a27_a_segment_that_insists_has_its_own_correspondence_type(now):
    contact = make_contact(correspondence_type="letter")

    segment = on_segment(
        now, contact, ignores_contact_correspondence=True, correspondence_type="email"
    )

    assert line_of(segment, contact).effective_correspondence_type == "email"


def test_a28_a_template_that_insists_has_its_own_correspondence_type(now):
    template = make_template(ignores_contact_correspondence=True, correspondence_type="letter")
    contact = make_contact(correspondence_type="email")
    segment = on_segment(now, contact, template=template)
    values = {"ignores_contact_correspondence": False}
    services.update_segment(segment, values=values, by=None, now=now)

    assert line_of(segment, contact).effective_correspondence_type == "letter"


def test_a29_else_the_contact_decides_and_the_template_where_it_has_no_preference(now):
    template = make_template(correspondence_type="letter")
    prefers, blank = make_contact(correspondence_type="email"), make_contact()

    segment = on_segment(now, prefers, blank, template=template)

    assert line_of(segment, prefers).effective_correspondence_type == "email"
    assert line_of(segment, blank).effective_correspondence_type == "letter"


def test_a_lines_own_template_decides_on_the_correspondence_type_likewise(segment, now):
    template = make_template(correspondence_type="letter", ignores_contact_correspondence=True)
    contact = make_contact(correspondence_type="email")
    add(segment, EVERYONE, now=now)

    edit(segment, current(segment), now, template=template)
    assert line_of(segment, contact).effective_correspondence_type == "letter"
    edit(segment, current(segment), now, correspondence_type="")

    assert line_of(segment, contact).effective_correspondence_type == ""


def test_a30_the_language_is_the_contacts_where_there_is_content_else_the_default(now):
    english, german = make_language("en"), make_language("de")
    template = make_template(default_language=english)
    make_template_content(template, "en", subject="Spring")
    make_template_content(template, "de", subject="Frühling")
    hans = make_contact(language=german)
    jean = make_contact(language=make_language("fr"))

    segment = on_segment(now, hans, jean, template=template)

    assert line_of(segment, hans).effective_language == german.pk
    assert line_of(segment, hans).effective_subject == "Frühling"
    assert line_of(segment, jean).effective_language == english.pk
    assert line_of(segment, jean).effective_subject == "Spring"


def test_a_lines_own_template_has_its_own_contents(segment, now):
    english, german = make_language("en"), make_language("de")
    template = make_template(default_language=english)
    make_template_content(template, "en", subject="Call")
    make_template_content(template, "de", subject="Anruf")
    unsure = make_template()
    make_template_content(unsure, "de", subject="Nur so")
    hans, jean = make_contact(language=german), make_contact()
    add(segment, EVERYONE, now=now)

    edit(segment, current(segment), now, template=template)
    assert line_of(segment, hans).effective_subject == "Anruf"
    assert line_of(segment, jean).effective_subject == "Call"
    edit(segment, current(segment), now, template=unsure)

    assert line_of(segment, jean).effective_subject == "Nur so"


def test_a31_a_line_keeps_its_own_subject_when_the_content_is_replaced(now):
    template = make_template(default_language=make_language("en"))
    make_template_content(template, "en", subject="Spring")
    contact = make_contact()
    segment = on_segment(now, contact, template=template)
    edit(segment, current(segment), now, subject="For you")

    services.write_content(
        segment, language=make_language("en"), subject="Summer", text="", by=None, now=now
    )

    assert line_of(segment, contact).effective_subject == "For you"


def test_the_alternative_address_is_the_one_that_holds_on_the_lines_date(now):
    contact = make_contact(email="main@example.com")
    winter, summer = (
        contact.alternative_addresses.create(code=code, email=email)
        for code, email in (("WINTER", "winter@example.com"), ("SUMMER", ""))
    )
    ranges = contact.address_date_ranges
    ranges.create(alternative_address=winter, starts_on=date(2026, 1, 1), ends_on=date(2026, 3, 31))
    ranges.create(alternative_address=summer, starts_on=date(2026, 6, 1))
    segment = on_segment(now, contact)

    found = {}
    for day in (date(2026, 3, 18), date(2026, 4, 15), date(2026, 7, 1)):
        edit(segment, current(segment), now, occurred_on=day)
        line = line_of(segment, contact)
        found[day.month] = (line.effective_alternative_address, line.effective_email)

    assert found == {
        3: (winter.pk, "winter@example.com"),
        4: (None, "main@example.com"),
        7: (summer.pk, "main@example.com"),
    }


def test_of_two_periods_the_last_begun_counts_and_a_chosen_address_above_all(now):
    contact = make_contact()
    old, new, own = (contact.alternative_addresses.create(code=code) for code in "ABC")
    contact.address_date_ranges.create(alternative_address=old, starts_on=date(2025, 1, 1))
    contact.address_date_ranges.create(alternative_address=new, starts_on=date(2026, 1, 1))
    segment = on_segment(now, contact)

    assert line_of(segment, contact).effective_alternative_address == new.pk
    edit(segment, current(segment), now, alternative_address=own)
    assert line_of(segment, contact).effective_alternative_address == own.pk


def test_an_address_of_somebody_else_is_refused(segment, now):
    one, other = make_contact(), make_contact()
    address = other.alternative_addresses.create(code="A")
    add(segment, EVERYONE, now=now)

    with pytest.raises(services.NotTheirAddress):
        edit(segment, current(segment), now, alternative_address=address)

    assert line_of(segment, one).effective_alternative_address is None


def test_a_lines_own_template_brings_its_values_and_the_segments_campaign_stays(now):
    ours, theirs = make_campaign(), make_campaign()
    contact = make_contact()
    segment = on_segment(now, contact, campaign=ours, is_target=True, unit_cost=8)
    edit(segment, current(segment), now, cost=12, duration=7, description="Mine")
    template = make_template(
        description="Call",
        unit_cost=2,
        unit_duration=4,
        information_flow="inbound",
        initiated_by="them",
        campaign=theirs,
        is_response=True,
    )

    edit(segment, current(segment), now, template=template)

    line = line_of(segment, contact)
    assert line.own_fields == ["template"]
    assert (line.effective_cost, line.effective_duration) == (2, 4)
    assert line.effective_description == "Call"
    assert (line.effective_information_flow, line.effective_initiated_by) == ("inbound", "them")
    assert line.effective_campaign == ours.pk
    assert (line.effective_is_target, line.effective_is_response) == (False, True)


def test_what_is_set_along_with_a_template_stays(segment, now):
    contact = make_contact()
    add(segment, EVERYONE, now=now)

    edit(segment, current(segment), now, template=make_template(unit_cost=2), cost=5)

    assert line_of(segment, contact).effective_cost == 5


def test_the_same_template_again_keeps_the_lines_own_values(segment, now):
    contact, template = make_contact(), make_template()
    add(segment, EVERYONE, now=now)
    edit(segment, current(segment), now, template=template)
    edit(segment, current(segment), now, cost=5)

    edit(segment, current(segment), now, template=template)

    assert line_of(segment, contact).cost == 5


def test_the_segments_own_template_is_none_of_the_line(segment, now):
    contact = make_contact()
    add(segment, EVERYONE, now=now)
    edit(segment, current(segment), now, template=make_template())

    edit(segment, current(segment), now, template=segment.template)

    assert line_of(segment, contact).own_fields == []


def test_none_makes_a_line_follow_the_segment_again(segment, now):
    contact = make_contact()
    add(segment, EVERYONE, now=now)
    edit(segment, current(segment), now, cost=12, occurred_on=date(2026, 5, 1))
    assert line_of(segment, contact).own_fields == ["occurred_on", "cost"]

    edit(segment, current(segment), now, cost=None, occurred_on=None)

    line = line_of(segment, contact)
    assert line.own_fields == []
    assert (line.effective_cost, line.effective_occurred_on) == (8, segment.occurred_on)


def test_all_matching_lines_are_edited_in_one_statement_whatever_is_changed(segment, now):
    for city in ("Kiel", "Kiel", "Bonn"):
        make_contact(city=city)
    add(segment, EVERYONE, now=now)
    edit(segment, current(segment), now, cost=1)
    cheap = current(segment).filter(contact__city="Kiel", cost=1)

    count = edit(segment, cheap, now, template=make_template(unit_cost=3))

    assert count == 2
    assert current(segment).filter(cost__isnull=True, template__isnull=False).count() == 2


def test_flags_of_a_line_need_a_campaign(segment, now):
    contact = make_contact()
    add(segment, EVERYONE, now=now)

    edit(segment, current(segment), now, is_target=True)

    assert line_of(segment, contact).effective_is_target is False


def test_values_that_no_line_may_have_are_refused(segment, now):
    make_contact()
    add(segment, EVERYONE, now=now)

    for values in (
        {"cost": -1},
        {"duration": "soon"},
        {"description": "x" * 101},
        {"correspondence_type": "pigeon"},
    ):
        with pytest.raises(ValidationError):
            edit(segment, current(segment), now, **values)
    with pytest.raises(services.NotSelectable):
        edit(segment, current(segment), now, salesperson=make_salesperson(is_blocked=True))


def test_lines_of_other_segments_and_other_times_are_not_edited(segment, now):
    make_contact()
    add(segment, EVERYONE, now=now)
    other = make_segment(now=now)
    add(other, EVERYONE, now=now)

    assert edit(segment, SegmentLine.objects.all(), now, cost=1) == 1

    assert current(other).get().cost is None


def test_a03_a_contact_added_by_hand_is_one_line_and_one_step(segment, now):
    contact = make_contact()

    done = services.add_by_hand(segment, contacts=[contact], by=None, now=now)

    assert (done.added, done.already_there, done.warnings) == (1, 0, [])
    assert current(segment).get().contact == contact
    assert done.step.source == "by_hand"
    assert done.step.rule["value"] == [contact.number]


def test_a04_replacing_a_contact_is_two_steps(segment, now):
    one, two = make_contact(), make_contact()
    services.add_by_hand(segment, contacts=[one], by=None, now=now)

    services.remove_lines(segment, lines=current(segment), by=None, now=now)
    services.add_by_hand(segment, contacts=[two], by=None, now=now)

    assert [step.action for step in segment.steps.order_by("position")] == ["add", "remove", "add"]
    assert current(segment).get().contact == two


def test_who_is_privacy_blocked_cannot_be_added_by_hand(segment, now):
    blocked = make_contact("Ann", is_privacy_blocked=True)

    with pytest.raises(services.PrivacyBlocked, match="Ann is privacy blocked"):
        services.add_by_hand(segment, contacts=[blocked], by=None, now=now)

    assert not segment.steps.exists()


def test_who_is_excluded_can_be_added_by_hand_with_a_warning(segment, now):
    excluded = make_contact("Ann", exclude_from_segments=True)

    done = services.add_by_hand(segment, contacts=[excluded], by=None, now=now)

    assert done.warnings == ["Ann was added although excluded from segments."]
    assert done.step.options == {"ignore_exclusion": True}


def test_of_many_chosen_those_are_added_who_can_be_and_the_rest_is_said(segment, now):
    good, there = make_contact(), make_contact("Bea")
    blocked = make_contact("Ann", is_privacy_blocked=True)
    services.add_by_hand(segment, contacts=[there], by=None, now=now)

    done = services.add_by_hand(segment, contacts=Contact.objects.all(), by=None, now=now)

    assert (done.added, done.already_there) == (1, 1)
    assert done.warnings == [
        "Ann is privacy blocked and cannot be added.",
        "Bea is in the segment already.",
    ]
    assert {line.contact for line in current(segment)} == {good, there}
    assert blocked.segment_lines.count() == 0


def test_choosing_nobody_or_too_many_is_said(segment, now, monkeypatch):
    with pytest.raises(services.NothingChosen):
        services.add_by_hand(segment, contacts=[], by=None, now=now)
    with pytest.raises(services.NothingChosen):
        services.remove_lines(segment, lines=[], by=None, now=now)
    monkeypatch.setattr("segments_app.services.by_hand.MOST_BY_HAND", 1)
    contacts = [make_contact(), make_contact()]
    with pytest.raises(services.TooManyByHand):
        services.add_by_hand(segment, contacts=contacts, by=None, now=now)
    add(segment, EVERYONE, now=now)
    with pytest.raises(services.TooManyByHand):
        services.remove_lines(segment, lines=current(segment), by=None, now=now)


@pytest.mark.lesson(61)
def test_a51_a_contact_on_a_segment_is_not_deleted(segment, now):
    contact = make_contact()
    add(segment, EVERYONE, now=now)

    with pytest.raises(StillUsed):
        delete_contact(contact, by=None, now=now)

    assert Contact.objects.filter(pk=contact.pk).exists()


def test_a52_a_person_on_an_open_segment_stays_at_the_company(segment, now):
    first, second = make_company(), make_company()
    person = make_person(company=first)
    add(segment, is_(person), now=now)

    with pytest.raises(Exception, match=segment.number):
        update_contact(person, values={"company": second}, by=None, now=now)

    services.log_segment(segment, by=None, now=now)
    update_contact(person, values={"company": second}, by=None, now=now)
    assert Contact.objects.get(pk=person.pk).company == second
