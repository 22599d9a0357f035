"""What is done with campaigns."""

from .campaigns import (
    FIELDS,
    CampaignRefused,
    archive_campaign,
    create_campaign,
    delete_campaign,
    restore_campaign,
    update_campaign,
)
from .comments import add_comment, delete_comment
from .entries import campaign_entry_for

__all__ = [
    "FIELDS",
    "CampaignRefused",
    "add_comment",
    "archive_campaign",
    "campaign_entry_for",
    "create_campaign",
    "delete_campaign",
    "delete_comment",
    "restore_campaign",
    "update_campaign",
]
