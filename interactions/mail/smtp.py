"""Django's SMTP, which also knows whether the server may hold a message that got no answer."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend


class Watched(smtplib.SMTP):
    """A connection that notes when a message is on its way and the answer is not here yet."""

    is_on_its_way = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.is_on_its_way = True
        answer = super().data(msg)
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
