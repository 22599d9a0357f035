"""The accounts of the demo company: known to everybody, made only for a demo."""

from dataclasses import dataclass

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
    Login("viewer", "Vera", "Lindqvist", "Viewer", "vera@example.com"),
    Login("marketer", "Anna", "Moretti", "Marketer", "anna@example.com"),
    Login("admin", "Jonas", "Becker", "Administrator", "jonas@example.com"),
)
