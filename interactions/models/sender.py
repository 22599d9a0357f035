"""Who e-mails are from, where their links lead, and how fast they go: one row."""

from django.core.validators import MaxValueValidator, RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .contents import LibraryImage

ONE_LINE = RegexValidator(r"^[^\x00-\x1f\x7f]*$", _("Enter one line, without control characters."))


class SenderSetup(models.Model):
    """The one row that says who sends e-mails. The mail server is in the environment."""

    name = models.CharField(
        _("sender's name"),
        max_length=100,
        blank=True,
        validators=[ONE_LINE],
        help_text=_("What recipients see, such as “Studio North”."),
    )
    address = models.EmailField(
        _("sender's address"),
        blank=True,
        help_text=_("Its domain must be allowed to send by your mail server (SPF, DKIM, DMARC)."),
    )
    reply_to = models.EmailField(
        _("reply to"), blank=True, help_text=_("Empty: replies go to the sender's address.")
    )
    bounce_address = models.EmailField(
        _("address for bounces"),
        blank=True,
        help_text=_(
            "E-mails that cannot be delivered come back to it, with a token after a plus sign: "
            "bounces@example.com gets bounces+x1-abc@example.com. Empty: to the sender's address."
        ),
    )
    postal_address = models.TextField(
        _("postal address"),
        max_length=300,
        blank=True,
        help_text=_("Below every marketing e-mail; the law of most countries asks for it."),
    )
    logo = models.ForeignKey(
        LibraryImage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,  # one row
        verbose_name=_("logo on letters"),
        help_text=_("A picture of the library; printed above your name and address."),
    )
    letter_foot = models.TextField(
        _("foot of letters"),
        max_length=300,
        blank=True,
        help_text=_("Up to three lines: telephone, VAT number, bank."),
    )
    link_url = models.CharField(
        _("address of this site"),
        max_length=200,
        blank=True,
        validators=[URLValidator(["https", "http"])],
        help_text=_(
            "What links to unsubscribe begin with, such as https://news.example.com. "
            "Empty: what SITE_URL in the environment says."
        ),
    )
    per_minute = models.PositiveIntegerField(
        _("e-mails a minute"), default=0, help_text=_("At most; 0 means as fast as it goes.")
    )
    per_domain_per_minute = models.PositiveIntegerField(
        _("e-mails a minute to one domain"),
        default=0,
        help_text=_("At most; 0 means as fast as it goes."),
    )
    soft_bounce_limit = models.PositiveSmallIntegerField(
        _("soft bounces"),
        default=5,
        validators=[MaxValueValidator(100)],
        help_text=_("After so many an address is not written to any more; 0 means never."),
    )

    looked_at = models.DateTimeField(
        _("outbox last looked at"), null=True, blank=True, editable=False
    )
    problem = models.CharField(
        _("what keeps e-mails from going"),
        max_length=300,
        blank=True,
        default="",
        editable=False,
    )
    retry_at = models.DateTimeField(_("next attempt at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("sender of e-mails")
        verbose_name_plural = _("sender of e-mails")
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="sender_setup_is_one_row"),
        ]

    def __str__(self) -> str:
        return str(_("Sender of e-mails"))

    @property
    def address_lines(self) -> tuple[str, ...]:
        """The postal address without what is empty in it."""
        lines = (line.strip() for line in self.postal_address.splitlines())
        return tuple(line for line in lines if line)

    @property
    def imprint(self) -> tuple[str, ...]:
        """Who sends: the name, unless the address begins with it as most do, and the address."""
        lines = self.address_lines
        return lines if not self.name or lines[:1] == (self.name,) else (self.name, *lines)
