"""Contacts approached in spite of what would have left them out, with the reason somebody gave."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from contacts.models.gate import LeftOutReason

from .interaction import Interaction


class GateOverride(models.Model):
    """Somebody with the right to do so had this interaction logged all the same, and why.

    Only added to: the row stays as it is, and goes with its interaction.
    """

    interaction = models.OneToOneField(
        Interaction,
        models.DO_NOTHING,  # the database deletes it with its interaction, and only then
        related_name="gate_override",
        verbose_name=_("interaction"),
    )
    reason = models.CharField(_("would have been left out"), max_length=20, choices=LeftOutReason)
    text = models.TextField(_("why all the same"), max_length=500)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("decided by"),
    )
    created_at = models.DateTimeField(_("decided at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("override of the gate")
        verbose_name_plural = _("overrides of the gate")
        permissions = [
            ("override_gate", "Can approach contacts without consent or excluded from segments")
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="gate_override_says_why"),
            models.CheckConstraint(
                condition=Q(reason__in=["no_consent", "excluded", "too_often"]),
                name="gate_override_is_soft",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
