"""Django's SMTP, which also knows whether the server may hold a message that got no answer."""

import re
import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

LINE_WITH_DOT = re.compile(rb"(?m)^\.")
GO_ON = 354


class Watched(smtplib.SMTP):
    """A connection that notes when a message is on its way and the answer is not here yet.

    While the server reads a message, `meanwhile` is called, once: what is to be done anyway is
    done then.
    """

    is_on_its_way = False
    meanwhile: Callable[[], None] | None = None

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.is_on_its_way = True
        self.putcmd("data")
        code, said = self.getreply()
        if code != GO_ON:
            raise smtplib.SMTPDataError(code, said)
        end = b".\r\n" if msg.endswith(b"\r\n") else b"\r\n.\r\n"
        self.send(LINE_WITH_DOT.sub(b"..", msg) + end)
        if self.meanwhile is not None:
            self.meanwhile()
        answer = self.getreply()
        self.is_on_its_way = False
        return answer


class WatchedTLS(smtplib.SMTP_SSL, Watched):
    """The same, with TLS from the first byte."""


class SmtpBackend(EmailBackend):
    """Sends by SMTP, over a connection that is kept."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return WatchedTLS if self.use_ssl else Watched

    @property
    def may_have_sent(self) -> bool:
        """Whether the server may hold the message that it did not answer for."""
        return bool(getattr(self.connection, "is_on_its_way", False))

    def hand_over(self, message: EmailMessage, *, meanwhile: Callable[[], None]) -> None:
        """Send one message; do something else as soon as it is on its way."""
        source: Callable[[], bytes] | None = getattr(message, "source", None)
        addresses = [message.from_email, *message.recipients()]
        if source is None or not all(address.isascii() for address in addresses):
            self.send_messages([message])
            return
        server: Any = self.connection
        server.meanwhile = meanwhile
        try:
            server.sendmail(addresses[0], addresses[1:], source())
        finally:
            server.meanwhile = None
