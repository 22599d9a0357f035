"""Who sends e-mails, and what is missing before any can go (UN-08)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from interactions.models import SenderSetup

from .messages import link_base

MAILBOX = "interactions.mail.mailbox.MailboxBackend"
#: Where no recipient gets to.
HERE = ("localhost", "127.0.0.1", "::1", None)
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"


@dataclass(frozen=True)
class Finding:
    """Something about the settings: an error keeps e-mails from going, a warning does not."""

    message: str
    is_error: bool = False
    field: str = ""


def sender_setup() -> SenderSetup:
    """Return the one row; on a new installation it is empty."""
    return SenderSetup.objects.filter(pk=1).first() or SenderSetup(pk=1)


def uses_mailbox() -> bool:
    """Whether e-mails go to the trial mailbox, and to nobody."""
    return bool(settings.EMAIL_BACKEND == MAILBOX)


def findings(setup: SenderSetup) -> list[Finding]:
    """Return what is wrong or doubtful with the settings, the errors first."""
    wrong = [
        (
            settings.EMAIL_BACKEND == NOWHERE,
            "",
            _("No mail server is set up. Give EMAIL_URL in the environment."),
        ),
        (not setup.address, "address", _("Enter the sender's address.")),
        (
            not setup.postal_address.strip(),
            "postal_address",
            _("Enter the sender's postal address: marketing e-mails must show it."),
        ),
        (
            not uses_mailbox() and urlsplit(link_base(setup)).hostname in HERE,
            "link_url",
            _("Enter the address of this site: links to unsubscribe begin with it."),
        ),
    ]
    found = [
        Finding(message, is_error=True, field=field)
        for is_wrong, field, message in wrong
        if is_wrong
    ]
    return found + [Finding(message) for message in _doubtful(setup)]


def is_ready(setup: SenderSetup) -> bool:
    """Whether e-mails can go."""
    return not any(finding.is_error for finding in findings(setup))


def _doubtful(setup: SenderSetup) -> list[str]:
    doubts = []
    link = urlsplit(link_base(setup))
    host = link.hostname or ""
    domain = setup.address.rpartition("@")[2].lower()
    said: dict[str, Any] = {"domain": domain, "host": host}
    if host not in HERE and domain and not _is_related(host, domain):
        doubts.append(
            _("The links lead to %(host)s, and the sender is at %(domain)s. Recipients and spam "
              "filters trust e-mails more whose links lead to the sender's domain.") % said
        )  # fmt: skip
    if link.scheme == "http" and not uses_mailbox():
        doubts.append(
            _("One-click unsubscribe works only with an address that begins with https://.")
        )
    returned = setup.bounce_address.rpartition("@")[2].lower()
    if returned and domain and not _is_related(returned, domain):
        doubts.append(
            _("Bounces go to %(bounces)s, and the sender is at %(domain)s: SPF is then checked "
              "for another domain than the sender's.") % {**said, "bounces": returned}
        )  # fmt: skip
    if uses_mailbox():
        doubts.append(
            _("E-mails go to the trial mailbox and to nobody else, until EMAIL_URL names a server.")
        )
    return doubts


def _is_related(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}") or domain.endswith(f".{host}")
