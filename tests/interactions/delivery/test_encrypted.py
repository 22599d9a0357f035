"""A mail server that asks for encryption and a log-in, as every one outside does."""

import ssl
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from environ import Env

from interactions.services.delivery import sender_setup
from segments_app.mail_settings import mail_settings
from tests.smtp_peer import smtp_peer

from .outbox import make_mailing, make_receiver, make_setup, send, states

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
]
PEM = str(Path(__file__).with_name("peer.pem"))
#: As it is written in an address.
RIGHT = "p%40ss%2F%231"
SOME = 7


def believed(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", PEM)


def let_in(server, session, envelope, mechanism, data):
    """Let in who says the right password."""
    is_right = (data.login, data.password) == (b"me@north", b"p@ss/#1")
    return AuthResult(success=is_right, handled=is_right)


def certified():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context


@pytest.fixture(params=["smtp+tls", "smtps"])
def server(request, settings, monkeypatch):
    """Run a server with STARTTLS or with TLS from the first byte, named as an operator would."""
    starts = request.param == "smtp+tls"
    given = {"tls_context": certified(), "require_starttls": True} if starts else {}
    given |= {} if starts else {"ssl_context": certified(), "auth_require_tls": False}
    with smtp_peer(settings, authenticator=let_in, auth_required=True, **given) as peer:

        def named(secret):
            url = f"{request.param}://me%40north:{secret}@127.0.0.1:{peer.port}"
            monkeypatch.setenv("EMAIL_URL", url)
            for name, value in mail_settings(Env(), debug=False).items():
                setattr(settings, name, value)
            settings.EMAIL_TIMEOUT = 5
            return peer

        yield named


def test_mails_go_over_an_encrypted_connection_to_who_is_logged_in(server, monkeypatch, now):
    believed(monkeypatch)
    peer = server(RIGHT)
    make_setup()
    contacts = [make_receiver() for _ in range(SOME)] + [make_receiver("nobody")]
    make_mailing(*contacts, now=now)

    send(now)

    assert states() == {"sent": SOME, "failed": 1}
    assert peer.copies == {contact.email: 1 for contact in contacts[:SOME]}


def test_a_wrong_password_keeps_all_e_mails_queued_and_is_told(server, monkeypatch, now):
    believed(monkeypatch)
    peer = server("wrong")
    make_setup()
    make_mailing(make_receiver(), now=now)

    send(now)

    assert (states(), peer.accepted) == ({"queued": 1}, [])
    assert "535" in sender_setup().problem and "wrong" not in sender_setup().problem
    assert sender_setup().retry_at > now


def test_a_certificate_that_nobody_vouches_for_gets_neither_password_nor_e_mail(server, now):
    peer = server(RIGHT)
    make_setup()
    make_mailing(make_receiver(), now=now)

    send(now)

    assert (states(), peer.accepted) == ({"queued": 1}, [])
    assert "CERTIFICATE_VERIFY_FAILED" in sender_setup().problem
