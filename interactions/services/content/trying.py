"""A mail to oneself, to see how it arrives. It is marked as a test and logged nowhere."""

from collections.abc import Iterable
from smtplib import SMTPException

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _

from interactions.models import Attachment

from .merging import Merged


class TestMailFailed(Exception):
    """The mail could not be handed over; the message says what to do."""

    __test__ = False  # no test of pytest's


def send_test_mail(merged: Merged, *, to: str, attachments: Iterable[Attachment] = ()) -> None:
    """Send what a contact would get to one of us."""
    if not to:
        raise TestMailFailed(
            _("There is no e-mail address with your account. Ask an administrator to enter it.")
        )
    mail = EmailMultiAlternatives(
        subject=_("[Test] %(subject)s") % {"subject": merged.subject},
        body=merged.text,
        to=[to],
        headers={"X-Segments-Test": "yes"},
    )
    if merged.html:
        mail.attach_alternative(merged.html, "text/html")
    try:
        for attachment in attachments:
            with attachment.file.open("rb") as file:
                mail.attach(attachment.name, file.read(), attachment.content_type)
        mail.send()
    except (OSError, SMTPException) as error:
        message = _("The mail server did not take the mail: %(error)s")
        raise TestMailFailed(message % {"error": error}) from error
