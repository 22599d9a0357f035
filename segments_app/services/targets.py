"""The companies that an activated campaign targets (domain.md §2.21, CAM-02…04).

They are those of the contacts on target lines of open segments, and of target interactions that
count. Every service that changes target lines says so here, and the list is brought up to
date in two statements a campaign; nothing listens behind anybody's back.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from campaigns.models import Campaign, CampaignTarget
from contacts.models import Contact, ContactQuerySet
from interactions.models import Interaction, InteractionTemplate
from segments_app.common.deleting import delete_rows
from segments_app.common.retrying import retried
from segments_app.common.sql import insert_missing
from segments_app.models import Segment, SegmentLine


class CampaignError(Exception):
    """Something that cannot be done to a campaign; the message is for the user."""


class NothingTargeted(CampaignError):
    """The campaign has neither target lines nor target interactions."""

    def __init__(self, campaign: Campaign) -> None:
        super().__init__(
            _(
                "Nobody is targeted by campaign %(number)s yet. Choose it in a segment, tick "
                "“campaign target” there, and activate the campaign then."
            )
            % {"number": campaign.number}
        )


class CampaignIsArchived(CampaignError):
    """The campaign was put away."""

    def __init__(self, campaign: Campaign) -> None:
        super().__init__(_("Campaign %(number)s is archived.") % {"number": campaign.number})


@retried
@transaction.atomic
def activate_campaign(campaign: Campaign, *, by: User | None, now: datetime) -> int:
    """Write down whom the campaign targets, and keep it up to date from now on.

    Returns how many companies, and persons without one, there are. Activating again does no
    harm.
    """
    campaign = _locked(campaign)
    if campaign.archived_at is not None:
        raise CampaignIsArchived(campaign)
    _bring_up_to_date(campaign)
    count = campaign.targets.count()
    if not count:
        raise NothingTargeted(campaign)
    if campaign.activated_at is None:
        Campaign.objects.filter(pk=campaign.pk).update(activated_at=now, modified_at=now)
    return count


@retried
@transaction.atomic
def deactivate_campaign(campaign: Campaign, *, by: User | None, now: datetime) -> int:
    """Forget whom the campaign targets; returns how many there were."""
    campaign = _locked(campaign)
    count = delete_rows(campaign.targets.all())
    if campaign.activated_at is not None:
        Campaign.objects.filter(pk=campaign.pk).update(activated_at=None, modified_at=now)
    return count


def targeted_by(campaign: Campaign) -> ContactQuerySet:
    """Return the companies, and persons without one, whom the campaign targets now."""
    lines = SegmentLine.objects.of_open_segments().targeting(campaign)
    logged = Interaction.objects.counted().filter(campaign=campaign.pk, is_target=True)
    return Contact.objects.filter(
        pk__in=lines.values_list(Coalesce("contact__company_id", "contact_id")).union(
            logged.values_list(Coalesce("company_id", "contact_id"))
        )
    )


def keep_targets(campaigns: Iterable[int | None]) -> None:
    """Bring the lists of those of `campaigns` (ids) that are activated up to date."""
    ids = {pk for pk in campaigns if pk is not None}
    if not ids:
        return
    for campaign in Campaign.objects.filter(pk__in=ids, activated_at__isnull=False).order_by("pk"):
        _bring_up_to_date(campaign)


def keep_targets_of(segment: Segment) -> None:
    """Bring the lists up to date of the activated campaigns on the segment or its lines."""
    for campaign in activated_of(segment):
        _bring_up_to_date(campaign)


def activated_of(segment: Segment) -> list[Campaign]:
    """Return the activated campaigns on the segment or its lines."""
    activated = list(Campaign.objects.filter(activated_at__isnull=False).order_by("pk"))
    if not activated:  # so it is nearly always, and then no line is read
        return []
    own = SegmentLine.objects.filter(segment=segment.pk).values_list("campaign")
    brought = InteractionTemplate.objects.filter(
        pk__in=SegmentLine.objects.filter(segment=segment.pk).values("template")
    )
    ids = {pk for (pk,) in own.union(brought.values_list("campaign"))} | {segment.campaign_id}
    return [campaign for campaign in activated if campaign.pk in ids]


def _bring_up_to_date(campaign: Campaign) -> None:
    wanted = targeted_by(campaign)
    stale = campaign.targets.filter(~Exists(wanted.filter(pk=OuterRef("contact"))))
    delete_rows(stale)
    insert_missing(CampaignTarget, wanted, campaign=Value(campaign.pk), contact=F("pk"))


def _locked(campaign: Campaign) -> Campaign:
    return Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
