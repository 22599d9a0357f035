"""Write docs/criteria.md from the registry of criteria."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from segments_app.criteria.documentation import document


class Command(BaseCommand):
    """What can be asked of a contact, for people who write rules."""

    help = "Writes docs/criteria.md from the registry of criteria."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "criteria.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(document(), encoding="utf-8")
        self.stdout.write(f"Written: {path.relative_to(settings.BASE_DIR)}")
