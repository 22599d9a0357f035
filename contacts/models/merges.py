"""Contacts that became one, and what it takes to make them two again."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .contact import Contact


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.filter(undone_at__isnull=True)

    def survivors_of(self, number: str) -> list[int]:
        """Return who has all of the contact that had this number, however it is written."""
        typed = number.strip()
        if not any(letter.isdigit() for letter in typed):
            return []
        gone = self.standing().filter(gone_number__in={typed, typed.upper()})
        return list(gone.values_list("survivor", flat=True))

    def for_list(self) -> Self:
        """With what a row of a list shows of other tables."""
        return self.select_related("survivor", "merged_by", "undone_by")


class Merge(models.Model):
    """Two contacts that became one: who stayed, and who is gone with all its values.

    While it stands, number and address of the one that is gone lead to the one that stayed.
    """

    survivor = models.ForeignKey(
        Contact, models.CASCADE, related_name="merges", verbose_name=_("merged into")
    )
    into_id = models.BigIntegerField(_("id it was merged into"))
    gone_id = models.BigIntegerField(_("id that is gone"))
    gone_number = models.CharField(_("number that is gone"), max_length=20)
    gone_name = models.CharField(_("name that is gone"), max_length=200)
    gone = models.JSONField(_("values of the one that is gone"))
    before = models.JSONField(_("values before"), default=dict)
    after = models.JSONField(_("values after"), default=dict)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("merged by"),
    )
    merged_at = models.DateTimeField(_("merged at"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("taken back by"),
    )
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    left_behind = models.JSONField(_("what could not be taken back"), default=list)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of contacts")
        verbose_name_plural = _("merges of contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["gone_id"], condition=Q(undone_at__isnull=True), name="merge_stands_once"
            ),
            models.CheckConstraint(
                condition=~Q(gone_id=models.F("into_id")), name="merge_of_two_contacts"
            ),
        ]
        indexes = [
            models.Index(
                fields=["gone_number"],
                condition=Q(undone_at__isnull=True),
                name="merge_of_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_number} {self.gone_name}"

    def get_absolute_url(self) -> str:
        return reverse("segments:merge_detail", args=[self.pk])


class MergeChange(models.Model):
    """One row that a merge touched: what it was, so that it can be that again."""

    class Kind(models.TextChoices):
        MOVED = "moved", _("Moved")
        REMOVED = "removed", _("Left out, since the other contact has the same")
        CHANGED = "changed", _("Changed")
        COPIED = "copied", _("Moved, with a new key")
        WRITTEN = "written", _("Written to the history")

    merge = models.ForeignKey(
        Merge, models.CASCADE, related_name="changes", verbose_name=_("merge")
    )
    kind = models.CharField(_("what was done"), max_length=10, choices=Kind)
    model = models.CharField(_("table"), max_length=60)
    field = models.CharField(_("field"), max_length=40, blank=True)
    row = models.BigIntegerField(_("row"))
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)

    class Meta:
        verbose_name = _("row of a merge")
        verbose_name_plural = _("rows of a merge")

    def __str__(self) -> str:
        return f"{self.model} {self.row}: {self.kind}"
