"""Whom an activated campaign targets, and mailing groups made from segments."""

import pytest

from contacts.models import ContactMailingGroup, MailingGroup
from interactions.models import Interaction
from interactions.services import cancel_interactions
from segments_app import services
from segments_app.criteria.rules import EVERYONE
from tests.factories import (
    make_campaign,
    make_company,
    make_contact,
    make_interaction,
    make_person,
    make_template,
)

from .building import add, current, is_, make_group_of, make_segment, ready_segment, remove

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return make_campaign()


def activate(campaign, now):
    return services.activate_campaign(campaign, by=None, now=now)


def targets(campaign):
    return {target.contact for target in campaign.targets.all()}


def targeting(campaign, now, *contacts):
    segment = ready_segment(now=now, campaign=campaign, is_target=True)
    add(segment, is_(*contacts), now=now)
    return segment


def test_a53_without_target_lines_a_campaign_is_not_activated(campaign, now):
    make_segment(now=now, campaign=campaign)

    with pytest.raises(services.NothingTargeted, match="Nobody is targeted"):
        activate(campaign, now)

    campaign.refresh_from_db()
    assert campaign.activated_at is None


def test_a53_activated_it_targets_companies_and_persons_without_one(campaign, now):
    company = make_company()
    first, second = make_person(company=company), make_person(company=company)
    lone = make_person()
    targeting(campaign, now, first, second, lone)

    count = activate(campaign, now)

    assert count == 2
    assert targets(campaign) == {company, lone}
    campaign.refresh_from_db()
    assert campaign.activated_at == now


def test_a53_deactivated_it_targets_nobody(campaign, now):
    targeting(campaign, now, make_contact())
    activate(campaign, now)

    assert services.deactivate_campaign(campaign, by=None, now=now) == 1

    campaign.refresh_from_db()
    assert (campaign.activated_at, targets(campaign)) == (None, set())


def test_interactions_that_count_target_too(campaign, now):
    target, canceled, response = make_contact(), make_contact(), make_contact()
    make_interaction(target, campaign=campaign, is_target=True)
    make_interaction(canceled, campaign=campaign, is_target=True)
    make_interaction(response, campaign=campaign, is_response=True)
    rows = Interaction.objects.filter(contact=canceled)
    cancel_interactions(rows, reason="Wrong", by=None, now=now)

    activate(campaign, now)

    assert targets(campaign) == {target}


def test_an_archived_campaign_is_not_activated(now):
    with pytest.raises(services.CampaignIsArchived):
        activate(make_campaign(archived_at=now), now)


def test_steps_keep_an_activated_campaign_up_to_date(campaign, now):
    first, second = make_contact(), make_contact()
    segment = targeting(campaign, now, first)
    activate(campaign, now)

    add(segment, is_(second), now=now)
    assert targets(campaign) == {first, second}
    remove(segment, is_(first), now=now)
    assert targets(campaign) == {second}
    services.go_to(segment, position=1, by=None, now=now)
    assert targets(campaign) == {first}


def test_a_company_stays_while_another_line_targets_it(campaign, now):
    company = make_company()
    first, second = make_person(company=company), make_person(company=company)
    segment = targeting(campaign, now, first, second)
    targeting(campaign, now, second)
    activate(campaign, now)

    remove(segment, EVERYONE, now=now)

    assert targets(campaign) == {company}


def test_edits_of_lines_keep_it_up_to_date(campaign, now):
    first, second, third = make_contact(), make_contact(), make_contact()
    segment = targeting(campaign, now, first, second, third)
    activate(campaign, now)

    edit(segment, first, now, is_target=False)
    edit(segment, second, now, campaign=make_campaign())
    assert targets(campaign) == {third}
    edit(segment, third, now, template=make_template(is_target=False))
    assert targets(campaign) == set()
    edit(segment, third, now, template=None)
    edit(segment, first, now, is_target=None)
    edit(segment, second, now, campaign=None)

    assert targets(campaign) == {first, second, third}


def test_changes_of_the_header_keep_both_campaigns_up_to_date(campaign, now):
    other, contact, stays = make_campaign(), make_contact(), make_contact()
    segment = targeting(campaign, now, contact)
    targeting(campaign, now, stays)
    targeting(other, now, stays)
    activate(campaign, now)
    activate(other, now)

    services.update_segment(segment, values={"campaign": other}, by=None, now=now)
    assert (targets(campaign), targets(other)) == ({stays}, {contact, stays})
    services.update_segment(segment, values={"is_target": False}, by=None, now=now)
    assert targets(other) == {stays}
    values = {"is_target": True, "campaign": campaign}
    services.update_segment(segment, values=values, by=None, now=now)
    assert targets(campaign) == {contact, stays}
    services.archive_segment(segment, by=None, now=now)
    assert targets(campaign) == {stays}
    services.restore_segment(segment, by=None, now=now)
    assert targets(campaign) == {contact, stays}
    services.delete_segment(segment, by=None, now=now)

    assert targets(campaign) == {stays}


def test_logging_leaves_the_targets_as_they_are(campaign, now):
    contact, blocked = make_contact(), make_contact()
    segment = targeting(campaign, now, contact, blocked)
    activate(campaign, now)
    blocked.is_privacy_blocked = True
    blocked.save()

    services.log_segment(segment, by=None, now=now)

    assert targets(campaign) == {contact}


def edit(segment, contact, now, **values):
    lines = current(segment).filter(contact=contact)
    services.edit_lines(segment, lines=lines, values=values, by=None, now=now)


def test_a50_a_segment_replaces_a_mailing_group(now):
    stays, goes, comes = make_contact(), make_contact(), make_contact()
    group = make_group_of(stays, goes)
    segment = make_segment(now=now)
    add(segment, is_(stays, comes), now=now)

    done = services.apply_mailing_group(segment, group=group, replace=True, by=None, now=now)

    assert (done.added, done.already_there, done.removed) == (1, 1, 1)
    assert {row.contact for row in group.assignments.all()} == {stays, comes}


def test_a_segment_is_added_to_a_mailing_group_and_other_groups_stay(now):
    there, comes = make_contact(), make_contact()
    group, other = make_group_of(there), MailingGroup.objects.create(code="OTHER")
    ContactMailingGroup.objects.create(contact=there, mailing_group=other)
    segment = ready_segment(now=now)
    add(segment, is_(comes), now=now)
    services.log_segment(segment, by=None, now=now)

    done = services.apply_mailing_group(segment, group=group, by=None, now=now)

    assert (done.added, done.already_there, done.removed) == (1, 0, 0)
    assert {row.contact for row in group.assignments.all()} == {there, comes}
    assert other.assignments.count() == 1
