"""The page of a campaign: figures, the people behind each, its target group."""

import json
import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Campaign, Cancellation
from tests.factories import (
    make_campaign,
    make_campaign_entry,
    make_company,
    make_contact,
    make_interaction,
    make_logged_segment,
    make_salesperson,
    make_template,
)

pytestmark = pytest.mark.django_db


def at(name, campaign, *more):
    return reverse(f"segments:{name}", args=[campaign.pk, *more])


@pytest.fixture
def campaign():
    """Eight targeted, two of whom responded; one responded without being targeted."""
    made = make_campaign("Fair", number="CP0001")
    template, salesperson = make_template(), make_salesperson()
    same = {"campaign": made, "template": template, "salesperson": salesperson}
    for number in range(8):
        person = make_contact(f"Target {number}")
        make_interaction(person, is_target=True, cost=2, occurred_on=date(2026, 2, 3), **same)
        if number < 2:
            make_interaction(person, is_response=True, occurred_on=date(2026, 3, 3), **same)
    make_interaction(make_contact("Walk-in"), is_response=True, **same)
    return made


@pytest.mark.lesson(35)
def test_the_page_shows_the_figures_with_what_they_are_shares_of(campaign, client_for):
    page = client_for("Viewer").get(at("campaign_detail", campaign)).content.decode()

    assert "25.0\u00a0%" in page
    assert "2 of 8 targeted people" in page
    assert "2 of them targeted" in page
    assert "Cost (EUR)" in page
    assert "16.00" in page
    assert "5.33\u00a0EUR for each person who responded" in page


@pytest.mark.parametrize(
    ("part", "count", "names"),
    [
        ("contacted", 9, {"Target 0", "Target 7", "Walk-in"}),
        ("targeted", 8, {"Target 0", "Target 7"}),
        ("responded", 3, {"Target 0", "Target 1", "Walk-in"}),
        ("targeted_responded", 2, {"Target 0", "Target 1"}),
        ("silent", 6, {"Target 2", "Target 7"}),
    ],
)
def test_each_figure_opens_exactly_its_people(campaign, client_for, part, count, names):
    response = client_for("Viewer").get(at("campaign_people", campaign, part))
    page = response.content.decode()

    assert response.context["table"].paginator.count == count
    assert all(name in page for name in names)


def test_cancelled_people_are_not_counted(campaign, client_for):
    campaign.interactions.update(cancellation=Cancellation.objects.create(reason="Wrong"))

    response = client_for("Viewer").get(at("campaign_people", campaign, "contacted"))

    assert response.context["table"].paginator.count == 0


def test_people_of_no_known_kind_are_not_found(campaign, client_for):
    assert client_for("Viewer").get(at("campaign_people", campaign, "nobody")).status_code == 404


def test_the_people_are_exported(campaign, client_for):
    response = client_for("Marketer").get(
        at("campaign_people", campaign, "targeted_responded"), {"export": "csv"}
    )

    assert len(b"".join(response.streaming_content).splitlines()) == 3


def test_the_chart_and_the_table_beside_it_say_the_same(campaign, client_for):
    page = client_for("Viewer").get(at("campaign_detail", campaign)).content.decode()

    found = re.search(r'<script id="campaign-chart" type="application/json">(.*?)</script>', page)
    chart = json.loads(found[1])
    assert chart["labels"] == ["February 2026", "March 2026"]
    assert [data["data"] for data in chart["sets"]] == [[8, 3], [0, 3]]
    assert "<td>February 2026</td>" in page


@pytest.mark.lesson(8)
def test_the_figures_of_a_big_campaign_come_after_its_page(campaign, client_for, monkeypatch):
    monkeypatch.setattr("campaigns.models.queries.QUICKLY_ADDED_UP", 1)
    client = client_for("Viewer")

    page = client.get(at("campaign_detail", campaign)).content.decode()
    assert "25.0" not in page
    assert at("campaign_figures", campaign) in page

    whole = client.get(at("campaign_figures", campaign))
    part = client.get(at("campaign_figures", campaign), headers={"HX-Request": "true"})
    assert "25.0" in whole.content.decode()
    assert b"<html" not in part.content
    assert "25.0" in part.content.decode()


def test_the_page_shows_entries_segments_and_comments(campaign, client_for):
    canceled = Cancellation.objects.create(reason="Wrong")
    make_campaign_entry(campaign, description="First letter", cancellation=canceled)
    make_logged_segment("SM00009", campaign=campaign)
    campaign.comments.create(text="Stand 12", commented_on=date(2026, 1, 1))

    page = client_for("Viewer").get(at("campaign_detail", campaign)).content.decode()

    assert "<s>First letter</s>" in page
    assert "SM00009" in page
    assert "Stand 12" in page


@pytest.mark.parametrize("rows", [1, 9])
def test_the_page_is_a_fixed_number_of_queries(rows, client_for, django_assert_num_queries):
    campaign = make_campaign()
    for number in range(rows):
        entry = make_campaign_entry(campaign, segment_number=f"SM{number}")
        make_interaction(campaign=campaign, campaign_entry=entry)
        make_logged_segment(f"SM{number}", campaign=campaign)
        campaign.comments.create(text="x", commented_on=date(2026, 1, 1))
    client = client_for("Viewer")
    client.get(at("campaign_detail", campaign))

    # session, user, rights (2), campaign, targets, quick?, months, setup, figures, comments,
    # entries, open and logged segments
    with django_assert_num_queries(14):
        client.get(at("campaign_detail", campaign))


def test_a_campaign_is_activated_for_its_targets_and_deactivated(client_for):
    company = make_company("Target Ltd")
    campaign = make_campaign()
    make_interaction(make_contact(company=company), campaign=campaign, is_target=True)
    client = client_for("Marketer")

    client.post(at("campaign_activate", campaign))
    assert campaign.targets.get().contact == company
    assert "Target Ltd" in client.get(at("campaign_targets", campaign)).content.decode()
    exported = client.get(at("campaign_targets", campaign), {"export": "csv"})
    assert b"Target Ltd" in b"".join(exported.streaming_content)

    client.post(at("campaign_deactivate", campaign))
    assert not campaign.targets.exists()
    assert Campaign.objects.get(pk=campaign.pk).activated_at is None


def test_a_campaign_without_targets_is_not_activated_and_says_why(client_for):
    campaign = make_campaign()

    page = client_for("Marketer").post(at("campaign_activate", campaign), follow=True)

    assert "Nobody is targeted" in page.content.decode()


def test_an_archived_campaign_says_so(client_for):
    campaign = make_campaign(archived_at=timezone.now())

    page = client_for("Marketer").get(at("campaign_detail", campaign)).content.decode()

    assert "Archived" in page
    assert "Take out of the archive" in page


def test_a_viewer_may_look_and_not_touch(campaign, client_for):
    client = client_for("Viewer")
    page = client.get(at("campaign_detail", campaign)).content.decode()

    assert "Activate</button>" not in page
    assert client.post(at("campaign_activate", campaign)).status_code == 403
    assert client.post(at("campaign_deactivate", campaign)).status_code == 403


def test_the_wrong_method_is_refused_and_a_missing_campaign_not_found(campaign, client_for):
    client = client_for("Marketer")

    assert client.get(at("campaign_activate", campaign)).status_code == 405
    assert client.post(at("campaign_detail", campaign)).status_code == 405
    assert client.get(reverse("segments:campaign_detail", args=[999])).status_code == 404
