"""The header: what a new segment starts with, and what a change brings with it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from contacts.models import MarketingSetup
from contacts.services import NoNumberSeries
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from segments_app.models import Segment, SegmentLine
from tests.factories import (
    make_campaign,
    make_contact,
    make_language,
    make_salesperson,
    make_template,
    make_template_content,
)

from .building import add, current, make_segment, ready_segment

pytestmark = pytest.mark.django_db


def test_a01_a_new_segment_has_a_number_the_users_salesperson_and_today(marketer, now):
    jo = make_salesperson("JO", user=marketer)

    segment = services.create_segment(values={}, by=marketer, now=now)

    segment.refresh_from_db()
    assert segment.number == "SM00001"
    assert (segment.salesperson, segment.occurred_on) == (jo, date(2026, 3, 18))
    assert (segment.position, segment.status, segment.created_by) == (0, "open", marketer)
    assert not segment.steps.exists() and not segment.lines.exists()
    assert make_segment(now=now).number == "SM00002"


def test_a02_without_a_number_series_the_field_that_is_missing_is_named(now):
    MarketingSetup.objects.update(segment_numbers=None)

    with pytest.raises(NoNumberSeries, match="segment numbers"):
        make_segment(now=now)


def test_the_day_is_the_companys_and_not_utc(now):
    late = now.replace(hour=23, minute=30)

    assert make_segment(now=late).occurred_on == date(2026, 3, 19)


def test_a_template_brings_its_values_and_its_contents(now):
    english, campaign = make_language("en"), make_campaign()
    template = make_template(
        default_language=english,
        unit_cost=8,
        unit_duration=3,
        information_flow="outbound",
        initiated_by="us",
        correspondence_type="email",
        ignores_contact_correspondence=True,
        campaign=campaign,
        is_target=True,
    )
    make_template_content(template, "en", subject="Spring", text="Hello")
    make_template_content(template, "de", subject="Frühling")

    segment = make_segment(now=now, template=template, unit_cost=5)

    segment.refresh_from_db()
    assert segment.unit_cost == 5  # said along with it
    assert (segment.unit_duration, segment.information_flow) == (3, "outbound")
    assert (segment.initiated_by, segment.correspondence_type) == ("us", "email")
    assert segment.ignores_contact_correspondence
    assert (segment.campaign, segment.is_target) == (campaign, True)
    assert segment.default_language == english
    assert {c.subject for c in segment.contents.all()} == {"Spring", "Frühling"}


def test_later_edits_of_the_template_do_not_reach_the_segment(now):
    template = make_template(unit_cost=8)
    content = make_template_content(template, "en", subject="Spring")
    segment = make_segment(now=now, template=template)

    content.subject = "Autumn"
    content.save()

    assert segment.contents.get().subject == "Spring"


def test_another_template_replaces_values_and_contents(now):
    first, second = make_template(unit_cost=8), make_template(unit_cost=2)
    make_template_content(first, "en", subject="Old")
    make_template_content(second, "de", subject="Neu")
    segment = make_segment(now=now, template=first)

    segment = services.update_segment(segment, values={"template": second}, by=None, now=now)

    assert segment.unit_cost == 2
    assert segment.contents.get().subject == "Neu"
    assert segment.default_language.code == "de"


def test_without_a_template_there_are_no_contents(now):
    template = make_template(unit_cost=8, default_language=make_language("en"))
    make_template_content(template, "en")
    segment = make_segment(now=now, template=template)

    segment = services.update_segment(segment, values={"template": None}, by=None, now=now)

    assert (segment.default_language, segment.contents.count()) == (None, 0)


def test_a25_ours_lines_follow_the_header_by_themselves(now):
    segment = ready_segment(now=now)
    follows, has_own, has_template = make_contact(), make_contact(), make_contact()
    add(segment, EVERYONE, now=now)
    edit(segment, has_own, {"description": "Mine"}, now)
    call = make_template(description="Call")
    edit(segment, has_template, {"template": call}, now)

    services.update_segment(segment, values={"description": "Autumn"}, by=None, now=now)

    assert effective(segment, follows, "description") == "Autumn"
    assert effective(segment, has_own, "description") == "Mine"
    assert effective(segment, has_template, "description") == "Call"


def test_a26_ours_a_line_keeps_a_value_of_its_own_and_nothing_is_written(now):
    segment = ready_segment(now=now)
    contact = make_contact()
    add(segment, EVERYONE, now=now)
    edit(segment, contact, {"cost": 4}, now)
    before = SegmentLine.objects.values().get()

    services.update_segment(segment, values={"unit_cost": 9}, by=None, now=now)

    assert SegmentLine.objects.values().get() == before
    assert effective(segment, contact, "cost") == 4


def test_a58_another_default_language_when_the_default_one_goes(now):
    english, german = make_language("en"), make_language("de")
    template = make_template(default_language=english)
    make_template_content(template, "en", subject="Spring")
    make_template_content(template, "de", subject="Frühling")
    segment = ready_segment(now=now, template=template)
    contact = make_contact(language=make_language("fr"))
    add(segment, EVERYONE, now=now)
    assert effective(segment, contact, "subject") == "Spring"

    segment = services.delete_content(segment, language=english, by=None, now=now)

    assert segment.default_language == german
    assert effective(segment, contact, "subject") == "Frühling"


def test_contents_are_written_and_reset(now):
    template = make_template(default_language=make_language("en"))
    make_template_content(template, "en", subject="Spring")
    segment = make_segment(now=now, template=template)
    italian = make_language("it")

    for subject in ("Ciao", "Salve"):
        services.write_content(
            segment, language=italian, subject=subject, text="", by=None, now=now
        )
    assert segment.contents.get(language=italian).subject == "Salve"
    services.reset_contents(segment, by=None, now=now)

    assert [c.subject for c in segment.contents.all()] == ["Spring"]


def test_the_first_content_makes_its_language_the_default(now):
    segment = make_segment(now=now)

    services.write_content(
        segment, language=make_language("de"), subject="Hallo", text="", by=None, now=now
    )

    segment.refresh_from_db()
    assert segment.default_language.code == "de"


def test_without_a_campaign_nobody_is_target_or_response(now):
    segment = make_segment(now=now, campaign=make_campaign(), is_target=True, is_response=True)

    segment = services.update_segment(segment, values={"campaign": None}, by=None, now=now)

    assert (segment.is_target, segment.is_response) == (False, False)
    assert not make_segment(now=now, is_target=True).is_target


def test_what_is_blocked_or_archived_cannot_be_chosen_but_stays_where_it_is(now):
    blocked = make_salesperson(is_blocked=True)
    archived = make_template(is_archived=True)
    segment = make_segment(now=now)

    for values in ({"salesperson": blocked}, {"template": archived}):
        with pytest.raises(services.NotSelectable, match="no longer be chosen"):
            services.update_segment(segment, values=values, by=None, now=now)
    Segment.objects.filter(pk=segment.pk).update(salesperson=blocked)
    values = {"salesperson": blocked, "description": "Letter"}
    segment = services.update_segment(segment, values=values, by=None, now=now)

    assert (segment.description, segment.salesperson) == ("Letter", blocked)


def test_a_header_that_somebody_else_changed_meanwhile_is_not_overwritten(now):
    segment = make_segment(now=now)
    seen_at = segment.modified_at
    later = now + timedelta(minutes=1)
    services.update_segment(segment, values={"description": "Theirs"}, by=None, now=later)

    with pytest.raises(services.SegmentChanged):
        services.update_segment(
            segment, values={"description": "Mine"}, seen_at=seen_at, by=None, now=later
        )

    segment.refresh_from_db()
    assert segment.description == "Theirs"


def test_values_that_no_segment_may_have_are_refused(now):
    segment = make_segment(now=now)

    for values in ({"description": "x" * 101}, {"unit_cost": -1}):
        with pytest.raises(ValidationError):
            services.update_segment(segment, values=values, by=None, now=now)


def test_a_segment_is_found_by_number_and_description(now):
    segment = make_segment(now=now, description="Łódź in spring")

    assert Segment.objects.search("lodz sm00001").get() == segment
    services.update_segment(segment, values={"description": "Autumn"}, by=None, now=now)
    assert not Segment.objects.search("lodz").exists()


def test_an_archived_segment_refuses_changes_until_it_is_restored(now):
    segment = make_segment(now=now)
    services.archive_segment(segment, by=None, now=now)

    with pytest.raises(services.SegmentIsArchived, match="archived"):
        services.update_segment(segment, values={"description": "x"}, by=None, now=now)
    services.restore_segment(segment, by=None, now=now)

    assert services.update_segment(segment, values={"description": "x"}, by=None, now=now)


def test_deleting_a_segment_takes_its_parts_along(now):
    template = make_template()
    make_template_content(template, "en")
    segment = make_segment(now=now, template=template)
    make_contact()
    add(segment, EVERYONE, now=now)

    services.delete_segment(segment, by=None, now=now)

    assert not Segment.objects.exists() and not SegmentLine.objects.exists()
    with pytest.raises(services.SegmentIsGone):
        services.archive_segment(segment, by=None, now=now)
    assert make_segment(now=now).number == "SM00002"  # a number is never given out twice


def test_a_copy_has_the_header_the_contents_and_the_contacts_with_their_edits(marketer, now):
    template = make_template(unit_cost=8)
    make_template_content(template, "en", subject="Spring")
    segment = ready_segment(now=now, template=template, occurred_on=date(2025, 1, 1))
    dear, blocked = make_contact(), make_contact()
    invited = make_contact(exclude_from_segments=True)
    add(segment, EVERYONE, now=now)
    services.add_by_hand(segment, contacts=[invited], by=None, now=now)
    edit(segment, dear, {"cost": 12}, now)
    blocked.is_privacy_blocked = True
    blocked.save()
    segment.refresh_from_db()

    copy = services.copy_segment(segment, by=marketer, now=now)

    assert copy.number != segment.number
    assert (copy.description, copy.template) == (segment.description, template)
    assert copy.occurred_on == date(2026, 3, 18)
    assert copy.contents.get().subject == "Spring"
    assert {line.contact for line in current(copy)} == {dear, invited}
    assert current(copy).get(contact=dear).cost == 12
    assert current(copy).get(contact=invited).ignores_exclusion
    assert copy.steps.get().left_out == {"privacy_blocked": 1}


def test_a_draft_of_a_step_is_kept_until_the_step_is_taken(now):
    segment = make_segment(now=now)
    services.save_draft(segment, draft={"action": "add"}, by=None, now=now)
    assert Segment.objects.get().draft == {"action": "add"}

    services.add_by_hand(segment, contacts=[make_contact()], by=None, now=now)
    assert Segment.objects.get().draft == {"action": "add"}
    add(segment, EVERYONE, now=now)

    assert Segment.objects.get().draft is None


def edit(segment, contact, values, now):
    lines = current(segment).filter(contact=contact)
    services.edit_lines(segment, lines=lines, values=values, by=None, now=now)


def effective(segment, contact, name):
    segment.refresh_from_db()
    line = current(segment).with_effective_values(segment).get(contact=contact)
    return getattr(line, f"effective_{name}")
