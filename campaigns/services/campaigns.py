"""Creating, changing, archiving and deleting campaigns (domain.md §2.21)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign
from contacts.models import Salesperson
from contacts.services.numbers import number_for
from segments_app.common.submissions import once
from segments_app.common.text import normalise
from segments_app.common.uses import refuse_if_used

#: What a user may say of a campaign.
FIELDS = ("description", "starts_on", "ends_on", "salesperson", "status")


class CampaignRefused(Exception):
    """The campaign cannot be as asked for; the message is for the user."""


@once(Campaign)
@transaction.atomic
def create_campaign(
    *,
    values: Mapping[str, Any],
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> Campaign:
    """Create a campaign; its number is the next of the series unless one is typed.

    The salesperson is the user's own unless the values name one or none (CAM-01).
    """
    number = _free_number(values.get("number", ""))
    campaign = Campaign(number=number, submission=submission, created_at=now)
    if by is not None:
        campaign.salesperson = Salesperson.objects.selectable().filter(user=by).first()
    _apply(campaign, values, now)
    campaign.save()
    return campaign


@transaction.atomic
def update_campaign(campaign: Campaign, *, values: Mapping[str, Any], now: datetime) -> Campaign:
    """Change what the values name; the number stays."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    _apply(campaign, values, now)
    campaign.save()
    return campaign


@transaction.atomic
def archive_campaign(campaign: Campaign, *, now: datetime) -> None:
    """Offer the campaign no more; its history and figures stay."""
    Campaign.objects.filter(pk=campaign.pk, archived_at=None).update(
        archived_at=now, modified_at=now
    )


@transaction.atomic
def restore_campaign(campaign: Campaign, *, now: datetime) -> None:
    """Offer an archived campaign again."""
    Campaign.objects.filter(pk=campaign.pk).update(archived_at=None, modified_at=now)


@transaction.atomic
def delete_campaign(campaign: Campaign) -> None:
    """Delete a campaign that nothing uses, with its comments; else raise StillUsed (REF-01)."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)  # nobody may begin to
    refuse_if_used(campaign)
    campaign.delete()


def _free_number(typed: str) -> str:
    number = number_for("campaign_numbers", typed)
    if Campaign.objects.filter(number=number).exists():
        raise CampaignRefused(
            _("The number %(number)s is taken by another campaign.") % {"number": number}
        )
    return number


def _apply(campaign: Campaign, values: Mapping[str, Any], now: datetime) -> None:
    for name in FIELDS:
        if name in values:
            setattr(campaign, name, values[name])
    campaign.description = " ".join(campaign.description.split())
    if not campaign.description:
        raise CampaignRefused(_("Enter a description of the campaign."))
    if campaign.starts_on and campaign.ends_on and campaign.ends_on < campaign.starts_on:
        raise CampaignRefused(_("The campaign cannot end before it starts."))
    campaign.search_text = normalise(f"{campaign.number} {campaign.description}")[:200]
    campaign.modified_at = now
