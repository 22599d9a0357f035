"""Campaigns: why we contact people (domain.md §1.13)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Salesperson
from segments_app.common.models import CodeTable
from segments_app.common.submissions import made_once, submission_key

from .queries import CampaignQuerySet


class CampaignStatus(CodeTable):
    """How far a campaign is; the codes say the order."""

    class Meta(CodeTable.Meta):
        verbose_name = _("campaign status")
        verbose_name_plural = _("campaign statuses")


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
    submission = submission_key()

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            made_once("campaign_made_once"),
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
    submission = submission_key()

    class Meta:
        verbose_name = _("comment on a campaign")
        verbose_name_plural = _("comments on campaigns")
        constraints = [
            made_once("campaign_comment_made_once"),
            models.CheckConstraint(condition=~Q(text=""), name="campaign_comment_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


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
