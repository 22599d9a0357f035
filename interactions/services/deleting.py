"""Deleting what is cancelled; anything else stays as history (CAN-06).

Logged segments are deleted from above, in `segments_app.services.history`: segments point at
them.
"""

from collections.abc import Callable

from django.db import transaction

from campaigns.models import CampaignEntry, CampaignEntryQuerySet
from interactions.models import (
    Delivery,
    DeliveryState,
    Interaction,
    InteractionComment,
    InteractionQuerySet,
)
from segments_app.common.deleting import delete_rows
from segments_app.common.retrying import retried

#: Has rows of a package to the right let go of interactions that are deleted.
before: list[Callable[[InteractionQuerySet], None]] = []


@retried
@transaction.atomic
def delete_canceled_interactions(interactions: InteractionQuerySet) -> int:
    """Delete those of the interactions that are cancelled, with their comments."""
    canceled = Interaction.objects.canceled().filter(pk__in=interactions.order_by().values("pk"))
    for let_go in before:
        let_go(canceled)
    of_these = Delivery.objects.filter(interaction__in=canceled.values("pk"))
    of_these.waiting().update(state=DeliveryState.CANCELED, due_at=None, claim=None)
    of_these.update(interaction=None)  # that they were sent stays known
    delete_rows(InteractionComment.objects.filter(interaction__in=canceled.values("pk")))
    return delete_rows(canceled)


@retried
@transaction.atomic
def delete_canceled_campaign_entries(entries: CampaignEntryQuerySet) -> int:
    """Delete those of the entries that are cancelled, with their interactions."""
    canceled = CampaignEntry.objects.canceled().filter(pk__in=entries.order_by().values("pk"))
    keys = list(canceled.select_for_update().order_by("pk").values_list("pk", flat=True))
    delete_canceled_interactions(Interaction.objects.filter(campaign_entry__in=keys))
    return delete_rows(CampaignEntry.objects.filter(pk__in=keys))
