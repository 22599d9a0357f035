"""The trial mailbox: what would be sent is kept, and shown in the app; nobody gets it."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class MailboxBackend(BaseEmailBackend):
    """Writes messages to a table. For trying things out, and for development."""

    may_have_sent = False  # what is not in the table is nowhere

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        from interactions.models import MailboxMessage

        rows = [
            MailboxMessage(
                sender=message.message()["From"][:320],
                recipients=", ".join(message.recipients())[:1000],
                subject=str(message.subject)[:500],
                source=message.message().as_bytes().decode("utf-8", "replace").replace("\0", ""),
            )
            for message in email_messages
        ]
        return len(MailboxMessage.objects.bulk_create(rows))
