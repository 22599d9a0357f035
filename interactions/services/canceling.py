"""Cancelling interactions and taking it back: out of all statistics, and into them again.

A logged segment or campaign entry that is cancelled takes its interactions with it
(`canceling_batches`). Each function is a fixed number of statements, whatever the size.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.models import CampaignEntry, Cancellation
from interactions.models import Interaction, InteractionQuerySet, LoggedSegment
from segments_app.common.retrying import retried


class ReasonMissing(Exception):
    """Nothing is cancelled without a reason."""


class StillCanceled(Exception):
    """What an interaction was logged with is cancelled; that must be taken back first (CAN-04)."""


@retried
@transaction.atomic
def cancel_interactions(
    interactions: InteractionQuerySet, *, reason: str, by: User | None, now: datetime
) -> int:
    """Cancel those of the interactions that count; return how many there were."""
    chosen = interactions.counted().order_by()
    if not chosen.exists():
        return 0
    return chosen.update(cancellation=new_cancellation(reason, by=by, now=now))


@retried
@transaction.atomic
def uncancel_interactions(
    interactions: InteractionQuerySet, *, by: User | None, now: datetime
) -> int:
    """Let cancelled interactions count again; return how many there were.

    Refused as a whole while the logged segment or campaign entry of one is cancelled.
    """
    chosen = Interaction.objects.canceled().filter(pk__in=interactions.order_by().values("pk"))
    _lock_parents(chosen)
    held = chosen.filter(
        Q(logged_segment__cancellation__isnull=False)
        | Q(campaign_entry__cancellation__isnull=False)
    ).count()
    if held:
        raise StillCanceled(
            ngettext(
                "%(n)d interaction belongs to a logged segment or campaign entry that is "
                "cancelled. Take that back first.",
                "%(n)d interactions belong to logged segments or campaign entries that are "
                "cancelled. Take that back first.",
                held,
            )
            % {"n": held}
        )
    by_now = list(chosen.values_list("cancellation_id", flat=True).distinct())
    count = chosen.update(cancellation=None)
    close_cancellations(by_now, by=by, now=now)
    return count


def new_cancellation(reason: str, *, by: User | None, now: datetime) -> Cancellation:
    """Record who cancels what follows, when and why."""
    reason = " ".join(reason.split())
    if not reason:
        raise ReasonMissing(_("Say why it is cancelled."))
    return Cancellation.objects.create(reason=reason[:200], canceled_by=by, canceled_at=now)


def close_cancellations(keys: Iterable[int], *, by: User | None, now: datetime) -> None:
    """Mark those as taken back that nothing is cancelled by any more."""
    Cancellation.objects.filter(
        pk__in=keys, interactions=None, campaign_entries=None, logged_segments=None
    ).update(reverted_by=by, reverted_at=now)


def _lock_parents(interactions: InteractionQuerySet) -> None:
    """Keep what the interactions were logged with from being cancelled meanwhile."""
    for model, field in ((LoggedSegment, "logged_segment"), (CampaignEntry, "campaign_entry")):
        rows = model._default_manager.filter(pk__in=interactions.values(field))
        list(rows.select_for_update().order_by("pk").values_list("pk"))
