"""What acts of logging contributed to campaigns, and what took them out again."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Salesperson

from .campaign import Campaign
from .queries import are_quickly_added_up


class Cancellation(models.Model):
    """One act of cancelling: who, when and why. What was cancelled points at it.

    Taking the cancellation back clears those pointers; the row stays as a record.
    """

    reason = models.CharField(_("reason"), max_length=200)
    canceled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("cancelled by"),
    )
    canceled_at = models.DateTimeField(_("cancelled at"), db_default=Now())
    reverted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("taken back by"),
    )
    reverted_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="cancellation_has_reason"),
        ]

    def __str__(self) -> str:
        return self.reason


class CampaignEntryQuerySet(models.QuerySet["CampaignEntry"]):
    def counted(self) -> Self:
        """Entries that statistics count: not cancelled."""
        return self.filter(cancellation__isnull=True)

    def canceled(self) -> Self:
        """Entries that no statistics count any more."""
        return self.filter(cancellation__isnull=False)

    def for_list(self) -> Self:
        """With what a row of a list shows of other tables."""
        return self.select_related("campaign", "salesperson")

    def are_quick(self) -> bool:
        """Whether the figures of these entries are there before anybody has to wait."""
        return are_quickly_added_up(self)

    def with_figures(self) -> Self:
        """Add what each entry holds; of a cancelled one, its cancelled interactions.

        For the few entries of a page, not for all of them.
        """
        alike = Q(cancellation__isnull=True, interactions__cancellation__isnull=True) | Q(
            cancellation__isnull=False, interactions__cancellation__isnull=False
        )
        return self.annotate(
            interaction_count=Count("interactions", filter=alike),
            people=Count("interactions__contact", distinct=True, filter=alike),
            cost=Coalesce(Sum("interactions__cost", filter=alike), Decimal(0)),
            duration=Coalesce(Sum("interactions__duration", filter=alike), 0),
        )


class CampaignEntry(models.Model):
    """What one act of logging contributed to a campaign; its interactions point at it.

    Logging a segment makes one for each campaign on its lines. Interactions logged one by
    one share the campaign's entry without a segment number (LOG-12, and §9.1 for ours).
    """

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="entries", verbose_name=_("campaign")
    )
    description = models.CharField(_("description"), max_length=100)
    occurred_on = models.DateField(_("date"))
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("salesperson"),
    )
    segment_number = models.CharField(_("segment number"), max_length=20, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    cancellation = models.ForeignKey(
        Cancellation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaign_entries",
        verbose_name=_("cancellation"),
    )

    objects = CampaignEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign entry")
        verbose_name_plural = _("campaign entries")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "segment_number"],
                condition=Q(cancellation__isnull=True),
                name="campaign_entry_one_per_segment",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("interactions:campaign_entry_detail", args=[self.pk])

    @property
    def is_canceled(self) -> bool:
        """Whether statistics leave it out."""
        return self.cancellation_id is not None
