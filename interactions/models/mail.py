"""What came back of e-mails, and the mailbox of trial installations."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .delivery import Delivery


class MailAddress(models.Model):
    """What became of the e-mails to an address, which is known by its keyed hash only."""

    fingerprint = models.CharField(_("keyed hash"), max_length=64, unique=True)
    hard_bounces = models.PositiveIntegerField(_("came back for good"), default=0)
    soft_bounces = models.PositiveIntegerField(_("came back, perhaps not the next time"), default=0)
    last_detail = models.CharField(_("what was said last"), max_length=300, blank=True, default="")
    dead_since = models.DateTimeField(_("not written to since"), null=True, blank=True)

    class Meta:
        verbose_name = _("address with bounces")
        verbose_name_plural = _("addresses with bounces")
        constraints = [
            models.CheckConstraint(
                condition=Q(dead_since__isnull=True)
                | Q(hard_bounces__gt=0)
                | Q(soft_bounces__gt=0),
                name="mail_address_dead_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.fingerprint[:8]


class ReturnedMail(models.Model):
    """A bounce or complaint that came in, read once; kept without the addresses in it."""

    class Kind(models.TextChoices):
        HARD = "hard", _("Came back for good")
        SOFT = "soft", _("Came back, perhaps not the next time")
        COMPLAINT = "complaint", _("Complaint")
        OTHER = "other", pgettext_lazy("returned e-mail", "Something else")

    digest = models.CharField(_("fingerprint of the message"), max_length=64, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    delivery = models.ForeignKey(
        Delivery,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="returned",
        verbose_name=_("e-mail"),
        help_text=_("Empty: it could not be told which one it was."),
    )
    detail = models.CharField(_("what was said"), max_length=300, blank=True, default="")
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        verbose_name = _("returned e-mail")
        verbose_name_plural = _("returned e-mails")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.digest[:8]}"


class MailboxMessage(models.Model):
    """A message in the mailbox of a trial installation, which sends nothing to anybody."""

    sender = models.CharField(_("from"), max_length=320)
    recipients = models.CharField(_("to"), max_length=1000)
    subject = models.CharField(_("subject"), max_length=500, blank=True)
    source = models.TextField(_("source"))
    created_at = models.DateTimeField(_("sent at"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("message in the trial mailbox")
        verbose_name_plural = _("messages in the trial mailbox")

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("interactions:mailbox_message", args=[self.pk])
