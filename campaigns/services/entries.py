"""Campaign entries: what one act of logging contributed to a campaign."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignEntry
from contacts.models import Salesperson


@transaction.atomic
def campaign_entry_for(
    campaign: Campaign,
    *,
    occurred_on: date,
    salesperson: Salesperson | None,
    by: User | None,
    now: datetime,
    segment_number: str = "",
    description: str = "",
) -> CampaignEntry:
    """Return the campaign's entry for a segment, or the one its single interactions share.

    There is one that is not cancelled for each, however many log at once: the database holds
    it, and the first to come sets date, salesperson and description (LOG-12). It is locked, so
    that nobody cancels it before the interaction is there.
    """
    defaults = {
        "description": (description or _("Interactions"))[:100],
        "occurred_on": occurred_on,
        "salesperson": salesperson,
        "created_by": by,
        "created_at": now,
    }
    entries = CampaignEntry.objects.select_for_update()
    return entries.get_or_create(
        campaign=campaign, segment_number=segment_number, cancellation=None, defaults=defaults
    )[0]
