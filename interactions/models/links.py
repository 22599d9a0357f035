"""Links in e-mails of purposes that count clicks, and who has clicked which."""

from hashlib import sha256

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .delivery import Delivery


class MailLink(models.Model):
    """A link as it was written, its merge fields not filled in: no contact can be told by it."""

    digest = models.CharField(_("fingerprint of the address"), max_length=64, unique=True)
    address = models.TextField(_("address"))

    class Meta:
        verbose_name = _("link in e-mails")
        verbose_name_plural = _("links in e-mails")
        constraints = [
            models.CheckConstraint(condition=~Q(address=""), name="mail_link_has_address"),
        ]

    def __str__(self) -> str:
        return self.address

    @staticmethod
    def digest_of(address: str) -> str:
        return sha256(address.encode()).hexdigest()


class LinkClick(models.Model):
    """The first time that somebody clicked this link of this e-mail."""

    link = models.ForeignKey(
        MailLink, models.PROTECT, related_name="clicks", verbose_name=_("link")
    )
    delivery = models.ForeignKey(
        Delivery,
        models.CASCADE,
        related_name="clicks",
        db_index=False,  # the unique constraint begins with it
        verbose_name=_("e-mail"),
    )
    clicked_at = models.DateTimeField(_("clicked at"))

    class Meta:
        verbose_name = _("click on a link")
        verbose_name_plural = _("clicks on links")
        constraints = [
            models.UniqueConstraint(fields=["delivery", "link"], name="link_click_first"),
        ]

    def __str__(self) -> str:
        return f"{self.link_id} in {self.delivery_id}"
