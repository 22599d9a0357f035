"""How e-mails leave: read from the environment; docs/operations.md says what each variable is."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MAILBOX = "interactions.mail.mailbox.MailboxBackend"
NOWHERE = "django.core.mail.backends.dummy.EmailBackend"
SMTP = "interactions.mail.smtp.SmtpBackend"
#: Scheme: port, STARTTLS, TLS from the first byte.
SCHEMES = {"smtp": (25, False, False), "smtp+tls": (587, True, False), "smtps": (465, False, True)}


def mail_settings(env: Any, *, debug: bool) -> dict[str, Any]:
    """Return Django's EMAIL settings: the trial mailbox, a mail server, or a service's backend."""
    url = env.str("EMAIL_URL", default="mailbox:" if debug else "")
    found = {"EMAIL_BACKEND": NOWHERE} if not url else _of_url(url)
    found["EMAIL_TIMEOUT"] = env.int("EMAIL_TIMEOUT", default=10)  # Django's own waits for ever
    found["EMAIL_CONNECTIONS"] = env.int("EMAIL_CONNECTIONS", default=3)  # side by side
    found["BOUNCE_URL"] = env.str("BOUNCE_URL", default="")  # the mailbox of what comes back
    found["SECRET_KEY_FALLBACKS"] = env.list("SECRET_KEY_FALLBACKS", default=[])  # of old links
    if backend := env.str("EMAIL_BACKEND", default=""):  # such as django-anymail's
        found |= {"EMAIL_BACKEND": backend, "ANYMAIL": env.json("ANYMAIL", default={})}
    return found


def _of_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "mailbox":
        return {"EMAIL_BACKEND": MAILBOX}
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ImproperlyConfigured(
            "EMAIL_URL must be mailbox: or smtp://, smtp+tls:// or smtps:// with a host, such as "
            "smtp+tls://user:password@mail.example.com:587"
        )
    port, starts_tls, is_tls = SCHEMES[parts.scheme]
    return {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": starts_tls,
        "EMAIL_USE_SSL": is_tls,
    }
