"""Figures of campaigns: people, never entries, so that no rate passes 100 %."""

from decimal import Decimal

import pytest

from campaigns.models import Campaign, CampaignEntry, Cancellation
from tests.factories import (
    make_campaign,
    make_campaign_entry,
    make_contact,
    make_interaction,
    make_salesperson,
    make_template,
)

pytestmark = pytest.mark.django_db


def figures(campaign):
    return Campaign.objects.with_figures().get(pk=campaign.pk)


def test_a_54_two_of_eight_who_count_are_a_quarter():
    campaign = make_campaign()
    canceled = Cancellation.objects.create(reason="Wrong")
    people = [make_contact() for _number in range(10)]
    for person in people[:8]:
        make_interaction(person, campaign=campaign, is_target=True)
    for person in people[8:]:
        make_interaction(person, campaign=campaign, is_target=True, cancellation=canceled)
    for person in people[:2]:
        make_interaction(person, campaign=campaign, is_response=True)

    found = figures(campaign)

    assert (found.targeted, found.responded, found.targeted_responded) == (8, 2, 2)
    assert found.response_rate == 25


def test_a_54_ours_counts_a_person_once_however_often_they_appear():
    campaign, person = make_campaign(), make_contact()
    for _number in range(3):
        make_interaction(person, campaign=campaign, is_target=True)
        make_interaction(person, campaign=campaign, is_response=True)

    found = figures(campaign)

    assert (found.interaction_count, found.people) == (6, 1)
    assert (found.targeted, found.responded, found.response_rate) == (1, 1, 100)


def test_who_responds_without_being_targeted_does_not_raise_the_rate():
    campaign = make_campaign()
    make_interaction(campaign=campaign, is_target=True)
    for _number in range(5):
        make_interaction(campaign=campaign, is_response=True)

    found = figures(campaign)

    assert (found.targeted, found.responded, found.targeted_responded) == (1, 5, 0)
    assert found.response_rate == 0


def test_nothing_is_divided_by_nobody():
    found = figures(make_campaign())

    assert found.interaction_count == found.people == found.cost == 0
    assert found.response_rate is None
    assert found.cost_per_response is None


def test_costs_are_added_up_and_shared_among_those_who_responded():
    campaign = make_campaign()
    canceled = Cancellation.objects.create(reason="Wrong")
    make_interaction(campaign=campaign, cost=Decimal("10.50"), duration=5)
    make_interaction(campaign=campaign, cost=Decimal("9.50"), duration=7, is_response=True)
    make_interaction(campaign=campaign, is_response=True)
    make_interaction(campaign=campaign, is_response=True)
    make_interaction(campaign=campaign, cost=99, cancellation=canceled)
    make_interaction(campaign=campaign, cost=99, is_postponed=True)

    found = figures(campaign)

    assert (found.cost, found.duration) == (20, 12)
    assert round(found.cost_per_response, 2) == Decimal("6.67")


def test_figures_of_many_campaigns_are_one_query(django_assert_num_queries):
    template, salesperson = make_template(), make_salesperson()
    for _number in range(3):
        campaign = make_campaign()
        for _person in range(2):
            make_interaction(campaign=campaign, template=template, salesperson=salesperson)

    with django_assert_num_queries(1):
        found = list(Campaign.objects.with_figures())

    assert [campaign.people for campaign in found] == [2, 2, 2]


def test_figures_of_entries_keep_what_is_cancelled_apart():
    campaign, person = make_campaign(), make_contact()
    entry = make_campaign_entry(campaign)
    canceled = Cancellation.objects.create(reason="Wrong")
    make_interaction(person, campaign=campaign, campaign_entry=entry, cost=3)
    make_interaction(person, campaign=campaign, campaign_entry=entry, cost=4, duration=2)
    make_interaction(campaign=campaign, campaign_entry=entry, cost=9, cancellation=canceled)

    found = CampaignEntry.objects.with_figures().get()

    assert (found.interaction_count, found.people, found.cost, found.duration) == (2, 1, 7, 2)


def test_whether_figures_take_long_is_known_from_a_bounded_look(monkeypatch):
    campaign = make_campaign()
    for _number in range(3):
        make_interaction(campaign=campaign)

    assert Campaign.objects.all().are_quick()
    monkeypatch.setattr("campaigns.models.queries.QUICKLY_ADDED_UP", 2)
    assert not Campaign.objects.all().are_quick()
