"""An interaction is logged with a contact from each place that shows it (domain.md §2.13)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import CampaignTarget
from contacts.models import DuplicatePair
from interactions.models import LeftOut
from segments_app.criteria.rules import EVERYONE
from tests.factories import (
    make_campaign,
    make_company,
    make_contact,
    make_interaction,
    make_logged_segment,
    make_template,
)
from tests.interactions.delivery.test_resending import sent
from tests.segments_app.services.building import add, ready_segment

pytestmark = pytest.mark.django_db


@pytest.fixture
def contact():
    return make_contact("Ada Lind", email="ada@south.example")


@pytest.fixture
def logged(contact):
    logged = make_logged_segment(campaign=make_campaign())
    interaction = make_interaction(
        contact, logged_segment=logged, campaign=logged.campaign, template=make_template()
    )
    sent(interaction, now=timezone.now())
    LeftOut.objects.create(logged_segment=logged, contact=contact, reason="minor")
    return logged


def places(contact, logged):
    """Yield the pages that show the contact."""
    now = timezone.now()
    segment = ready_segment(now=now)
    add(segment, EVERYONE, now=now)
    there = f"/interactions/logged-segments/{logged.pk}"
    yield contact.get_absolute_url()
    yield reverse("contacts:contact_list")
    yield reverse("segments:segment_lines", args=[segment.pk])
    yield reverse("segments:segment_step_contacts", args=[segment.pk, 1, "added"])
    yield f"{there}/contacts/"
    yield f"{there}/left-out/"
    yield f"{there}/e-mails/"
    yield f"{there}/results/not_answered/all/"
    yield f"/campaigns/{logged.campaign.pk}/results/not_answered/all/"
    yield f"/campaigns/{logged.campaign.pk}/people/contacted/"
    yield f"{reverse('segments:search')}?q=Lind"
    yield contact.interactions.get().get_absolute_url()
    other = make_contact("Ada Lindt")
    pair = DuplicatePair.objects.create(first=contact, second=other, score=9, found_at=now)
    yield reverse("segments:duplicate_detail", args=[pair.pk])


def test_each_place_that_shows_a_contact_leads_to_logging_an_interaction_with_it(
    client_for, contact, logged
):
    client, viewer = client_for("Marketer"), client_for("Viewer")

    for url in places(contact, logged):
        page = client.get(url).content.decode()
        assert f"/interactions/new/?contact={contact.pk}" in page, url
        assert "/interactions/new/?contact=" not in viewer.get(url).content.decode(), url


def test_companies_that_a_campaign_targets_lead_there_too(client_for):
    company, campaign = make_company("Lind AB"), make_campaign()
    CampaignTarget.objects.create(campaign=campaign, contact=company)

    page = client_for("Marketer").get(reverse("segments:campaign_targets", args=[campaign.pk]))
    assert f"/interactions/new/?contact={company.pk}" in page.content.decode()
