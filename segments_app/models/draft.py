"""The step being written, where it is one of saved criteria, and what has stood in it before."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .criteria import SavedCriteria
from .segment import Segment


class CriteriaDraft(models.Model):
    """A step of saved criteria as a user is writing it; until it is saved nobody else sees it.

    `kept` is the step as it stood when the writing was begun: when it has been changed since,
    what was written is not gone on with.
    """

    criteria = models.ForeignKey(
        SavedCriteria,
        models.CASCADE,
        related_name="drafts",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("saved criteria"),
    )
    position = models.PositiveIntegerField(_("position"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("written by")
    )
    kept = models.JSONField(_("step in use"), null=True, blank=True)
    draft = models.JSONField(_("step being written"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of saved criteria being written")
        verbose_name_plural = _("steps of saved criteria being written")
        constraints = [
            models.UniqueConstraint(
                fields=["criteria", "position", "written_by"], name="criteria_draft_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criteria_id} {self.position}"


class DraftState(models.Model):
    """The step being written as it stood once; the last that is not ahead stands there now."""

    segment = models.ForeignKey(
        Segment,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="draft_states",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("segment"),
    )
    criteria_draft = models.ForeignKey(
        CriteriaDraft,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="draft_states",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("step of saved criteria"),
    )
    number = models.PositiveIntegerField(_("number"))
    state = models.JSONField(
        _("step being written"),
        null=True,
        blank=True,
        help_text=_("Action, rule and options; empty where nothing had been chosen yet."),
    )
    is_ahead = models.BooleanField(
        _("taken back"),
        default=False,
        help_text=_("The change that led to this state was taken back, and can be made again."),
    )

    class Meta:
        verbose_name = _("state of a step being written")
        verbose_name_plural = _("states of a step being written")
        constraints = [
            models.UniqueConstraint(fields=["segment", "number"], name="unique_draft_state"),
            models.UniqueConstraint(
                fields=["criteria_draft", "number"], name="unique_criteria_draft_state"
            ),
            models.CheckConstraint(
                condition=Q(segment__isnull=True, criteria_draft__isnull=False)
                | Q(segment__isnull=False, criteria_draft__isnull=True),
                name="draft_state_of_one_step",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id or self.criteria_draft_id} {self.number}"
