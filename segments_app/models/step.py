"""The steps by which a segment's contacts were chosen (domain.md §1.9)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from .criteria import SavedCriteriaVersion
from .segment import Segment


class Step(models.Model):
    """One change to who is in a segment: what was done, by which rule, and what came of it.

    A step is kept even when it changed nothing, so that the list can be replayed (ADD-09).
    A refresh is a step too, so that it can be gone back on; replaying leaves it out.
    """

    class Action(models.TextChoices):
        ADD = "add", _("Add")
        REMOVE = "remove", _("Remove matching")
        KEEP = "keep", _("Keep only matching")
        LIMIT = "limit", _("Limit")
        REFRESH = "refresh", _("Bring up to date")

    class Source(models.TextChoices):
        CRITERIA = "criteria", _("Criteria")
        BY_HAND = "by_hand", _("By hand")
        SAVED_CRITERIA = "saved_criteria", _("Saved criteria")
        LOGGED_SEGMENT = "logged_segment", _("Logged segment")
        MAILING_GROUP = "mailing_group", _("Mailing group")
        SEGMENT = "segment", _("Copy of a segment")
        COMPARISON = "comparison", _("Comparison")
        IMPORT = "import", _("Import")

    segment = models.ForeignKey(
        Segment,
        models.CASCADE,
        related_name="steps",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("segment"),
    )
    position = models.PositiveIntegerField(_("position"))
    action = models.CharField(_("action"), max_length=10, choices=Action)
    source = models.CharField(_("from"), max_length=20, choices=Source, default=Source.CRITERIA)
    rule = models.JSONField(_("rule"))
    options = models.JSONField(_("options"), default=dict)
    kept_version = models.ForeignKey(
        SavedCriteriaVersion,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="taken_steps",
        verbose_name=_("version of saved criteria"),
    )
    before_count = models.PositiveIntegerField(_("contacts before"))
    after_count = models.PositiveIntegerField(_("contacts after"))
    left_out = models.JSONField(
        _("left out"),
        default=dict,
        help_text=_("How many matching contacts were not added, by reason."),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,  # the index of a user's last steps begins with it
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now())

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        indexes = [models.Index(fields=["created_by", "-id"], name="step_last_of_user")]
        constraints = [
            models.UniqueConstraint(fields=["segment", "position"], name="step_position_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="step_positions_from_one"),
            models.CheckConstraint(
                condition=Q(action="refresh")
                | Q(action="add", after_count__gte=F("before_count"))
                | Q(action__in=["remove", "keep", "limit"], after_count__lte=F("before_count")),
                name="step_adds_or_removes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.get_action_display()}"

    @property
    def change(self) -> int:
        """How many contacts it added, or removed (negative)."""
        return self.after_count - self.before_count
