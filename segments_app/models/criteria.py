"""Criteria kept for another time (domain.md §1.9, CRI-02…06)."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SavedCriteriaQuerySet(models.QuerySet["SavedCriteria"]):
    def visible_to(self, user: User | None) -> Self:
        """Those that everybody may use, and the user's own."""
        shared = Q(is_private=False)
        return self.filter(shared if user is None else shared | Q(created_by=user.pk))


class SavedCriteria(models.Model):
    """A list of steps, each with action, rule and options; contacts are not kept.

    Replaying it runs every step again, in order, on the contacts of that day. The steps are
    those of the latest version; each change of them makes another.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    description = models.CharField(_("description"), max_length=100)
    steps = models.JSONField(_("steps"))
    folder = models.CharField(
        _("folder"),
        max_length=100,
        blank=True,
        default="",
        help_text=_("Where to find them again, such as Fairs / Autumn."),
    )
    is_private = models.BooleanField(
        _("private"), default=False, help_text=_("Nobody but you sees and uses them.")
    )
    ready_made = models.CharField(
        _("ready-made as"), max_length=40, blank=True, default="", editable=False
    )
    seen = models.JSONField(
        _("numbers seen"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("How many contacts each step matched when it was first looked at, and when."),
    )
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

    objects = SavedCriteriaQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved criteria")
        verbose_name_plural = _("saved criteria")
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="saved_criteria_has_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("segments:saved_criteria_detail", args=[self.pk])

    @property
    def title(self) -> str:
        """The description; what came with the product says its own in the reader's language."""
        return gettext(self.description) if self.ready_made else self.description

    @property
    def place(self) -> str:
        """The folder, in the reader's language where it came with the product."""
        return gettext(self.folder) if self.ready_made and self.folder else self.folder


class SavedCriteriaVersion(models.Model):
    """The steps of saved criteria as they were saved once: who, when, and why. Never changed."""

    criteria = models.ForeignKey(
        SavedCriteria,
        models.CASCADE,
        related_name="versions",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("saved criteria"),
    )
    number = models.PositiveIntegerField(_("version"))
    steps = models.JSONField(_("steps"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # the index of a user's last versions begins with it
        verbose_name=_("saved by"),
    )
    created_at = models.DateTimeField(_("saved at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("version of saved criteria")
        verbose_name_plural = _("versions of saved criteria")
        indexes = [models.Index(fields=["created_by", "-id"], name="criteria_last_of_user")]
        constraints = [
            models.UniqueConstraint(fields=["criteria", "number"], name="criteria_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="criteria_versions_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.criteria_id} v{self.number}"
