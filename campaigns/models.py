"""Campaigns: why we contact people, and what came of it (domain.md §1.13)."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, DecimalField, F, FloatField, Q, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Now, NullIf, Round
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Salesperson
from segments_app.common.models import CodeTable
from segments_app.common.text import normalise


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
        verbose_name=_("canceled by"),
    )
    canceled_at = models.DateTimeField(_("canceled at"), db_default=Now())
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


class CampaignStatus(CodeTable):
    """How far a campaign is; the codes say the order."""

    class Meta(CodeTable.Meta):
        verbose_name = _("campaign status")
        verbose_name_plural = _("campaign statuses")


def ratio(part: Combinable, whole: F, *, decimals: int) -> Round:
    """Return `part` by `whole`, null where there is no whole."""
    exact = Cast(part, FloatField()) / NullIf(Cast(whole, FloatField()), 0.0)
    # PostgreSQL rounds decimals only, and SQLite divides whole numbers as such.
    return Round(Cast(exact, DecimalField(max_digits=20, decimal_places=6)), precision=decimals)


QUICKLY_ADDED_UP = 20_000  # interactions


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def search(self, text: str) -> Self:
        """Those whose number or description hold every word."""
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found

    def running(self, *, today: date) -> Self:
        """Campaigns whose period contains `today`."""
        return (
            self.current()
            .filter(
                Q(starts_on__isnull=True) | Q(starts_on__lte=today),
                Q(ends_on__isnull=True) | Q(ends_on__gte=today),
            )
            .exclude(starts_on__isnull=True, ends_on__isnull=True)
        )

    def planned(self, *, today: date) -> Self:
        """Campaigns that start after `today`."""
        return self.current().filter(starts_on__gt=today)

    def past(self, *, today: date) -> Self:
        """Campaigns that ended before `today`."""
        return self.current().filter(ends_on__lt=today)

    def current(self) -> Self:
        """Campaigns that are not archived."""
        return self.filter(archived_at__isnull=True)

    def archived(self) -> Self:
        """Campaigns that are not offered any more."""
        return self.filter(archived_at__isnull=False)

    def for_list(self) -> Self:
        """With what a row of a list shows of other tables."""
        return self.select_related("status", "salesperson")

    def are_quick(self) -> bool:
        """Whether the figures of these campaigns are there before anybody has to wait."""
        rows = self.order_by().filter(interactions__isnull=False).values("interactions")
        return rows[: QUICKLY_ADDED_UP + 1].count() <= QUICKLY_ADDED_UP

    def with_figures(self) -> Self:
        """Add what came of each campaign; people are counted once, however often they appear.

        A person is targeted by an interaction marked as target, and has responded by one marked
        as response. `targeted_responded` are both, so the response rate, their share of the
        targeted, never passes 100 % (docs/statistics.md). Cancelled and postponed interactions
        count nowhere. For the few campaigns of a page, not for all of them.
        """
        counted = Q(interactions__cancellation__isnull=True, interactions__is_postponed=False)
        target, response = Q(interactions__is_target=True), Q(interactions__is_response=True)

        def people(which: Q) -> Count:
            return Count("interactions__contact", distinct=True, filter=counted & which)

        return self.annotate(
            interaction_count=Count("interactions", filter=counted),
            people=people(Q()),
            targeted=people(target),
            responded=people(response),
            either=people(target | response),
            cost=Coalesce(Sum("interactions__cost", filter=counted), Decimal(0)),
            duration=Coalesce(Sum("interactions__duration", filter=counted), 0),
        ).annotate(
            targeted_responded=F("targeted") + F("responded") - F("either"),
            response_rate=ratio(F("targeted_responded") * 100, F("targeted"), decimals=1),
            cost_per_response=ratio(F("cost"), F("responded"), decimals=2),
        )


class Campaign(models.Model):
    """An effort with a purpose and a period: a fair, an offer, a Christmas card."""

    class Period(models.TextChoices):
        """How the period of a campaign lies to a day."""

        PLANNED = "planned", _("Planned")
        RUNNING = "running", _("Running")
        PAST = "past", _("Past")
        OPEN = "open", _("No period")

    number = models.CharField(_("number"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100)
    starts_on = models.DateField(_("starting date"), null=True, blank=True)
    ends_on = models.DateField(_("ending date"), null=True, blank=True)
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("salesperson"),
    )
    status = models.ForeignKey(
        CampaignStatus,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("status"),
    )
    activated_at = models.DateTimeField(
        _("activated at"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("While activated, the campaign keeps a list of the companies it targets."),
    )
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    search_text = models.CharField(
        _("search words"), max_length=200, blank=True, editable=False, default=""
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    modified_at = models.DateTimeField(_("modified at"), db_default=Now(), editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(condition=~Q(number=""), name="campaign_has_number"),
            models.CheckConstraint(condition=~Q(description=""), name="campaign_has_description"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}"

    def get_absolute_url(self) -> str:
        return reverse("segments:campaign_detail", args=[self.pk])

    def period(self, today: date) -> Period:
        """Return how the campaign's period lies to `today`."""
        if self.starts_on is None and self.ends_on is None:
            return self.Period.OPEN
        if self.starts_on and self.starts_on > today:
            return self.Period.PLANNED
        if self.ends_on and self.ends_on < today:
            return self.Period.PAST
        return self.Period.RUNNING


class CampaignComment(models.Model):
    """A note on a campaign, with the day it is about."""

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="comments", verbose_name=_("campaign")
    )
    commented_on = models.DateField(_("date"))
    text = models.TextField(_("comment"), max_length=2000)
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

    class Meta:
        verbose_name = _("comment on a campaign")
        verbose_name_plural = _("comments on campaigns")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="campaign_comment_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


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


class CampaignTarget(models.Model):
    """A company, or a person without one, that an activated campaign targets (CAM-02)."""

    campaign = models.ForeignKey(
        Campaign,
        models.CASCADE,
        related_name="targets",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("campaign"),
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="campaign_targets", verbose_name=_("contact")
    )

    class Meta:
        verbose_name = _("campaign target")
        verbose_name_plural = _("campaign targets")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "contact"], name="campaign_target_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.campaign_id}"
