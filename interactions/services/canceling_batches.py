"""Cancelling a whole logged segment or campaign entry, with its interactions (CAN-02, CAN-03).

Taking it back restores exactly what that cancellation took: what had been cancelled before by
itself stays cancelled.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from campaigns.models import CampaignEntry
from interactions.models import Interaction, LoggedSegment
from segments_app.common.retrying import retried

from .canceling import StillCanceled, close_cancellations, new_cancellation


class AlreadyCanceled(Exception):
    """Somebody has cancelled it meanwhile."""


class NotCanceled(Exception):
    """Somebody has taken the cancellation back meanwhile."""


class EntryTaken(Exception):
    """The campaign has another entry in its place by now."""


@retried
@transaction.atomic
def cancel_logged_segment(
    logged_segment: LoggedSegment, *, reason: str, by: User | None, now: datetime
) -> int:
    """Cancel a logged segment with its interactions and campaign entries.

    Return how many interactions it took along; earlier calls from the segment are among them.
    The segment, its contacts, groups and targets stay as they are (CAN-05).
    """
    logged_segment = _locked_segment(logged_segment)
    if logged_segment.is_canceled:
        raise AlreadyCanceled(_("This logged segment is cancelled already."))
    cancellation = new_cancellation(reason, by=by, now=now)
    LoggedSegment.objects.filter(pk=logged_segment.pk).update(cancellation=cancellation)
    CampaignEntry.objects.counted().filter(segment_number=logged_segment.segment_number).update(
        cancellation=cancellation
    )
    interactions = Interaction.objects.counted().filter(logged_segment=logged_segment)
    count = interactions.update(cancellation=cancellation)
    attempts = Interaction.objects.counted().filter(campaign_entry__cancellation=cancellation)
    return count + attempts.update(cancellation=cancellation)


@retried
@transaction.atomic
def uncancel_logged_segment(
    logged_segment: LoggedSegment, *, by: User | None, now: datetime
) -> int:
    """Take the cancellation of a logged segment back; return how many interactions came back."""
    logged_segment = _locked_segment(logged_segment)
    cancellation = logged_segment.cancellation_id
    if cancellation is None:
        raise NotCanceled(_("This logged segment is not cancelled."))
    LoggedSegment.objects.filter(pk=logged_segment.pk).update(cancellation=None)
    return _restore(cancellation, by=by, now=now)


@retried
@transaction.atomic
def cancel_campaign_entry(
    entry: CampaignEntry, *, reason: str, by: User | None, now: datetime
) -> int:
    """Cancel a campaign entry with its interactions; return how many it took along."""
    _lock_segment_of(entry)
    entry = _locked_entry(entry)
    if entry.is_canceled:
        raise AlreadyCanceled(_("This campaign entry is cancelled already."))
    cancellation = new_cancellation(reason, by=by, now=now)
    CampaignEntry.objects.filter(pk=entry.pk).update(cancellation=cancellation)
    interactions = Interaction.objects.counted().filter(campaign_entry=entry)
    return interactions.update(cancellation=cancellation)


@retried
@transaction.atomic
def uncancel_campaign_entry(entry: CampaignEntry, *, by: User | None, now: datetime) -> int:
    """Take the cancellation of a campaign entry back; return how many interactions came back."""
    logged_segment = _lock_segment_of(entry)
    entry = _locked_entry(entry)
    if entry.cancellation_id is None:
        raise NotCanceled(_("This campaign entry is not cancelled."))
    if logged_segment is not None and logged_segment.is_canceled:
        raise StillCanceled(
            _("The logged segment %(segment)s is cancelled. Take that back first.")
            % {"segment": logged_segment}
        )
    _refuse_taken(entry)
    return _restore(entry.cancellation_id, by=by, now=now)


def _restore(cancellation: int, *, by: User | None, now: datetime) -> int:
    CampaignEntry.objects.filter(cancellation=cancellation).update(cancellation=None)
    count = Interaction.objects.filter(cancellation=cancellation).update(cancellation=None)
    close_cancellations([cancellation], by=by, now=now)
    return count


def _refuse_taken(entry: CampaignEntry) -> None:
    others = CampaignEntry.objects.counted().filter(
        campaign=entry.campaign_id, segment_number=entry.segment_number
    )
    if others.exists():
        raise EntryTaken(
            _(
                "Since this entry was cancelled, the campaign has got another one for the same "
                "kind of interactions. Cancel that one first."
            )
        )


def _locked_segment(logged_segment: LoggedSegment) -> LoggedSegment:
    return LoggedSegment.objects.select_for_update().get(pk=logged_segment.pk)


def _lock_segment_of(entry: CampaignEntry) -> LoggedSegment | None:
    """Lock the segment before its entry, in the order in which it is cancelled itself."""
    if not entry.segment_number:
        return None
    rows = LoggedSegment.objects.select_for_update()
    return rows.filter(segment_number=entry.segment_number).first()


def _locked_entry(entry: CampaignEntry) -> CampaignEntry:
    return CampaignEntry.objects.select_for_update().get(pk=entry.pk)
