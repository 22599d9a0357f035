"""Interaction groups and templates: what kinds of interaction there are (domain.md §1.10)."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import Language
from segments_app.common.models import (
    CodeTable,
    CorrespondenceType,
    InformationFlow,
    InitiatedBy,
)
from segments_app.common.text import normalise

from .contents import GoesAlong, ScriptedContent


class InteractionGroup(CodeTable):
    """A family of templates: letters, meetings, calls."""

    class Meta(CodeTable.Meta):
        verbose_name = _("interaction group")
        verbose_name_plural = _("interaction groups")


class InteractionTemplateQuerySet(models.QuerySet["InteractionTemplate"]):
    def selectable(self) -> Self:
        """Templates that may be chosen for new interactions."""
        return self.filter(is_archived=False)

    def search(self, text: str) -> Self:
        """Those whose code or description hold every word.

        Templates are few: they are compared here, which needs no column of search words.
        """
        words = normalise(text).split()
        rows = self.model._default_manager.values_list("pk", "code", "description")
        keys = [
            key
            for key, code, description in rows
            if all(word in normalise(f"{code} {description}") for word in words)
        ]
        return self.filter(pk__in=keys) if words else self

    def for_list(self) -> Self:
        """With what a row of a list shows of other tables, and the number of its languages."""
        return self.select_related("group", "campaign").annotate(
            languages=Count("contents", distinct=True)
        )


class InteractionTemplate(models.Model):
    """A kind of interaction with its planned cost and duration, and its content per language."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100)
    group = models.ForeignKey(
        InteractionGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="templates",
        verbose_name=_("interaction group"),
    )
    default_language = models.ForeignKey(
        Language,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from it
        verbose_name=_("default language"),
        help_text=_("The content that contacts get whose language has none."),
    )
    correspondence_type = models.CharField(
        _("correspondence type"), max_length=10, choices=CorrespondenceType, blank=True
    )
    ignores_contact_correspondence = models.BooleanField(
        _("ignore the contact's correspondence type"), default=False
    )
    unit_cost = models.DecimalField(
        _("unit cost"),
        max_digits=12,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Planned, per contact."),
    )
    unit_duration = models.PositiveIntegerField(
        _("unit duration (minutes)"),
        default=0,
        help_text=_("Planned, per contact."),
    )
    information_flow = models.CharField(
        _("information flow"), max_length=10, choices=InformationFlow, blank=True
    )
    initiated_by = models.CharField(
        _("initiated by"), max_length=10, choices=InitiatedBy, blank=True
    )
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="templates",
        verbose_name=_("campaign"),
    )
    is_target = models.BooleanField(_("campaign target"), default=False)
    is_response = models.BooleanField(_("campaign response"), default=False)
    is_archived = models.BooleanField(
        _("archived"), default=False, help_text=_("No longer offered for new interactions.")
    )

    objects = InteractionTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("interaction template")
        verbose_name_plural = _("interaction templates")
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="template_has_code"),
            models.CheckConstraint(
                condition=Q(unit_cost__gte=0), name="template_cost_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.description or self.code

    def get_absolute_url(self) -> str:
        return reverse("interactions:template_detail", args=[self.pk])


class TemplateContent(ScriptedContent):
    """What a template says in one language."""

    template = models.ForeignKey(
        InteractionTemplate,
        models.CASCADE,
        related_name="contents",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("template"),
    )
    language = models.ForeignKey(
        Language, models.PROTECT, related_name="+", verbose_name=_("language")
    )

    class Meta:
        verbose_name = _("template content")
        verbose_name_plural = _("template contents")
        constraints = [
            models.UniqueConstraint(fields=["template", "language"], name="template_content_once"),
        ]

    def __str__(self) -> str:
        return self.subject or str(self.language)


class TemplateAttachment(GoesAlong):
    """A file that goes along with what a template says in one language."""

    content = models.ForeignKey(
        TemplateContent,
        models.CASCADE,
        related_name="attachments",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("content"),
    )

    class Meta:
        verbose_name = _("attachment of a template")
        verbose_name_plural = _("attachments of templates")
        constraints = [
            models.UniqueConstraint(
                fields=["content", "attachment"], name="template_attachment_once"
            ),
        ]


class InteractionTemplateSetup(models.Model):
    """The one row that says which template an event is logged with; empty: it is not logged."""

    outgoing_calls = models.ForeignKey(
        InteractionTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("outgoing calls"),
    )
    emails = models.ForeignKey(
        InteractionTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("e-mails"),
    )
    letters = models.ForeignKey(
        InteractionTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("letters"),
    )
    meetings = models.ForeignKey(
        InteractionTemplate,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("meetings"),
    )

    class Meta:
        verbose_name = _("interaction template setup")
        verbose_name_plural = _("interaction template setup")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="template_setup_is_one_row"),
        ]

    def __str__(self) -> str:
        return str(_("Interaction template setup"))
