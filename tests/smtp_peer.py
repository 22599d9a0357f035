"""A real mail server on this machine that answers as the address of the recipient says."""

import asyncio
import socket
from collections import Counter
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

#: What is answered to RCPT, and to the message, by what the local part begins with.
TO_RECIPIENT = {
    "greylisted": "451 4.7.1 Come back later",
    "nobody": "550 5.1.1 No such user",
    "blocked": "550 5.7.1 We know you",
}
TO_MESSAGE = {
    "busy": "451 4.3.0 Try again",
    "huge": "552 5.3.4 Too large",
    "spam": "554 5.7.1 Spam",
}


class Peer:
    """Keeps what it has accepted; `on_message` is called before it answers."""

    def __init__(self):
        self.accepted = []
        self.envelopes = []
        self.connections = 0
        self.most_connections = 0  # 0 for any number
        self.open = []
        self.on_message = None
        self.dies = {}  # at which step, once so many were accepted
        self.port = 0

    def _died(self, step, server):
        """Cut the connection off at a step where that is wanted, once; or all of them."""
        if step not in self.dies or len(self.accepted) < self.dies[step]:
            return False
        del self.dies[step]
        for one in self.open if step == "all" else [server]:
            if one.transport is not None:  # it is there no more
                one.transport.abort()
        return True

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.most_connections and server not in self.open[: self.most_connections]:
            return "421 4.7.0 Too many connections"
        if not self._died("mail", server):
            envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        for name, answer in TO_RECIPIENT.items():
            if address.startswith(name):
                return answer
        self._died("recipient", server)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.connections += 1
        self.open.append(server)
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):
        (address,) = envelope.rcpt_tos
        if self.on_message is not None:
            await asyncio.to_thread(self.on_message, address)
        for name, answer in TO_MESSAGE.items():
            if address.startswith(name):
                return answer
        if self._died("message", server) or self._died("all", server):
            return "250 OK"
        self.accepted.append(address)
        self.envelopes.append(envelope)
        if address.startswith("dropped") or self._died("answer", server):
            server.transport.abort()
        if address.startswith("late"):
            await asyncio.sleep(3)
        return "250 OK"

    @property
    def copies(self):
        """How often each address has got a message."""
        return Counter(self.accepted)

    def messages(self):
        return [
            message_from_bytes(envelope.content, policy=policy.default)
            for envelope in self.envelopes
        ]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def smtp_peer(settings, **given):
    """Run a server, and have the settings name it."""
    peer = Peer()
    controller = Controller(peer, hostname="127.0.0.1", port=free_port(), **given)
    controller.start()
    settings.EMAIL_BACKEND = "interactions.mail.smtp.SmtpBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = peer.port = controller.port
    settings.EMAIL_TIMEOUT = 1
    try:
        yield peer
    finally:
        controller.stop()
