"""What campaigns have had to do with the contact."""

from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignTarget
from interactions.models import Interaction
from segments_app.criteria.kinds import MANY
from segments_app.criteria.registry import OF_COMPANY, OF_CONTACT

from . import tables
from .contacts import contact

CAMPAIGNS = _("Campaigns")

contact.add(
    "targeted_by_campaign",
    label=_("Targeted by campaign"),
    kind=MANY,
    path="campaign",
    section=CAMPAIGNS,
    options=tables.CAMPAIGNS,
    rows=Interaction.objects.counted().filter(is_target=True, campaign__isnull=False),
    link=OF_CONTACT,
)
contact.add(
    "responded_to_campaign",
    label=_("Responded to campaign"),
    kind=MANY,
    path="campaign",
    section=CAMPAIGNS,
    options=tables.CAMPAIGNS,
    rows=Interaction.objects.counted().filter(is_response=True, campaign__isnull=False),
    link=OF_CONTACT,
)
contact.add(
    "contacted_for_campaign",
    label=_("Contacted for campaign"),
    kind=MANY,
    path="campaign",
    section=CAMPAIGNS,
    options=tables.CAMPAIGNS,
    rows=Interaction.objects.counted().filter(campaign__isnull=False),
    link=OF_CONTACT,
)
contact.add(
    "in_target_group",
    label=_("In the target group of campaign"),
    kind=MANY,
    path="campaign",
    section=CAMPAIGNS,
    options=tables.CAMPAIGNS,
    rows=CampaignTarget,
    link=OF_COMPANY,
)
