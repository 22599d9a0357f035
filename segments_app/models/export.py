"""Who took what along: one row for each export, which nobody changes or deletes."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ExportRecord(models.Model):
    """A list that was exported: which, with what filters and columns, how many rows, by whom.

    Written before the first row leaves. `view` names the list, `path` and `query` are its
    address then; no columns means all fields of the contacts. What is stored about one person is
    recorded too, when the page that shows it is opened.
    """

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel (XLSX)"
        VCARD = "vcard", "vCard"
        ZIP = "zip", "ZIP"
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"
        PAGE = "page", _("Page")

    created_at = models.DateTimeField(_("exported at"), db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("exported by")
    )
    view = models.CharField(_("list"), max_length=100)
    name = models.CharField(_("file"), max_length=200)
    path = models.CharField(_("address"), max_length=200)
    query = models.TextField(_("query"), blank=True)
    filters = models.TextField(_("filters"), blank=True)
    columns = models.JSONField(_("columns"), default=list)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    row_count = models.PositiveBigIntegerField(_("rows"))

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        permissions = [("take_personal_data", _("Can take everything stored about a person"))]
        indexes = [
            # The format and columns that a user took of a list the last time.
            models.Index(fields=["created_by", "view", "id"], name="export_of_user"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(format__in=["csv", "xlsx", "vcard", "zip", "pdf", "docx", "page"]),
                name="export_format_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
