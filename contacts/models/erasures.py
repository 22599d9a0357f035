"""That contacts were erased: when, by whom and why, and nothing of what was known of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

#: How the number of an empty row begins.
ERASED_NUMBER = "ERASED-"


class Erasure(models.Model):
    """One contact that was erased. Nobody changes or deletes the record.

    `contact_key` is the id it had; where history needs the row it is kept, emptied. `counts` say
    of each table how many rows went, or were kept without their texts.
    """

    class Cause(models.TextChoices):
        REQUEST = "request", _("The person asked for it")
        OBJECTED = "objected", _("Objected, or withdrew consent")
        NOT_NEEDED = "not_needed", _("No longer needed")
        RETENTION = "retention", _("Kept long enough, by a rule")
        UNLAWFUL = "unlawful", _("Should not have been stored")
        REPLAYED = "replayed", _("Erased again after a backup was restored")

    contact_key = models.BigIntegerField(_("id of the contact"), unique=True)
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    is_row_kept = models.BooleanField(_("an empty row is kept"), default=False)
    counts = models.JSONField(_("rows"), default=dict)
    erased_at = models.DateTimeField(_("erased at"), db_default=Now())
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("erased by"),
    )

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        default_permissions = ("view",)
        permissions = [("erase_contact", _("Can erase contacts for good"))]
        indexes = [models.Index(fields=["-erased_at", "-id"], name="erasure_latest_first")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    cause__in=[
                        "request", "objected", "not_needed", "retention", "unlawful", "replayed",
                    ]
                ),
                name="erasure_cause_known",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.contact_key}: {self.get_cause_display()}"
