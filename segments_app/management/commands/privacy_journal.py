"""Write down what must hold again after a backup is restored; ids and hashes only."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from contacts.services.personal.journal import journal


class Command(BaseCommand):
    help = "Print the privacy journal, a line for each erasure, suppression and refusal."

    def handle(self, **options: Any) -> None:
        for line in journal():
            self.stdout.write(json.dumps(line))
