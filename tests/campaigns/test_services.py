"""Creating, changing, archiving and deleting campaigns."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from campaigns import services
from campaigns.models import Campaign, CampaignComment, CampaignEntry, CampaignTarget
from contacts.models import MarketingSetup, NumberSeries
from contacts.services.numbers import NoNumberSeries, TypedNumberRefused
from segments_app.common.uses import StillUsed
from tests.factories import (
    make_campaign,
    make_campaign_entry,
    make_campaign_status,
    make_contact,
    make_interaction,
    make_salesperson,
    make_template,
)

pytestmark = pytest.mark.django_db


def refused(act):
    try:
        with transaction.atomic():
            act()
            connection.check_constraints()
    except DatabaseError:
        return True
    return False


def test_a_campaign_gets_the_next_number_and_the_users_salesperson(marketer, now):
    mine = make_salesperson(user=marketer)

    campaign = services.create_campaign(values={"description": "Fair"}, by=marketer, now=now)

    assert (campaign.number, campaign.salesperson) == ("CP0001", mine)
    assert campaign.created_at == campaign.modified_at == now


def test_a_salesperson_that_is_given_or_left_out_on_purpose_wins(marketer, now):
    make_salesperson(user=marketer)

    campaign = services.create_campaign(
        values={"description": "Fair", "salesperson": None}, by=marketer, now=now
    )

    assert campaign.salesperson is None


def test_a_typed_number_is_taken_where_the_series_allows_it(now):
    values = {"description": "Fair", "number": "cp0005"}

    assert services.create_campaign(values=values, by=None, now=now).number == "CP0005"
    following = services.create_campaign(values={"description": "Next"}, by=None, now=now)
    assert following.number == "CP0006"


def test_a_typed_number_is_refused_where_the_series_does_not_allow_it(now):
    NumberSeries.objects.update(allows_typed=False)

    with pytest.raises(TypedNumberRefused):
        services.create_campaign(values={"description": "F", "number": "X1"}, by=None, now=now)


def test_a_number_that_is_taken_is_refused(now):
    make_campaign(number="CP0005")

    with pytest.raises(services.CampaignRefused, match="CP0005"):
        services.create_campaign(values={"description": "F", "number": "CP0005"}, by=None, now=now)


def test_without_a_number_series_the_missing_field_is_named(now):
    MarketingSetup.objects.update(campaign_numbers=None)

    with pytest.raises(NoNumberSeries, match="campaign numbers"):
        services.create_campaign(values={"description": "Fair"}, by=None, now=now)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"description": " "}, "description"),
        ({"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)}, "before it starts"),
    ],
)
def test_an_impossible_campaign_is_refused(values, message, now):
    with pytest.raises(services.CampaignRefused, match=message):
        services.create_campaign(values={"description": "F"} | values, by=None, now=now)
    assert not Campaign.objects.exists()


def test_changing_a_campaign_keeps_its_number_and_finds_it_by_its_new_name(now):
    campaign = make_campaign("Old", number="CP0001")

    services.update_campaign(
        campaign, values={"description": "Łódź\n fair", "ends_on": date(2026, 5, 1)}, now=now
    )

    changed = Campaign.objects.search("lodz cp0001").get()
    assert (changed.number, changed.description) == ("CP0001", "Łódź fair")
    assert (changed.ends_on, changed.modified_at) == (date(2026, 5, 1), now)


def test_an_archived_campaign_is_no_longer_current(now):
    campaign = make_campaign()

    services.archive_campaign(campaign, now=now)
    assert list(Campaign.objects.archived()) == [campaign]
    assert not Campaign.objects.current().exists()

    services.restore_campaign(campaign, now=now)
    assert list(Campaign.objects.current()) == [campaign]


def test_a_campaign_that_nothing_uses_is_deleted_with_its_comments_and_targets(marketer, now):
    campaign = make_campaign()
    services.add_comment(campaign, text="x", commented_on=now.date(), by=marketer, now=now)
    CampaignTarget.objects.create(campaign=campaign, contact=make_contact())

    services.delete_campaign(campaign)

    assert not Campaign.objects.exists()
    assert not CampaignComment.objects.exists()


@pytest.mark.lesson(72)
def test_a_campaign_in_use_is_not_deleted_and_its_uses_are_listed():
    campaign = make_campaign()
    make_interaction(campaign=campaign)
    make_interaction(campaign=campaign)
    make_template(campaign=campaign)

    with pytest.raises(StillUsed) as refusal:
        services.delete_campaign(campaign)

    assert {str(use) for use in refusal.value.uses} == {"2 interactions", "1 interaction template"}
    assert "still used" in str(refusal.value)
    assert Campaign.objects.exists()


def test_a_comment_is_added_and_deleted(marketer, now):
    campaign = make_campaign()

    comment = services.add_comment(
        campaign, text="Stand 12", commented_on=date(2026, 3, 1), by=marketer, now=now
    )
    assert list(campaign.comments.values_list("text", "created_by")) == [("Stand 12", marketer.pk)]

    services.delete_comment(comment)
    assert not campaign.comments.exists()


def test_single_interactions_share_one_entry_of_the_campaign(now):
    campaign = make_campaign()
    said = {"occurred_on": date(2026, 3, 1), "salesperson": None, "by": None, "now": now}

    first = services.campaign_entry_for(campaign, **said)
    second = services.campaign_entry_for(campaign, **said)
    of_segment = services.campaign_entry_for(campaign, segment_number="SM00001", **said)

    assert first == second != of_segment


def test_a_campaign_has_one_entry_for_a_segment_that_is_not_cancelled():
    campaign = make_campaign()
    make_campaign_entry(campaign, segment_number="SM00001")

    assert refused(lambda: make_campaign_entry(campaign, segment_number="SM00001"))
    assert CampaignEntry.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"number": ""},
        {"description": ""},
        {"starts_on": date(2026, 5, 2), "ends_on": date(2026, 5, 1)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_the_database_refuses_an_impossible_campaign(fields):
    assert refused(lambda: make_campaign(**fields))


def test_the_database_keeps_numbers_apart_and_targets_once():
    campaign, contact = make_campaign(number="CP0001"), make_contact()
    CampaignTarget.objects.create(campaign=campaign, contact=contact)

    assert refused(lambda: make_campaign(number="CP0001"))
    assert refused(lambda: CampaignTarget.objects.create(campaign=campaign, contact=contact))


def test_the_database_refuses_an_empty_comment_and_a_status_without_a_code():
    campaign = make_campaign()

    assert refused(lambda: campaign.comments.create(text="", commented_on=date(2026, 3, 1)))
    assert refused(lambda: make_campaign_status(code=""))


@pytest.mark.parametrize(
    ("starts", "ends", "period"),
    [
        (None, None, "open"),
        (date(2026, 3, 19), None, "planned"),
        (date(2026, 3, 18), date(2026, 3, 18), "running"),
        (None, date(2026, 3, 18), "running"),
        (None, date(2026, 3, 17), "past"),
    ],
)
def test_the_period_and_the_filter_agree(starts, ends, period, now):
    campaign = make_campaign(starts_on=starts, ends_on=ends)
    today = now.date()

    found = {
        name
        for name in ("planned", "running", "past")
        if getattr(Campaign.objects, name)(today=today).exists()
    }

    assert campaign.period(today) == period
    assert found == {period} - {"open"}
