"""Changes of many contacts at once, with what stood there before, so that they can be undone."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from segments_app.common.submissions import made_once, submission_key

from .contact import Contact


class BulkEdit(models.Model):
    """One change of many contacts; `changes` says which, by keys and codes.

    Contacts that were as wanted already, or cannot have it, are not counted: they were not
    changed. Followers are persons who took the new value from a company that was changed.
    """

    changes = models.JSONField(_("what was changed"))
    contact_count = models.PositiveIntegerField(_("contacts changed"), default=0)
    follower_count = models.PositiveIntegerField(_("persons who followed"), default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("changed by"),
    )
    created_at = models.DateTimeField(_("changed at"), db_default=Now(), editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("undone by"),
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    restored_count = models.PositiveIntegerField(_("contacts restored"), default=0)
    submission = submission_key()

    class Meta:
        verbose_name = _("change of many contacts")
        verbose_name_plural = _("changes of many contacts")
        indexes = [models.Index(fields=["-created_at", "-id"], name="bulk_edit_latest_first")]
        constraints = [made_once("bulk_edit_made_once")]

    def __str__(self) -> str:
        moment = date_format(localtime(self.created_at), "SHORT_DATETIME_FORMAT")
        return str(_("Change of %(moment)s") % {"moment": moment})

    def get_absolute_url(self) -> str:
        return reverse("segments:bulk_edit_detail", args=[self.pk])


class BulkEditRowQuerySet(models.QuerySet["BulkEditRow"]):
    def of(self, part: str, group: int = 0) -> Self:
        """Return those of one field, or of one group of a kind."""
        return self.filter(part=part, group=group)

    def contacts(self) -> "models.QuerySet[BulkEditRow, Any]":
        """Return the keys of the contacts, for a condition."""
        return self.order_by().values("contact")


class BulkEditRow(models.Model):
    """What one contact had before, in one field, or whether it was in one group.

    `old` is a key, a code or a value as text, "yes" or "no"; of a group "in", and `joined_at`, when
    it was taken out of it, and nothing when it was put into it. An attribute is named as rules
    name it; of one with several choices each is a group. The row goes with its contact.
    """

    edit = models.ForeignKey(
        BulkEdit,
        models.CASCADE,
        related_name="rows",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("change"),
    )
    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="bulk_edit_rows", verbose_name=_("contact")
    )
    part = models.CharField(_("what"), max_length=30)
    group = models.BigIntegerField(_("group"), default=0)
    old = models.CharField(_("before"), max_length=255, blank=True)
    joined_at = models.DateTimeField(_("in the group since"), null=True, blank=True)
    is_follower = models.BooleanField(_("followed the company"), default=False)
    is_undone = models.BooleanField(_("undone"), default=False)

    objects = BulkEditRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact of a change")
        verbose_name_plural = _("contacts of changes")
        constraints = [
            models.UniqueConstraint(
                fields=["edit", "part", "group", "contact"], name="bulk_edit_row_once"
            ),
            models.CheckConstraint(
                condition=Q(is_follower=False) | Q(group=0), name="bulk_edit_groups_follow_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.old}"
