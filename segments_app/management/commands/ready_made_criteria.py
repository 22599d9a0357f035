"""Adds the saved criteria that come with the product."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from segments_app.services import add_ready_made


class Command(BaseCommand):
    help = "Add the ready-made criteria that are not there yet."

    def handle(self, **options: Any) -> None:
        added = add_ready_made(by=None, now=timezone.now())
        self.stdout.write(f"{added} added.")
