"""Signing up for e-mails: asked for on a public page, and true only once it is confirmed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contacts.models import ConsentWording, Contact


class SignUp(models.Model):
    """Somebody asked for e-mails; a second step, by a link to the address, makes it a consent.

    The address is here until then. What was shown is the wording, and both moments are kept.
    Whoever never confirms is forgotten.
    """

    wording = models.ForeignKey(
        ConsentWording, models.PROTECT, related_name="sign_ups", verbose_name=_("wording")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    name = models.CharField(_("name"), max_length=100, blank=True)
    address = models.EmailField(_("e-mail address"), blank=True)
    fingerprint = models.CharField(_("keyed hash of the address"), max_length=64)
    source = models.CharField(
        _("keyed hash of where it came from"),
        max_length=64,
        blank=True,
        help_text=_("To stop floods; emptied after a day."),
    )
    requested_at = models.DateTimeField(_("asked for at"))
    mailed_at = models.DateTimeField(_("link sent at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    contact = models.ForeignKey(
        Contact,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sign_ups",
        verbose_name=_("contact"),
    )

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        indexes = [
            models.Index(fields=["fingerprint", "requested_at"], name="sign_up_by_address"),
            models.Index(
                fields=["requested_at"],
                condition=Q(confirmed_at__isnull=True),
                name="sign_up_unconfirmed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, contact__isnull=True)
                | Q(confirmed_at__isnull=False, contact__isnull=False, address=""),
                name="sign_up_confirmed_by_a_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"
