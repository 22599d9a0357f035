"""Notes on interactions."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from interactions.models import Interaction, InteractionComment
from segments_app.common.submissions import once


@once(InteractionComment)
@transaction.atomic
def add_comment(
    interaction: Interaction,
    *,
    text: str,
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> InteractionComment:
    """Add a note; the interaction itself stays as it was logged."""
    return interaction.comments.create(
        text=text, submission=submission, created_by=by, created_at=now
    )


@transaction.atomic
def delete_comment(comment: InteractionComment) -> None:
    """Delete a note."""
    comment.delete()
