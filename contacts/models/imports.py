"""Imports of contacts: what a file said, what came of each of its rows, and what was there before.

Rows are kept after the import, for its report, for the file of those rejected, for undoing it,
and because "came in by import" is a criterion.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from .contact import Contact


class Outcome(models.TextChoices):
    """What becomes of a row: exactly one of these."""

    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")
    REJECTED = "rejected", _("Rejected")
    SKIPPED = "skipped", _("Skipped")


class ContactImportQuerySet(models.QuerySet["ContactImport"]):
    def finished(self) -> Self:
        """Those that brought contacts in and were not undone."""
        return self.filter(status=ContactImport.Status.DONE)


class ContactImport(models.Model):
    """A file of contacts on its way in; a job plans it, another carries it out.

    No status says that something is going on: that is for the job to know, and a job that was
    killed leaves the import as it was. `planner` is the run that may write its rows.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Being prepared")
        DONE = "done", _("Imported")
        UNDONE = "undone", _("Undone")

    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    kept_as = models.CharField(_("kept as"), max_length=100, blank=True)
    shape = models.JSONField(_("how the file is written"), default=dict)
    header = models.JSONField(_("columns"), default=list)
    samples = models.JSONField(_("first rows"), default=list)
    mapping = models.JSONField(_("fields of the columns"), default=list)
    options = models.JSONField(_("options"), default=dict)
    choices = models.JSONField(
        _("what was chosen for rows"),
        default=dict,
        help_text=_("By row: to make a contact, to skip it, or the contact that it changes."),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)

    planner = models.UUIDField(_("run that plans it"), null=True, blank=True, editable=False)
    planned_at = models.DateTimeField(_("planned at"), null=True, blank=True)
    read_count = models.PositiveIntegerField(_("rows read"), default=0)
    created_count = models.PositiveIntegerField(_("created"), default=0)
    updated_count = models.PositiveIntegerField(_("updated"), default=0)
    unchanged_count = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected_count = models.PositiveIntegerField(_("rejected"), default=0)
    skipped_count = models.PositiveIntegerField(_("skipped"), default=0)
    blank_count = models.PositiveIntegerField(_("blank lines"), default=0)
    company_count = models.PositiveIntegerField(_("companies made for persons"), default=0)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("imported by"),
    )
    created_at = models.DateTimeField(_("created at"), db_default=Now(), editable=False)
    imported_at = models.DateTimeField(_("imported at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("undone by"),
    )
    undo_counts = models.JSONField(_("what undoing did"), default=dict)
    effects = models.JSONField(
        _("what it does besides contacts"),
        default=dict,
        help_text=_("Consents by channel, possible duplicates, the group and the segment."),
    )

    objects = ContactImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import of contacts")
        verbose_name_plural = _("imports of contacts")
        permissions = [("import_contacts", _("Can import contacts"))]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="import_latest_first"),
            models.Index(fields=["sha256"], name="import_by_file"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    read_count=F("created_count")
                    + F("updated_count")
                    + F("unchanged_count")
                    + F("rejected_count")
                    + F("skipped_count")
                ),
                name="import_accounts_for_every_row",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", imported_at__isnull=True, undone_at__isnull=True)
                | Q(status="done", imported_at__isnull=False, undone_at__isnull=True)
                | Q(status="undone", imported_at__isnull=False, undone_at__isnull=False),
                name="import_status_has_its_moments",
            ),
        ]

    def __str__(self) -> str:
        if self.imported_at is None:
            return self.file_name
        day = date_format(timezone.localtime(self.imported_at), "SHORT_DATE_FORMAT")
        return f"{self.file_name} ({day})"

    def get_absolute_url(self) -> str:
        return reverse("segments:contact_import_detail", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        """Whether nothing has been written yet."""
        return self.status == self.Status.DRAFT

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many rows came to what; together they are the rows read."""
        return {outcome: getattr(self, f"{outcome.value}_count") for outcome in Outcome}


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def written(self) -> Self:
        """Those that made or changed a contact, with the companies made for persons."""
        return self.filter(outcome__in=[Outcome.CREATED, Outcome.UPDATED])

    def in_force(self) -> Self:
        """Those of imports that were carried out, unless they were undone."""
        is_done = Q(contact_import__status=ContactImport.Status.DONE)
        return self.written().filter(is_done, is_undone=False)

    def rows(self) -> Self:
        """Those of the file, each of its rows once."""
        return self.filter(is_extra=False)

    def taken(self) -> Self:
        """Those of the file that came to a contact, whether it changed by them or not."""
        return self.rows().filter(
            outcome__in=[Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED],
            contact__isnull=False,
        )

    def named(self) -> Self:
        """Those of the file that came to a contact, in imports that stand."""
        return self.taken().filter(contact_import__status=ContactImport.Status.DONE)


class ImportRow(models.Model):
    """A row of the file and what came of it; or a company made for a person's row, an extra.

    `after` are the values written, by column of the contact, `before` what stood there. Cells
    are kept of rows that were not taken. The row goes with its contact: what it holds is about
    that contact. `contact` names one that is yet to be made while the import is carried out.
    """

    contact_import = models.ForeignKey(
        ContactImport,
        models.CASCADE,
        related_name="rows",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("import"),
    )
    number = models.PositiveIntegerField(_("row"))
    is_extra = models.BooleanField(_("company made for the row"), default=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    contact = models.ForeignKey(
        Contact,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="import_rows",
        db_constraint=False,  # planned before the contact is made
        verbose_name=_("contact"),
    )
    label = models.CharField(_("name"), max_length=200, blank=True)
    key = models.CharField(_("key"), max_length=24, blank=True)
    company_key = models.CharField(_("key as a company"), max_length=24, blank=True)
    domain_key = models.CharField(
        _("key of a company's domain"), max_length=24, blank=True, default=""
    )
    reason = models.TextField(_("reason"), blank=True)
    cells = models.JSONField(_("cells"), null=True, blank=True)
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    seen_at = models.DateTimeField(_("contact as of"), null=True, blank=True)
    candidates = models.JSONField(_("contacts that it may be"), null=True, blank=True)
    is_undone = models.BooleanField(_("undone"), default=False)
    kept = models.TextField(_("not undone because"), blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        indexes = [
            models.Index(fields=["contact_import", "outcome", "number"], name="import_row_outcome"),
            # Rows of one file about the same contact: the first one counts.
            models.Index(
                fields=["contact_import", "key"], condition=~Q(key=""), name="import_row_key"
            ),
            # The few whom somebody should look at.
            models.Index(
                fields=["contact_import", "number"],
                condition=Q(candidates__isnull=False),
                name="import_row_candidates",
            ),
            # Companies of the file, for the persons in it.
            models.Index(
                fields=["contact_import", "company_key"],
                condition=~Q(company_key=""),
                name="import_row_company",
            ),
            models.Index(
                fields=["contact_import", "domain_key"],
                condition=~Q(domain_key=""),
                name="import_row_domain",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contact_import", "number", "is_extra"], name="import_row_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[*Outcome.values]), name="import_row_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_outcome_display()}"
