"""Notes on campaigns."""

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from campaigns.models import Campaign, CampaignComment
from segments_app.common.submissions import once


@once(CampaignComment)
@transaction.atomic
def add_comment(
    campaign: Campaign,
    *,
    text: str,
    commented_on: date,
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> CampaignComment:
    """Add a note with the day it is about."""
    return campaign.comments.create(
        text=text,
        commented_on=commented_on,
        submission=submission,
        created_by=by,
        created_at=now,
    )


@transaction.atomic
def delete_comment(comment: CampaignComment) -> None:
    """Delete a note."""
    comment.delete()
