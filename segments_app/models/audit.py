"""Who changed what of what security hangs on; nobody changes or deletes it (AU-01, AU-02)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One thing that was done, or refused: when, by whom, to which row, and what it changed.

    The database writes it, in the transaction of the change (segments_app/common/audit.py);
    log-ins that failed and pages that were refused are written by the application. It outlives
    the row and the user it names.
    """

    class Action(models.TextChoices):
        INSERT = "insert", _("Added")
        UPDATE = "update", _("Changed")
        DELETE = "delete", _("Deleted")
        LOGIN = "login", _("Logged in")
        FAILED = "failed", _("Log-in failed")
        REFUSED = "refused", _("Refused")

    happened_at = models.DateTimeField(_("happened at"), db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,  # it outlives the user
        verbose_name=_("done by"),
    )
    action = models.CharField(_("action"), max_length=10, choices=Action)
    subject = models.CharField(_("table"), max_length=60, blank=True)
    row_key = models.CharField(_("row"), max_length=64, blank=True, db_default="")
    before = models.JSONField(_("before"), null=True, blank=True)
    after = models.JSONField(_("after"), null=True, blank=True)
    path = models.CharField(_("address"), max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="audit_latest_first"),
            models.Index(fields=["subject", "row_key"], name="audit_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.subject} {self.row_key}"
