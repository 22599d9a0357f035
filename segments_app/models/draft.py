"""What has stood in the step being written, so that a change to it can be taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .segment import Segment


class DraftState(models.Model):
    """The step being written as it stood once; the last that is not ahead stands there now."""

    segment = models.ForeignKey(
        Segment,
        models.CASCADE,
        related_name="draft_states",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("segment"),
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
        ]

    def __str__(self) -> str:
        return f"{self.segment} {self.number}"
