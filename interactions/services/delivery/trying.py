"""What would go out, as a preview and as a mail to oneself that is logged nowhere."""

from collections.abc import Iterable
from dataclasses import replace
from email.utils import make_msgid
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from interactions.models import Attachment
from interactions.services.content.merging import Merged
from interactions.services.content.previewing import example_links

from .messages import Links, domain_of, sender_header, with_footer, with_site
from .setup import sender_setup


class TestMailFailed(Exception):
    """The mail could not be handed over; the message says what to do."""

    __test__ = False  # no test of pytest's


def as_sent(merged: Merged, *, language: str, is_marketing: bool) -> Merged:
    """Return what a contact would get with the end that every marketing e-mail has."""
    if not is_marketing or not (merged.html or merged.text):
        return merged
    setup = sender_setup()
    links = Links(**example_links(setup))
    html, text = with_footer(merged.html, merged.text, links, setup, language)
    return replace(merged, html=html, text=text)


def send_test_mail(merged: Merged, *, to: str, attachments: Iterable[Attachment] = ()) -> None:
    """Send what a contact would get to one of us, from whom contacts would get it."""
    if not to:
        raise TestMailFailed(
            _("There is no e-mail address with your account. Ask an administrator to enter it.")
        )
    setup = sender_setup()
    headers = {"X-Segments-Test": "yes", "Message-ID": make_msgid(domain=domain_of(setup))}
    headers |= {"From": sender_header(setup)} if setup.address else {}
    mail = EmailMultiAlternatives(
        subject=_("[Test] %(subject)s") % {"subject": merged.subject},
        body=merged.text,
        from_email=setup.address or None,
        to=[to],
        reply_to=[setup.reply_to] if setup.reply_to else None,
        headers=headers,
    )
    if merged.html:
        mail.attach_alternative(with_site(merged.html, setup), "text/html")
    try:
        for attachment in attachments:
            with attachment.file.open("rb") as file:
                mail.attach(attachment.name, file.read(), attachment.content_type)
        mail.send()
    except (OSError, SMTPException) as error:
        message = _("The mail server did not take the mail: %(error)s")
        raise TestMailFailed(message % {"error": error}) from error
