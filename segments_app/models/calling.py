"""A segment worked by telephone: how far the calls to each contact are, and who has it now."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import Contact, Questionnaire
from interactions.models import Interaction

from .segment import Segment

MOST_DAYS = 365
MOST_ATTEMPTS = 20


class CallRules(models.Model):
    """How the contacts of a segment are called: after how long again, and how often at most."""

    #: What a user sets.
    SET = ("again_after", "give_up_after", "questionnaire")

    segment = models.OneToOneField(
        Segment, models.CASCADE, related_name="call_rules", verbose_name=_("segment")
    )
    again_after = models.PositiveSmallIntegerField(
        _("call again after (days)"),
        default=2,
        validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("When nobody answered. 0: after two hours."),
    )
    give_up_after = models.PositiveSmallIntegerField(
        _("give up after (attempts)"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_ATTEMPTS)],
    )
    questionnaire = models.ForeignKey(
        Questionnaire,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("questionnaire"),
        help_text=_("Its questions stand on the page of each call."),
    )
    filled_at = models.DateTimeField(
        _("contacts as of"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When the segment was last changed before its contacts were lined up."),
    )

    class Meta:
        verbose_name = _("rules of calling")
        verbose_name_plural = _("rules of calling")
        constraints = [
            models.CheckConstraint(condition=Q(again_after__lte=MOST_DAYS), name="call_rules_days"),
            models.CheckConstraint(
                condition=Q(give_up_after__gte=1, give_up_after__lte=MOST_ATTEMPTS),
                name="call_rules_attempts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.segment)


class CallState(models.TextChoices):
    """What has come of calling a contact so far."""

    WAITING = "waiting", pgettext_lazy("call", "To be called")
    REACHED = "reached", pgettext_lazy("call", "Reached")
    GIVEN_UP = "given_up", pgettext_lazy("call", "Given up")


class SegmentCallQuerySet(models.QuerySet["SegmentCall"]):
    def waiting(self) -> Self:
        """Those still to be called, now or later."""
        return self.filter(state=CallState.WAITING)

    def free(self, now: datetime) -> Self:
        """Those that nobody has, or had for longer than it was lent."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lte=now))

    def due(self, now: datetime) -> Self:
        """Those to be called again by now, whoever has waited longest first."""
        return self.waiting().filter(call_at__lte=now).order_by("call_at", "pk")

    def never_called(self) -> Self:
        """Those whose turn has not come yet, in the order of the segment's lines."""
        return self.waiting().filter(call_at=None, skipped_at=None).order_by("place")

    def skipped(self) -> Self:
        """Those passed over, who come after all others."""
        return self.waiting().filter(call_at=None, skipped_at__isnull=False).order_by("skipped_at")


class SegmentCall(models.Model):
    """The place of a contact in the queue of calls of a segment.

    Who calls holds the row for a while: no two have the same contact, and nobody has two
    contacts of a segment at once. What has run out is free for others (decision 0041).
    """

    segment = models.ForeignKey(
        Segment,
        models.CASCADE,
        related_name="calls",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("segment"),
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, related_name="segment_calls", verbose_name=_("contact")
    )
    place = models.BigIntegerField(_("place in the line"), editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=CallState, db_default="waiting", default="waiting"
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), db_default=0, default=0)
    call_at = models.DateTimeField(_("call at"), null=True, blank=True)
    skipped_at = models.DateTimeField(_("skipped at"), null=True, blank=True)
    note = models.CharField(
        _("note for the next call"), max_length=200, blank=True, db_default="", default=""
    )
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("being called by"),
    )
    claimed_until = models.DateTimeField(_("held until"), null=True, blank=True)

    objects = SegmentCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact to be called")
        verbose_name_plural = _("contacts to be called")
        constraints = [
            models.UniqueConstraint(fields=["segment", "contact"], name="segment_call_once"),
            models.UniqueConstraint(
                fields=["segment", "claimed_by"],
                condition=Q(claimed_by__isnull=False),
                name="segment_call_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="segment_call_held_until",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(call_at=None, skipped_at=None),
                name="segment_call_waits_or_is_done",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reached", "given_up"]) | Q(attempts__gte=1),
                name="segment_call_done_was_called",
            ),
        ]
        indexes = [
            models.Index(
                fields=["segment", "call_at"],
                condition=Q(state="waiting", call_at__isnull=False),
                name="segment_call_due",
            ),
            models.Index(
                fields=["segment", "place"],
                condition=Q(state="waiting", call_at=None, skipped_at=None),
                name="segment_call_never_called",
            ),
            models.Index(
                fields=["segment", "skipped_at"],
                condition=Q(state="waiting", call_at=None, skipped_at__isnull=False),
                name="segment_call_skipped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id} in {self.segment_id}"


class MadeCall(models.Model):
    """That an interaction was a call made from a segment."""

    segment = models.ForeignKey(
        Segment, models.CASCADE, related_name="made_calls", verbose_name=_("segment")
    )
    interaction = models.OneToOneField(
        Interaction,
        models.DO_NOTHING,  # an interaction that is deleted takes the call out of every figure
        db_constraint=False,
        related_name="made_call",
        verbose_name=_("interaction"),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        db_index=False,  # the index below begins with it
        verbose_name=_("called by"),
    )

    class Meta:
        verbose_name = _("call made from a segment")
        verbose_name_plural = _("calls made from segments")
        indexes = [models.Index(fields=["made_by", "segment"], name="made_call_by_whom")]

    def __str__(self) -> str:
        return f"{self.interaction_id} in {self.segment_id}"
