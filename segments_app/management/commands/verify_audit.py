"""Look whether the audit is as it was sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from segments_app.services.audit_chain import seal_entries, verify


class Command(BaseCommand):
    help = "Compare the audit with its seals; ends with an error where an entry was changed."

    def handle(self, **options: Any) -> None:
        seal_entries(now=timezone.now())
        seen = verify()
        for seal in seen.other_key:
            self.stdout.write(f"Entries {seal}: sealed with another key ({seal.key_id}), not read.")
        for seal in seen.broken:
            self.stdout.write(f"Entries {seal}, sealed {seal.sealed_at:%Y-%m-%d %H:%M}: changed.")
        if seen.broken:
            raise CommandError(f"{len(seen.broken)} seals do not fit their entries.")
        end = f" The last seal is {seen.last.digest} ({seen.last})." if seen.last else ""
        self.stdout.write(
            f"{seen.entries} entries are as they were sealed, {seen.unsealed} are not sealed "
            f"yet (they are within minutes, and after a day at the latest).{end}"
        )
