"""Who changed what of what security hangs on; nobody changes or deletes it (AU-01, AU-02)."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from segments_app.common.origin import FromOrigin


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
    request_id = models.CharField(
        _("request"), max_length=64, blank=True, db_default=FromOrigin("request")
    )
    job_key = models.CharField(_("job"), max_length=20, blank=True, db_default=FromOrigin("job"))

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


class AuditSeal(models.Model):
    """That some entries were as they are: a keyed sum of them and of the seal before (AU-04).

    Whoever changes an entry, past the promises of the database, would need the key as well.
    """

    after_entry = models.BigIntegerField(_("after entry"), unique=True)  # one follows a seal
    last_entry = models.BigIntegerField(_("last entry"))
    entry_count = models.PositiveIntegerField(_("entries"))
    digest = models.CharField(_("digest"), max_length=64)
    key_id = models.CharField(_("key"), max_length=8)
    sealed_at = models.DateTimeField(_("sealed at"), db_default=Now())

    class Meta:
        verbose_name = _("seal of the audit")
        verbose_name_plural = _("seals of the audit")
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_entry__gt=models.F("after_entry")),
                name="audit_seal_goes_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.after_entry + 1}-{self.last_entry}"
