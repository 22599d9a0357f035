"""Fills an empty database with the demo company."""

import time
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from contacts.models import Contact
from segments_app.demo import LOGINS

SMALLEST = 20


class Command(BaseCommand):
    help = "Fill an empty database with a demo company: the same one for the same size."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", type=int, default=5000, help="number of contacts")
        parser.add_argument("--seed", type=int, default=20, help="another company of that size")
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day it is made for, as 2026-03-18"
        )

    def handle(
        self, *, size: int, seed: int, today: date | None, verbosity: int, **options: Any
    ) -> None:
        refuse_a_real_one(size)
        # Here, not above: names are drawn by Faker, which only a demo has installed.
        from segments_app.demo.build import build

        began = time.monotonic()
        build(size=size, seed=seed, today=today or timezone.localdate())
        if verbosity:
            seconds = time.monotonic() - began
            self.stdout.write(f"Made a demo company of {size:,} contacts in {seconds:.0f} s.")


def refuse_a_real_one(size: int) -> None:
    """Allow only an empty database of a demo or of development: the accounts' password is known."""
    if not (settings.DEMO or settings.DEBUG):
        raise CommandError(
            "This makes accounts whose password is known to everybody. It runs only with DEMO=1 "
            "(make run) or DEBUG=1 in the environment."
        )
    if size < SMALLEST:
        raise CommandError(f"A demo company has at least {SMALLEST} contacts.")
    if Contact.objects.exists():
        raise CommandError("This database has contacts already. Name an empty one in DATABASE_URL.")
    names = [login.username for login in LOGINS]
    if get_user_model().objects.filter(username__in=names).exists():
        raise CommandError(
            f"This database has accounts already that a demo would make ({', '.join(names)})."
        )
