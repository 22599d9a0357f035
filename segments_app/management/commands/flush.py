"""Django's flush, which also empties tables of history on SQLite."""

from typing import Any

from django.core.management.commands import flush

from segments_app.common.guards import guards_lifted


class Command(flush.Command):
    """What Django's does: it asks before, and empties every table."""

    def handle(self, **options: Any) -> None:
        with guards_lifted(options["database"]):
            super().handle(**options)
