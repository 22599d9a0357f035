"""Reads bounces and complaints."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from interactions.services.delivery import NoSuchMailbox, bounce_url, fetch_returned


class Command(BaseCommand):
    help = "Read e-mails that came back, from BOUNCE_URL or another mailbox; each counts once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "url", nargs="?", default="", help="mbox:/path, maildir:/path, imaps://… or pops://…"
        )

    def handle(self, *, url: str, **options: Any) -> None:
        url = url or bounce_url()
        if not url:
            raise CommandError("Name a mailbox, or set BOUNCE_URL.")
        try:
            found: Counter[str] = fetch_returned(url)
        except (NoSuchMailbox, OSError) as error:
            raise CommandError(str(error)) from error
        told = ", ".join(f"{number} {kind}" for kind, number in sorted(found.items()))
        self.stdout.write(told or "Nothing came back.")
