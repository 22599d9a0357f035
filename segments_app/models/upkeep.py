"""Segments that are kept up to date: when, what each refresh changed, and why."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact

from .segment import Segment
from .step import Step


class UpkeepQuerySet(models.QuerySet["Upkeep"]):
    def due(self, now: datetime) -> Self:
        """Those of open segments whose time has come, and none of whose steps is taken back.

        A new step, and a refresh is one, would drop the steps ahead; nobody asked for that.
        """
        ahead = Step.objects.filter(segment=OuterRef("segment"), position__gt=OuterRef("at"))
        rows = self.filter(due_at__lte=now, segment__status=Segment.Status.OPEN)
        return rows.annotate(at=F("segment__position")).filter(~Exists(ahead))


class Upkeep(models.Model):
    """How a segment is kept up to date. A segment without such a row stays as it is.

    Its row is also what a refresh locks while it computes: one at a time for each segment.
    """

    class Every(models.TextChoices):
        DEMAND = "demand", _("When asked, and before logging")
        HOUR = "hour", _("Every hour")
        DAY = "day", _("Every day")
        WEEK = "week", _("Every week")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    segment = models.OneToOneField(
        Segment,
        models.CASCADE,
        primary_key=True,
        related_name="upkeep",
        verbose_name=_("segment"),
    )
    every = models.CharField(_("refreshed"), max_length=10, choices=Every, default=Every.DEMAND)
    at_time = models.TimeField(_("at"), null=True, blank=True)
    on_weekday = models.PositiveSmallIntegerField(_("on"), choices=Weekday, null=True, blank=True)
    due_at = models.DateTimeField(_("next refresh"), null=True, blank=True)
    requested_at = models.DateTimeField(_("given to the worker at"), null=True, blank=True)
    refreshed_at = models.DateTimeField(_("refreshed at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("set by"),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)

    objects = UpkeepQuerySet.as_manager()

    class Meta:
        verbose_name = _("upkeep of a segment")
        verbose_name_plural = _("upkeep of segments")
        constraints = [
            models.CheckConstraint(
                condition=Q(every__in=["demand", "hour"])
                | Q(every="day", at_time__isnull=False)
                | Q(every="week", at_time__isnull=False, on_weekday__isnull=False),
                name="upkeep_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(every="demand", due_at__isnull=True)
                | (~Q(every="demand") & Q(due_at__isnull=False)),
                name="upkeep_is_due_on_schedule",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="upkeep_due"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.get_every_display()}"


class Refresh(models.Model):
    """One time that a segment was brought up to date: who asked, and what it changed."""

    class Trigger(models.TextChoices):
        DEMAND = "demand", _("Asked for")
        LOG = "log", _("Before logging")
        SCHEDULE = "schedule", _("On schedule")
        USED = "used", _("For a segment that uses it")

    segment = models.ForeignKey(
        Segment,
        models.CASCADE,
        related_name="refreshes",
        db_index=False,  # the index below begins with it
        verbose_name=_("segment"),
    )
    trigger = models.CharField(_("why"), max_length=10, choices=Trigger, default=Trigger.DEMAND)
    since = models.DateTimeField(_("compared with"), null=True, blank=True)
    started_at = models.DateTimeField(_("refreshed at"), db_default=Now())
    milliseconds = models.PositiveIntegerField(_("duration (ms)"), default=0)
    before_count = models.PositiveIntegerField(_("contacts before"), default=0)
    joined_count = models.PositiveIntegerField(_("joined"), default=0)
    left_count = models.PositiveIntegerField(_("left"), default=0)
    after_count = models.PositiveIntegerField(_("contacts after"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("asked by"),
    )

    class Meta:
        verbose_name = _("refresh")
        verbose_name_plural = _("refreshes")
        constraints = [
            models.CheckConstraint(
                condition=Q(after_count=F("before_count") + F("joined_count") - F("left_count")),
                name="refresh_adds_up",
            ),
        ]
        indexes = [
            models.Index(fields=["segment", "started_at"], name="refresh_of_segment"),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id}: +{self.joined_count} -{self.left_count}"

    def get_absolute_url(self) -> str:
        return reverse("segments:segment_refresh_moves", args=[self.segment_id, self.pk])


class RefreshMove(models.Model):
    """A contact that joined a segment by a refresh, or left it, and why.

    `step` is the position of the step whose rule decides. Rows go with the contact, and after
    the time that a setting names; the figures of the refresh stay.
    """

    class Cause(models.TextChoices):
        UNKNOWN = "", _("Not known")
        PRIVACY_BLOCKED = "privacy_blocked", _("Privacy blocked")
        COMPANY_BLOCKED = "company_blocked", _("Company is privacy blocked")
        MINOR = "minor", _("Minor without parental consent")
        RESTRICTED = "restricted", _("Processing is restricted")
        SUPPRESSED = "suppressed", _("Address is suppressed")
        OBJECTED = "objected", _("Objected or consent withdrawn")
        NO_CONSENT = "no_consent", _("No consent")
        EXCLUDED = "excluded", _("Excluded from segments")
        TIME = "time", _("Time has passed")
        NEW = "new", _("New contact")
        INTERACTION = "interaction", _("An interaction since")
        CANCELED = "canceled", _("An interaction was cancelled")
        ANSWER = "answer", _("An answer since")
        GROUP = "group", _("A group or relation since")
        CONSENT = "consent", _("Consent given or withdrawn since")
        CONTACT = "contact", _("The contact was changed")
        COMPANY = "company", _("Its company was changed")
        SEGMENT = "segment", _("A segment that a step names has changed")
        DETAILS = "details", _("What the segment is for was changed")
        OTHER = "other", _("Something else that a step asks about")

    refresh = models.ForeignKey(
        Refresh,
        models.CASCADE,
        related_name="moves",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("refresh"),
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="refresh_moves", verbose_name=_("contact")
    )
    joined = models.BooleanField(pgettext_lazy("contact", "joined"))
    step = models.PositiveIntegerField(_("deciding step"), null=True, blank=True)
    cause = models.CharField(
        _("cause"), max_length=20, choices=Cause, blank=True, db_default="", default=""
    )

    class Meta:
        verbose_name = _("contact that joined or left")
        verbose_name_plural = _("contacts that joined or left")
        constraints = [
            models.UniqueConstraint(fields=["refresh", "contact"], name="refresh_move_once"),
        ]

    def __str__(self) -> str:
        return f"{'+' if self.joined else '-'}{self.contact_id}"
