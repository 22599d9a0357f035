"""Notes on interactions."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from interactions.models import Interaction, InteractionComment


@transaction.atomic
def add_comment(
    interaction: Interaction, *, text: str, by: User | None, now: datetime
) -> InteractionComment:
    """Add a note; the interaction itself stays as it was logged."""
    return interaction.comments.create(text=text, created_by=by, created_at=now)


@transaction.atomic
def delete_comment(comment: InteractionComment) -> None:
    """Delete a note."""
    comment.delete()
