"""How long what is kept: rules that administrators set, all of them off at first (RT-01…04)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class RetentionKind(models.TextChoices):
    """What a rule is about."""

    CONTACTS = "contacts", _("Contacts that nothing was heard from")
    IMPORT_ROWS = "import_rows", _("What the rows of imports said")
    BULK_EDITS = "bulk_edits", _("What changes of many contacts can be undone by")
    MERGES = "merges", _("What merges can be taken back by")
    HISTORY = "history", _("What the values of contacts were")
    JOBS = "jobs", _("Work that is done")


class RetentionRule(models.Model):
    """After how many months something is removed; a kind without a rule is kept for ever."""

    kind = models.CharField(_("what"), max_length=20, choices=RetentionKind, unique=True)
    months = models.PositiveSmallIntegerField(_("months"))
    is_on = models.BooleanField(
        _("in force"), default=False, help_text=_("Once a day, what is older is removed.")
    )
    changed_at = models.DateTimeField(_("changed at"), db_default=Now())
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gte=1, months__lte=600), name="retention_months"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
