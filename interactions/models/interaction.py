"""The interaction log (domain.md §1.11)."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, CampaignEntry, Cancellation
from contacts.models import AlternativeAddress, Contact, Language, Purpose, Salesperson
from segments_app.common.models import (
    CorrespondenceType,
    Evaluation,
    InformationFlow,
    InitiatedBy,
)
from segments_app.common.submissions import made_once, submission_key

from .contents import FrozenContent
from .indexes import INDEXES
from .logged import LoggedSegment
from .queries import InteractionQuerySet
from .templates import InteractionGroup, InteractionTemplate


class Interaction(models.Model):
    """Something that happened between us and one contact.

    History: after it is logged only its evaluation, its cancellation and its links change,
    and the database refuses the rest. It is deleted only once cancelled. A postponed
    interaction is a draft: it may still change, and no statistics count it (INT-06).
    """

    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        related_name="interactions",
        db_index=False,  # an index below begins with it
        verbose_name=_("contact"),
    )
    company = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="company_interactions",
        verbose_name=_("company"),
        help_text=_("The contact's company when it happened; a company's is itself."),
    )
    occurred_on = models.DateField(_("date"))
    occurred_at_time = models.TimeField(_("time"), null=True, blank=True)
    description = models.CharField(_("description"), max_length=100)
    template = models.ForeignKey(
        InteractionTemplate,
        models.PROTECT,
        related_name="interactions",
        db_index=False,  # asked for together with a contact or a campaign
        verbose_name=_("interaction template"),
    )
    group = models.ForeignKey(
        InteractionGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        db_index=False,  # asked for together with a contact or a campaign
        verbose_name=_("interaction group"),
    )
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        related_name="interactions",
        db_index=False,  # asked for together with a contact or a campaign
        verbose_name=_("salesperson"),
    )
    information_flow = models.CharField(
        _("information flow"), max_length=10, choices=InformationFlow, blank=True
    )
    initiated_by = models.CharField(
        _("initiated by"), max_length=10, choices=InitiatedBy, blank=True
    )
    correspondence_type = models.CharField(
        _("correspondence type"), max_length=10, choices=CorrespondenceType, blank=True
    )
    language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("language"),
    )
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    content = models.ForeignKey(
        FrozenContent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("content"),
    )
    alternative_address = models.ForeignKey(
        AlternativeAddress,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("alternative address"),
    )
    contact_via = models.CharField(
        _("contact via"),
        max_length=254,
        blank=True,
        help_text=_("The telephone number or address used."),
    )
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, default=Decimal(0))
    duration = models.PositiveIntegerField(_("duration (minutes)"), default=0)

    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        db_index=False,  # a partial index below begins with it
        verbose_name=_("campaign"),
    )
    campaign_entry = models.ForeignKey(
        CampaignEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        db_index=False,  # a partial index below
        verbose_name=_("campaign entry"),
    )
    is_target = models.BooleanField(_("campaign target"), default=False)
    is_response = models.BooleanField(_("campaign response"), default=False)
    segment_number = models.CharField(_("segment number"), max_length=20, blank=True)
    purpose = models.ForeignKey(
        Purpose,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,  # one more look-up a row; the database keeps every purpose
        db_index=False,  # no query starts from it
        verbose_name=_("purpose"),
        help_text=_("What the contact is approached for. Empty: not marketing."),
    )
    logged_segment = models.ForeignKey(
        LoggedSegment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="interactions",
        db_index=False,  # a partial index below
        verbose_name=_("logged segment"),
    )

    evaluation = models.CharField(_("evaluation"), max_length=15, choices=Evaluation, blank=True)
    attempt_failed = models.BooleanField(_("attempt failed"), default=False)
    is_postponed = models.BooleanField(_("postponed"), default=False)
    cancellation = models.ForeignKey(
        Cancellation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        db_index=False,  # a partial index below
        verbose_name=_("cancellation"),
    )
    merged_from = models.BigIntegerField(
        _("contact before a merge"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The id of the contact it was with before that one was merged into this."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("logged by"),
    )
    created_at = models.DateTimeField(_("logged at"), db_default=Now(), editable=False)
    submission = submission_key()

    objects = InteractionQuerySet.as_manager()

    class Meta:
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        indexes = INDEXES
        constraints = [
            # Logged once, whoever presses the button how often; also finds the contacts of a
            # logged segment. Two who were both logged, and are one now, keep both.
            models.UniqueConstraint(
                F("logged_segment"),
                F("contact"),
                Coalesce(F("merged_from"), Value(0)),
                condition=Q(logged_segment__isnull=False),
                name="interaction_once_per_logged_segment",
            ),
            made_once("interaction_made_once"),
            models.CheckConstraint(
                condition=~Q(description=""), name="interaction_has_description"
            ),
            models.CheckConstraint(condition=Q(cost__gte=0), name="interaction_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(campaign__isnull=False) | Q(campaign_entry__isnull=True),
                name="interaction_entry_has_campaign",
            ),
            models.CheckConstraint(
                condition=Q(is_postponed=False)
                | Q(campaign_entry__isnull=True, logged_segment__isnull=True),
                name="interaction_postponed_counts_nowhere",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return reverse("interactions:interaction_detail", args=[self.pk])

    @property
    def is_canceled(self) -> bool:
        """Whether statistics leave it out."""
        return self.cancellation_id is not None

    @property
    def evaluation_tone(self) -> str:
        """Whether the contact reacted well, as the tone of a pill."""
        if self.evaluation in (Evaluation.VERY_POSITIVE, Evaluation.POSITIVE):
            return "good"
        if self.evaluation in (Evaluation.VERY_NEGATIVE, Evaluation.NEGATIVE):
            return "bad"
        return "neutral"


class InteractionComment(models.Model):
    """A note on an interaction."""

    interaction = models.ForeignKey(
        Interaction, models.CASCADE, related_name="comments", verbose_name=_("interaction")
    )
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
        verbose_name = _("comment on an interaction")
        verbose_name_plural = _("comments on interactions")
        constraints = [
            made_once("interaction_comment_made_once"),
            models.CheckConstraint(condition=~Q(text=""), name="interaction_comment_has_text"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
