"""Criteria kept for another time (domain.md §1.9, CRI-02…06)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SavedCriteria(models.Model):
    """A list of steps, each with action, rule and options; contacts are not kept.

    Replaying it runs every step again, in order, on the contacts of that day.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100)
    steps = models.JSONField(_("steps"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,  # no query starts from the user
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    modified_at = models.DateTimeField(_("modified at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("saved criteria")
        verbose_name_plural = _("saved criteria")
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="saved_criteria_has_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.description}".strip()

    def get_absolute_url(self) -> str:
        return reverse("segments:saved_criteria_detail", args=[self.pk])
