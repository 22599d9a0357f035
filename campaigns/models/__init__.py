from .campaign import Campaign, CampaignComment, CampaignStatus, CampaignTarget
from .entries import CampaignEntry, CampaignEntryQuerySet, Cancellation
from .queries import CampaignQuerySet

__all__ = [
    "Campaign",
    "CampaignComment",
    "CampaignEntry",
    "CampaignEntryQuerySet",
    "CampaignQuerySet",
    "CampaignStatus",
    "CampaignTarget",
    "Cancellation",
]
