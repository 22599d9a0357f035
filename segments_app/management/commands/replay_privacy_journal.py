"""After a backup was restored: erase, suppress and refuse again what was since."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from contacts.services.personal.journal import replay


class Command(BaseCommand):
    help = "Replay the privacy journal that was written before a backup was restored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        with file.open() as lines:
            counts = replay(map(json.loads, filter(str.strip, lines)), now=timezone.now())
        self.stdout.write(json.dumps(counts))
