"""Who is not approached whatever else is known: suppressed addresses, restricted contacts."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Suppression(models.Model):
    """An address that nobody is to be approached at, known by its keyed hash only.

    The hash takes a secret that is not in the database, so nobody finds the address from it.
    Lifting it is written down; the row stays.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("E-mail address")
        POSTAL = "postal", _("Postal address")

    class Cause(models.TextChoices):
        ERASED = "erased", _("Contact was erased")
        OBJECTED = "objected", _("Objected")
        COMPLAINT = "complaint", _("Complaint")
        OTHER = "other", _("Other cause")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    fingerprint = models.CharField(_("keyed hash"), max_length=64)
    key_id = models.CharField(_("key"), max_length=8, editable=False)  # which secret it took
    cause = models.CharField(_("cause"), max_length=10, choices=Cause)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    suppressed_at = models.DateTimeField(_("suppressed at"), db_default=Now())
    suppressed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("suppressed by"),
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("lifted by"),
    )
    lifted_reason = models.CharField(_("reason of lifting"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint", "kind"],
                condition=Q(lifted_at__isnull=True),
                name="suppression_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | ~Q(lifted_reason=""),
                name="suppression_lifted_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.fingerprint[:8]}"


class SuppressedContact(models.Model):
    """A contact with a suppressed address: found when the address is written, not when asked."""

    contact = models.ForeignKey(
        "contacts.Contact",
        models.CASCADE,
        related_name="suppressions",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("contact"),
    )
    suppression = models.ForeignKey(
        Suppression, models.CASCADE, related_name="contacts", verbose_name=_("suppression")
    )
    suppressed_at = models.DateTimeField(_("suppressed at"))  # as the suppression says

    class Meta:
        verbose_name = _("suppressed contact")
        verbose_name_plural = _("suppressed contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "suppression"], name="suppressed_contact_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.suppression_id}"


class UncheckedContact(models.Model):
    """A contact whose addresses were written since the suppressions were last looked through.

    The database writes it, whoever changes the contact by whatever way. Until it is looked at
    the contact counts as suppressed.
    """

    contact = models.OneToOneField(
        "contacts.Contact",
        models.CASCADE,
        primary_key=True,
        related_name="+",
        db_constraint=False,
        verbose_name=_("contact"),
    )

    class Meta:
        verbose_name = _("contact to be checked")
        verbose_name_plural = _("contacts to be checked")

    def __str__(self) -> str:
        return str(self.contact_id)


class Restriction(models.Model):
    """A contact whose data may be kept and seen, but not used (Art. 18 GDPR)."""

    contact = models.ForeignKey(
        "contacts.Contact", models.CASCADE, related_name="restrictions", verbose_name=_("contact")
    )
    reason = models.CharField(_("reason"), max_length=200)
    restricted_at = models.DateTimeField(_("restricted at"), db_default=Now())
    restricted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("restricted by"),
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # no query starts from the user
        verbose_name=_("lifted by"),
    )
    lifted_reason = models.CharField(_("reason of lifting"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("restriction of processing")
        verbose_name_plural = _("restrictions of processing")
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=Q(lifted_at__isnull=True), name="restriction_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="restriction_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.reason}"
