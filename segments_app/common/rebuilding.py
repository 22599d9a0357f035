"""Altering a table on SQLite although triggers, its own and those of others, name it.

Django makes the table anew there. Its own triggers go with the old one, and those of other
tables that write to it are refused while it is away.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class KeepingTriggers(Operation):
    """Do what `operation` does; on SQLite with the triggers that name `table` put aside."""

    reversible = True

    def __init__(self, table: str, operation: Operation) -> None:
        self.table = table
        self.operation = operation

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        self.operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        kept = self._put_aside(schema_editor)
        self.operation.database_forwards(app_label, schema_editor, from_state, to_state)
        for sql in kept:
            schema_editor.execute(sql, None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        kept = self._put_aside(schema_editor)
        self.operation.database_backwards(app_label, schema_editor, from_state, to_state)
        for sql in kept:
            schema_editor.execute(sql, None)

    def describe(self) -> str:
        return f"{self.operation.describe()}, keeping triggers"

    def _put_aside(self, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        """Drop the triggers, and return what makes them again."""
        connection = schema_editor.connection
        if connection.vendor != "sqlite":
            return []
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND instr(sql, %s)",
                [self.table],
            )
            found = cursor.fetchall()
        for name, _sql in found:
            schema_editor.execute(f"DROP TRIGGER {name}", None)
        return [sql for _name, sql in found]
