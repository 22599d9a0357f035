"""The accounts of the demo company: known to everybody, made only for a demo."""

from dataclasses import dataclass

from django.utils.translation import gettext_noop

PASSWORD = "segments-demo"  # noqa: S105 - meant to be read; such an account exists only in a demo


@dataclass(frozen=True)
class Login:
    """An account of the demo: whom it shows, and the group (role) it is in."""

    username: str
    first_name: str
    last_name: str
    role: str
    email: str


LOGINS = (
    Login("viewer", "Vera", "Lindqvist", gettext_noop("Viewer"), "vera@example.com"),
    Login("marketer", "Anna", "Moretti", gettext_noop("Marketer"), "anna@example.com"),
    Login("admin", "Jonas", "Becker", gettext_noop("Administrator"), "jonas@example.com"),
)
