"""Contacts that may be one and the same: what they are found by, and who said what of a pair."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OrderBy, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .contact import Contact


class MatchKey(models.Model):
    """That a contact is in a block: contacts with the same key are compared, others are not.

    The key is a number made of a kind and a value (contacts/services/duplicates/keys.py). Rows
    are computed, and made again by every search; no foreign key takes those of a contact along.
    """

    pk = models.CompositePrimaryKey("key", "contact_id", verbose_name=_("key and contact"))
    key = models.BigIntegerField(_("key"))
    contact = models.ForeignKey(
        Contact,
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,  # ten million of them, tested one by one, and soon made again
        verbose_name=_("contact"),
    )

    class Meta:
        verbose_name = _("key of duplicates")
        verbose_name_plural = _("keys of duplicates")

    def __str__(self) -> str:
        return f"{self.key}: {self.contact_id}"


class DuplicateSearch(models.Model):
    """One search for duplicates: how far it is, so that it goes on when it was stopped.

    What was changed since the last one that ended began is all that the next has to compare.
    """

    rules = models.PositiveSmallIntegerField(_("version of the rules"))
    is_full = models.BooleanField(_("all contacts"), db_default=True)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    slices = models.PositiveIntegerField(_("parts"), db_default=0)
    done = models.PositiveIntegerField(_("parts that are done"), db_default=0)
    figures = models.JSONField(_("figures"), default=dict)

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")
        constraints = [
            # Two that are stopped could not both go on.
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(finished_at__isnull=True),
                name="duplicate_search_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.started_at:%Y-%m-%d %H:%M}"


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def open(self) -> Self:
        """Those nobody has said anything about."""
        return self.filter(decided_at__isnull=True)

    def different(self) -> Self:
        """Those that somebody said are not the same."""
        return self.filter(decided_at__isnull=False)

    def for_list(self) -> Self:
        """With what a row of a list shows of other tables."""
        return self.select_related("first__company", "second__company", "decided_by")


class DuplicatePair(models.Model):
    """Two contacts that look like one, or of whom somebody said that they are not.

    The lower id comes first, so that a pair is there once. "Not the same" holds until what is
    compared of one of the two changes: the sums of both at that time are kept.
    """

    first = models.ForeignKey(
        Contact,
        models.CASCADE,
        related_name="+",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("first contact"),
    )
    second = models.ForeignKey(
        Contact, models.CASCADE, related_name="+", verbose_name=_("second contact")
    )
    score = models.DecimalField(_("points"), max_digits=5, decimal_places=1)
    found_at = models.DateTimeField(_("found at"))
    decided_at = models.DateTimeField(_("said not to be the same at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("said by"),
    )
    first_digest = models.CharField(_("sum of the first"), max_length=16, blank=True)
    second_digest = models.CharField(_("sum of the second"), max_length=16, blank=True)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        permissions = [("merge_contact", "Can merge contacts")]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="duplicate_pair_lower_first"
            ),
        ]
        indexes = [
            # The list of duplicates, the surest first.
            models.Index(
                OrderBy(F("score"), descending=True),
                "id",
                condition=Q(decided_at__isnull=True),
                name="duplicate_pair_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}?"

    def get_absolute_url(self) -> str:
        return reverse("segments:duplicate_detail", args=[self.pk])
