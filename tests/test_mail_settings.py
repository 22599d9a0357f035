"""How the environment says where e-mails go."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from segments_app.mail_settings import MAILBOX, NOWHERE, SMTP, mail_settings


def settings_with(monkeypatch, *, debug=False, **variables):
    for name in ("EMAIL_URL", "EMAIL_BACKEND", "EMAIL_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return mail_settings(environ.Env(), debug=debug)


@pytest.mark.parametrize(
    ("url", "port", "starts_tls", "is_tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp+tls://mail.example", 587, True, False),
        ("smtps://mail.example", 465, False, True),
        ("smtps://mail.example:10465", 10465, False, True),
    ],
)
def test_a_server_is_one_address(monkeypatch, url, port, starts_tls, is_tls):
    found = settings_with(monkeypatch, EMAIL_URL=url.replace("//", "//me%40x:p%2Fw@"))

    assert found["EMAIL_BACKEND"] == SMTP
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example", port)
    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (starts_tls, is_tls)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@x", "p/w")
    assert found["EMAIL_TIMEOUT"] == 10


def test_without_a_server_a_trial_keeps_its_e_mails_and_production_sends_none(monkeypatch):
    assert settings_with(monkeypatch, debug=True)["EMAIL_BACKEND"] == MAILBOX
    assert settings_with(monkeypatch)["EMAIL_BACKEND"] == NOWHERE
    assert settings_with(monkeypatch, EMAIL_URL="mailbox:")["EMAIL_BACKEND"] == MAILBOX


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_an_address_that_is_none_is_refused(monkeypatch, url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must be"):
        settings_with(monkeypatch, EMAIL_URL=url)


def test_a_service_has_its_own_backend(monkeypatch):
    backend = "anymail.backends.postmark.EmailBackend"
    found = settings_with(monkeypatch, EMAIL_BACKEND=backend, ANYMAIL='{"X": "y"}')

    assert (found["EMAIL_BACKEND"], found["ANYMAIL"]) == (backend, {"X": "y"})
