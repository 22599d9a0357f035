"""Django's SMTP, which also knows whether the server may hold a message that got no answer."""

import smtplib
from collections.abc import Callable, Iterator
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

DONE, FORWARDED, GO_ON, CLOSING = 250, 251, 354, 421


class Watched(smtplib.SMTP):
    """A connection that notes when a message is on its way and the answer is not here yet."""

    is_on_its_way = False

    def mail(self, *args: Any, **options: Any) -> tuple[int, bytes]:
        self.is_on_its_way = False
        return super().mail(*args, **options)

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.is_on_its_way = True
        answer = super().data(msg)
        self.is_on_its_way = False
        return answer

    def handing_over(self, sender: str, recipient: str, source: bytes) -> Iterator[None]:
        """Hand a message over as `sendmail` does; stop wherever the server is to answer."""
        self.is_on_its_way = False
        self.ehlo_or_helo_if_needed()
        size = f" size={len(source)}" if self.has_extn("size") else ""
        self.putcmd(f"mail FROM:{_path(sender)}{size}")
        yield
        code, said = self.getreply()
        if code != DONE:
            self._end(code)
            raise smtplib.SMTPSenderRefused(code, said, sender)
        self.putcmd(f"rcpt TO:{_path(recipient)}")
        yield
        code, said = self.getreply()
        if code not in (DONE, FORWARDED):
            self._end(code)
            raise smtplib.SMTPRecipientsRefused({recipient: (code, said)})
        self.putcmd("data")
        yield
        code, said = self.getreply()
        if code == GO_ON:
            self.is_on_its_way = True
            self.send(source.replace(b"\n.", b"\n..") + b".\r\n")
            yield
            code, said = self.getreply()
            self.is_on_its_way = False
        if code != DONE:
            self._end(code)
            raise smtplib.SMTPDataError(code, said)

    def _end(self, code: int) -> None:
        """Begin anew after a refusal, as `sendmail` does."""
        try:
            if code == CLOSING:
                self.close()
            else:
                self.rset()
        except smtplib.SMTPServerDisconnected:
            self.close()


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

    def handing_over(self, message: EmailMessage) -> Iterator[None]:
        """Hand one message over; stop wherever the server is to answer."""
        source: Callable[[], bytes] | None = getattr(message, "source", None)
        addresses = [message.from_email, *message.recipients()]
        if source is None or len(addresses) > 2 or not all(map(str.isascii, addresses)):
            self.send_messages([message])
            return
        server: Any = self.connection
        sender, recipient = addresses
        yield from server.handing_over(sender, recipient, source())


def _path(address: str) -> str:
    """Return an address as a command has it; what is unusual is left to Python."""
    is_plain = not any(sign in address for sign in '<>"\\ ()')
    return f"<{address}>" if is_plain else smtplib.quoteaddr(address)
