"""Out of all statistics, and back into them."""

from decimal import Decimal

import pytest

from campaigns.models import Campaign, CampaignEntry, Cancellation
from interactions import services
from interactions.models import Interaction, InteractionComment, LoggedSegment
from tests.factories import (
    make_campaign,
    make_campaign_entry,
    make_contact,
    make_interaction,
    make_logged_segment,
    make_salesperson,
    make_template,
)

pytestmark = pytest.mark.django_db


def make_log(*, number="SM00001", people=3, cost=4):
    """Make a logged segment with an entry of a campaign and an interaction for each person."""
    campaign = make_campaign()
    logged = make_logged_segment(number, campaign=campaign)
    entry = make_campaign_entry(campaign, segment_number=number)
    template, salesperson = make_template(), make_salesperson()
    for _number in range(people):
        make_interaction(
            logged_segment=logged,
            segment_number=number,
            campaign=campaign,
            campaign_entry=entry,
            is_target=True,
            cost=cost,
            template=template,
            salesperson=salesperson,
        )
    return logged, entry


def figures(campaign):
    found = Campaign.objects.with_figures().get(pk=campaign.pk)
    return found.interaction_count, found.targeted, found.cost


def counted():
    return Interaction.objects.counted().count()


def test_a_44_a_cancelled_logged_segment_leaves_all_statistics_and_comes_back(marketer, now):
    logged, entry = make_log()
    contact = logged.interactions.first().contact
    own = make_interaction(contact, cost=1)

    services.cancel_logged_segment(logged, reason="Wrong list", by=marketer, now=now)

    entry.refresh_from_db()
    logged.refresh_from_db()
    assert entry.is_canceled
    assert logged.is_canceled
    assert figures(entry.campaign) == (0, 0, 0)
    assert Interaction.objects.for_contact(contact).contact_figures().cost == 1
    assert list(Interaction.objects.counted()) == [own]
    cancellation = Cancellation.objects.get()
    assert (cancellation.reason, cancellation.canceled_by) == ("Wrong list", marketer)
    assert cancellation.canceled_at == now

    services.uncancel_logged_segment(logged, by=marketer, now=now)

    logged.refresh_from_db()
    assert not logged.is_canceled
    assert figures(entry.campaign) == (3, 3, 12)
    assert Interaction.objects.for_contact(contact).contact_figures().cost == 5
    cancellation.refresh_from_db()
    assert (cancellation.reverted_by, cancellation.reverted_at) == (marketer, now)


def test_what_was_cancelled_before_stays_cancelled_when_the_segment_comes_back(now):
    logged, _entry = make_log()
    before = logged.interactions.order_by("pk").first()
    services.cancel_interactions(
        Interaction.objects.filter(pk=before.pk), reason="Moved away", by=None, now=now
    )
    services.cancel_logged_segment(logged, reason="Wrong list", by=None, now=now)

    services.uncancel_logged_segment(logged, by=None, now=now)

    before.refresh_from_db()
    assert before.cancellation.reason == "Moved away"
    assert counted() == 2


def test_a_45_an_interaction_stays_cancelled_while_its_logged_segment_is(now):
    logged, _entry = make_log()
    services.cancel_logged_segment(logged, reason="Wrong list", by=None, now=now)

    with pytest.raises(services.StillCanceled, match="1 interaction belongs"):
        services.uncancel_interactions(
            Interaction.objects.filter(pk=logged.interactions.first().pk), by=None, now=now
        )

    assert counted() == 0


def test_a_45_an_interaction_stays_cancelled_while_its_campaign_entry_is(now):
    _logged, entry = make_log()
    services.cancel_campaign_entry(entry, reason="Wrong campaign", by=None, now=now)

    with pytest.raises(services.StillCanceled, match="3 interactions belong"):
        services.uncancel_interactions(Interaction.objects.all(), by=None, now=now)


def test_an_entry_stays_cancelled_while_its_logged_segment_is(now):
    logged, entry = make_log()
    services.cancel_logged_segment(logged, reason="Wrong list", by=None, now=now)

    with pytest.raises(services.StillCanceled, match="SM00001"):
        services.uncancel_campaign_entry(entry, by=None, now=now)


def test_an_entry_takes_its_interactions_along_and_brings_them_back(now):
    logged, entry = make_log()
    make_interaction(campaign=entry.campaign)

    assert services.cancel_campaign_entry(entry, reason="Wrong", by=None, now=now) == 3
    assert counted() == 1
    logged.refresh_from_db()
    assert not logged.is_canceled

    assert services.uncancel_campaign_entry(entry, by=None, now=now) == 3
    assert counted() == 4


def test_an_entry_that_was_cancelled_first_stays_so_when_its_segment_comes_back(now):
    logged, entry = make_log()
    services.cancel_campaign_entry(entry, reason="Wrong campaign", by=None, now=now)
    services.cancel_logged_segment(logged, reason="Wrong list", by=None, now=now)

    services.uncancel_logged_segment(logged, by=None, now=now)

    entry.refresh_from_db()
    assert entry.cancellation.reason == "Wrong campaign"
    assert counted() == 0


def test_cancelled_twice_is_cancelled_once(now):
    logged, entry = make_log()
    services.cancel_logged_segment(logged, reason="First", by=None, now=now)

    with pytest.raises(services.AlreadyCanceled):
        services.cancel_logged_segment(logged, reason="Second", by=None, now=now)
    with pytest.raises(services.AlreadyCanceled):
        services.cancel_campaign_entry(entry, reason="Second", by=None, now=now)
    assert (
        services.cancel_interactions(logged.interactions.all(), reason="x", by=None, now=now) == 0
    )
    assert [str(one) for one in Cancellation.objects.all()] == ["First"]


def test_taken_back_twice_is_taken_back_once(now):
    logged, entry = make_log()

    with pytest.raises(services.NotCanceled):
        services.uncancel_logged_segment(logged, by=None, now=now)
    with pytest.raises(services.NotCanceled):
        services.uncancel_campaign_entry(entry, by=None, now=now)
    assert services.uncancel_interactions(logged.interactions.all(), by=None, now=now) == 0


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_nothing_is_cancelled_without_a_reason(reason, now):
    logged, entry = make_log()

    with pytest.raises(services.ReasonMissing):
        services.cancel_logged_segment(logged, reason=reason, by=None, now=now)
    with pytest.raises(services.ReasonMissing):
        services.cancel_campaign_entry(entry, reason=reason, by=None, now=now)
    with pytest.raises(services.ReasonMissing):
        services.cancel_interactions(Interaction.objects.all(), reason=reason, by=None, now=now)
    assert counted() == 3


def test_a_cancellation_is_closed_with_the_last_interaction_it_holds(now):
    first, second = make_interaction(), make_interaction()
    services.cancel_interactions(Interaction.objects.all(), reason="Wrong", by=None, now=now)
    cancellation = Cancellation.objects.get()

    services.uncancel_interactions(Interaction.objects.filter(pk=first.pk), by=None, now=now)
    cancellation.refresh_from_db()
    assert cancellation.reverted_at is None

    services.uncancel_interactions(Interaction.objects.filter(pk=second.pk), by=None, now=now)
    cancellation.refresh_from_db()
    assert cancellation.reverted_at == now


def test_a_postponed_interaction_is_not_cancelled(now):
    draft = make_interaction(is_postponed=True)

    assert (
        services.cancel_interactions(Interaction.objects.all(), reason="x", by=None, now=now) == 0
    )
    draft.refresh_from_db()
    assert not draft.is_canceled


def test_chosen_through_a_search_they_are_cancelled_all_the_same(now):
    lucja = make_interaction(make_contact("Łucja"))
    make_interaction()

    found = Interaction.objects.search("lucja")

    assert services.cancel_interactions(found, reason="x", by=None, now=now) == 1
    lucja.refresh_from_db()
    assert lucja.is_canceled


@pytest.mark.parametrize("people", [1, 30])
def test_cancelling_is_a_fixed_number_of_statements(people, now, django_assert_num_queries):
    logged, entry = make_log(people=people)
    rows = Interaction.objects.filter(logged_segment=logged)

    with django_assert_num_queries(8):  # savepoint, lock, cancellation, four updates, release
        services.cancel_logged_segment(logged, reason="x", by=None, now=now)
    with django_assert_num_queries(7):  # savepoint, lock, three updates, close, release
        services.uncancel_logged_segment(logged, by=None, now=now)
    with django_assert_num_queries(7):  # savepoint, two locks, cancellation, two updates, release
        services.cancel_campaign_entry(entry, reason="x", by=None, now=now)
    with django_assert_num_queries(8):  # savepoint, two locks, taken?, two updates, close, release
        services.uncancel_campaign_entry(entry, by=None, now=now)
    with django_assert_num_queries(5):  # savepoint, any?, cancellation, update, release
        services.cancel_interactions(rows, reason="x", by=None, now=now)
    with django_assert_num_queries(8):  # savepoint, two locks, held?, by?, update, close, release
        services.uncancel_interactions(rows, by=None, now=now)


def test_deleting_takes_only_what_is_cancelled(now):
    canceled, counting = make_interaction(), make_interaction()
    services.add_comment(canceled, text="Gone with it", by=None, now=now)
    services.cancel_interactions(
        Interaction.objects.filter(pk=canceled.pk), reason="x", by=None, now=now
    )

    assert services.delete_canceled_interactions(Interaction.objects.all()) == 1

    assert list(Interaction.objects.all()) == [counting]
    assert not InteractionComment.objects.exists()


@pytest.mark.parametrize("people", [1, 30])
def test_deleting_is_a_fixed_number_of_statements(people, now, django_assert_num_queries):
    _logged, entry = make_log(people=people)
    services.cancel_campaign_entry(entry, reason="x", by=None, now=now)

    with django_assert_num_queries(
        12
    ):  # two savepoints, lock, tasks twice, e-mails, comments, interactions, entries
        assert services.delete_canceled_campaign_entries(CampaignEntry.objects.all()) == 1

    assert not Interaction.objects.exists()
    assert LoggedSegment.objects.count() == 1


def test_an_entry_that_counts_is_not_deleted():
    make_log()

    assert services.delete_canceled_campaign_entries(CampaignEntry.objects.all()) == 0
    assert Interaction.objects.count() == 3


def test_cost_of_a_cancelled_entry_is_that_of_its_cancelled_interactions(now):
    logged, entry = make_log(people=2, cost=Decimal("2.50"))
    services.cancel_logged_segment(logged, reason="x", by=None, now=now)

    found = CampaignEntry.objects.with_figures().get(pk=entry.pk)

    assert (found.interaction_count, found.people, found.cost) == (2, 2, 5)
