"""Segments: the header, and its content per language (domain.md §1.6, §1.8)."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Campaign
from contacts.models import Language, Purpose, Salesperson
from interactions.models import GoesAlong, InteractionTemplate, LoggedSegment, ScriptedContent
from segments_app.common.models import CorrespondenceType, InformationFlow, InitiatedBy
from segments_app.common.submissions import made_once, submission_key
from segments_app.common.text import normalise


class SegmentQuerySet(models.QuerySet["Segment"]):
    def search(self, text: str) -> Self:
        """Those whose number or description hold every word."""
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found

    def open(self) -> Self:
        """Segments that are still being worked on."""
        return self.filter(status=Segment.Status.OPEN)

    def with_line_count(self) -> Self:
        """Add `line_count`: the contacts after the last step in force. It reads no line."""
        last_step = FilteredRelation("steps", condition=Q(steps__position=F("position")))
        return self.annotate(last_step=last_step).annotate(
            line_count=Coalesce("last_step__after_count", 0)
        )

    def for_list(self) -> Self:
        """With all that a list shows of a segment, in one query."""
        related = self.select_related("campaign", "salesperson", "template", "upkeep")
        return related.with_line_count()


class Segment(models.Model):
    """A working list of contacts, and the interaction prepared for all of them.

    The steps before and at `position` are in force; those after it have been gone back on and
    can be gone forward to. Once logged, a segment never changes: what was logged is in
    `logged_segment`.
    """

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("segment", "Open")
        LOGGED = "logged", pgettext_lazy("segment", "Logged")
        ARCHIVED = "archived", pgettext_lazy("segment", "Archived")

    number = models.CharField(_("number"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.OPEN, editable=False
    )
    position = models.PositiveIntegerField(_("steps in force"), default=0, editable=False)

    occurred_on = models.DateField(
        _("date"), null=True, blank=True, help_text=_("When the interaction takes place.")
    )
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="segments",
        verbose_name=_("salesperson"),
        help_text=_("Left empty, each contact's own salesperson counts."),
    )
    template = models.ForeignKey(
        InteractionTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="segments",
        verbose_name=_("interaction template"),
    )
    default_language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("default language"),
    )
    ignores_contact_correspondence = models.BooleanField(
        _("ignore the contact's correspondence type"), default=False
    )
    correspondence_type = models.CharField(
        _("correspondence type"), max_length=10, choices=CorrespondenceType, blank=True
    )
    information_flow = models.CharField(
        _("information flow"), max_length=10, choices=InformationFlow, blank=True
    )
    initiated_by = models.CharField(
        _("initiated by"), max_length=10, choices=InitiatedBy, blank=True
    )
    unit_cost = models.DecimalField(
        _("cost per contact"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
    )
    unit_duration = models.PositiveIntegerField(_("duration per contact (minutes)"), default=0)
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="segments",
        verbose_name=_("campaign"),
    )
    purpose = models.ForeignKey(
        Purpose,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="segments",
        verbose_name=_("purpose"),
        help_text=_("Decides what consent is asked for. Empty: not marketing, none is asked."),
    )
    is_target = models.BooleanField(
        _("campaign target"),
        default=False,
        help_text=_("The contacts are the target group of the campaign."),
    )
    is_response = models.BooleanField(
        _("campaign response"),
        default=False,
        help_text=_("The interactions are answers to the campaign."),
    )

    draft = models.JSONField(
        _("step being written"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Action, rule and options of a step not taken yet, so that it can be left."),
    )
    logged_segment = models.OneToOneField(
        LoggedSegment,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="segment",
        verbose_name=_("logged segment"),
    )
    followed_up = models.ForeignKey(
        LoggedSegment,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="follow_ups",
        verbose_name=_("follow-up on"),
    )
    search_text = models.CharField(
        _("search words"), max_length=200, blank=True, editable=False, default=""
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="segments",
        editable=False,
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    modified_at = models.DateTimeField(_("modified at"), db_default=Now(), editable=False)
    submission = submission_key()

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        permissions = [
            ("log_segment", _("Can log segments and cancel logged ones")),
            ("call_contacts", _("Can call the contacts of segments")),
        ]
        constraints = [
            made_once("segment_made_once"),
            models.CheckConstraint(condition=~Q(number=""), name="segment_has_number"),
            models.CheckConstraint(
                condition=Q(status="logged", logged_segment__isnull=False)
                | (~Q(status="logged") & Q(logged_segment__isnull=True)),
                name="segment_logged_has_logged_segment",
            ),
            models.CheckConstraint(
                condition=Q(campaign__isnull=False) | Q(is_target=False, is_response=False),
                name="segment_flags_need_campaign",
            ),
            models.CheckConstraint(condition=Q(unit_cost__gte=0), name="segment_cost_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.description}".strip()

    def get_absolute_url(self) -> str:
        return reverse("segments:segment_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self.status == self.Status.OPEN


class SegmentContent(ScriptedContent):
    """What the segment says in one language: its own copy of the template's (ATT-01)."""

    segment = models.ForeignKey(
        Segment,
        models.CASCADE,
        related_name="contents",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("segment"),
    )
    language = models.ForeignKey(
        Language, models.PROTECT, related_name="+", verbose_name=_("language")
    )

    class Meta:
        verbose_name = _("segment content")
        verbose_name_plural = _("segment contents")
        constraints = [
            models.UniqueConstraint(fields=["segment", "language"], name="segment_content_once"),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.language)


class SegmentAttachment(GoesAlong):
    """A file that goes along with what a segment says in one language."""

    content = models.ForeignKey(
        SegmentContent,
        models.CASCADE,
        related_name="attachments",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("content"),
    )

    class Meta:
        verbose_name = _("attachment of a segment")
        verbose_name_plural = _("attachments of segments")
        constraints = [
            models.UniqueConstraint(
                fields=["content", "attachment"], name="segment_attachment_once"
            ),
        ]
