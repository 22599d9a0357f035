"""What logging a segment leaves behind: the logged segment, its left-outs, its content."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign, Cancellation
from contacts.models import Channel, ConsentEvent, Contact, Purpose, Suppression
from contacts.models.gate import LeftOutReason
from segments_app.common.text import normalise


class LoggedSegmentQuerySet(models.QuerySet["LoggedSegment"]):
    def search(self, text: str) -> Self:
        """Those whose segment number or description hold every word."""
        found = self
        for word in normalise(text).split():
            found = found.filter(search_text__contains=word)
        return found

    def counted(self) -> Self:
        """Those that are not cancelled."""
        return self.filter(cancellation__isnull=True)

    def canceled(self) -> Self:
        """Those that no statistics count any more."""
        return self.filter(cancellation__isnull=False)

    def for_list(self) -> Self:
        """With what a row of a list shows of other tables."""
        return self.select_related("campaign", "created_by")


class LoggedSegment(models.Model):
    """One act of logging a segment: who was logged, by which criteria, and who was left out.

    A segment number is logged once (LOG-01). Everybody on the segment's lines was either
    logged or left out with a reason. `steps` are the segment's steps as they were, each with
    its rule, options and counts; `sentence` reads them in the language of who logged.
    """

    segment_number = models.CharField(_("segment number"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100)
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="logged_segments",
        verbose_name=_("campaign"),
    )
    purpose = models.ForeignKey(
        Purpose,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="logged_segments",
        db_index=False,  # no query starts from it
        verbose_name=_("purpose"),
    )
    steps = models.JSONField(_("steps"), default=list)
    sentence = models.TextField(_("criteria in words"), blank=True)
    line_count = models.PositiveIntegerField(_("contacts on the segment"))
    logged_count = models.PositiveIntegerField(_("contacts logged"))
    left_out_count = models.PositiveIntegerField(_("contacts left out"))
    search_text = models.CharField(
        _("search words"), max_length=200, blank=True, editable=False, default=""
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("logged by"),
    )
    created_at = models.DateTimeField(_("logged at"), db_default=Now())
    cancellation = models.ForeignKey(
        Cancellation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="logged_segments",
        verbose_name=_("cancellation"),
    )

    objects = LoggedSegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("logged segment")
        verbose_name_plural = _("logged segments")
        constraints = [
            models.CheckConstraint(
                condition=Q(line_count=F("logged_count") + F("left_out_count")),
                name="logged_segment_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment_number} {self.description}"

    def get_absolute_url(self) -> str:
        return reverse("interactions:logged_segment_detail", args=[self.pk])

    @property
    def is_canceled(self) -> bool:
        """Whether statistics leave it out."""
        return self.cancellation_id is not None


class LeftOut(models.Model):
    """A contact on a segment's lines who was not logged, and why.

    What stands behind the reason is named: the channel, the event of consent, the suppression,
    the rule on contact pressure as it was.
    """

    logged_segment = models.ForeignKey(
        LoggedSegment,
        models.CASCADE,
        related_name="left_outs",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("logged segment"),
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="+", verbose_name=_("contact")
    )
    reason = models.CharField(_("reason"), max_length=20, choices=LeftOutReason)
    merged_from = models.BigIntegerField(
        _("contact before a merge"), null=True, blank=True, editable=False
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, null=True, blank=True)  # noqa: DJ001 - a table of millions, rewritten otherwise
    consent_event = models.ForeignKey(
        ConsentEvent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="left_outs",
        db_constraint=False,  # written by the statement that reads it
        db_index=False,  # no query starts from it
        verbose_name=_("consent event"),
    )
    suppression = models.ForeignKey(
        Suppression,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="left_outs",
        db_constraint=False,  # written by the statement that reads it; the row is never deleted
        db_index=False,  # no query starts from it
        verbose_name=_("suppression"),
    )
    limit_most = models.PositiveSmallIntegerField(
        _("contacts that were allowed"), null=True, blank=True
    )
    limit_days = models.PositiveSmallIntegerField(_("within days"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact left out")
        verbose_name_plural = _("contacts left out")
        constraints = [
            models.UniqueConstraint(
                F("logged_segment"),
                F("contact"),
                Coalesce(F("merged_from"), Value(0)),
                name="left_out_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.get_reason_display()}"
