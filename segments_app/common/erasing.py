"""History stays as it is, unless a person is erased: then its texts go, and nothing else.

A transaction that says so with `erasing` may change what the promises named in a migration keep
from changing; deleting stays refused. It is permitted as moving is (moving.py).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from .moving import SETTING, TABLE, permit

ERASING = "erasing"
ON_POSTGRES = (
    f" IF TG_OP = 'UPDATE' AND current_setting('{SETTING}', true) IS NOT DISTINCT FROM "
    f"'{ERASING}' THEN RETURN NEW; END IF;"
)
ON_SQLITE = f" WHERE NOT EXISTS (SELECT 1 FROM {TABLE} m WHERE m.pair = '{ERASING}')"  # noqa: S608
REFUSAL = re.compile(r"RAISE\(ABORT, '(?:[^']|'')*'\)")


@contextmanager
def erasing() -> Iterator[None]:
    """Let texts of history be taken out; a transaction is open.

    After an error its rollback takes the permission away.
    """
    permit(ERASING)
    yield
    permit("")


class LetsErasingThrough(Operation):
    """Have a promise that refuses changes of `table`, `name`, let erasing through.

    The trigger is taken as it is, whatever columns it watches by now.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, name: str, table: str) -> None:
        self.name = name
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """To the models nothing changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._rewrite(schema_editor, is_forward=True)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        self._rewrite(schema_editor, is_forward=False)

    def describe(self) -> str:
        return f"Let erasing change {self.table} against {self.name}"

    def _rewrite(self, schema_editor: BaseDatabaseSchemaEditor, *, is_forward: bool) -> None:
        trigger = f"{self.name}_update"
        if schema_editor.connection.vendor == "sqlite":
            (text,) = self._found(
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [trigger]
            )
            plain = text.replace(ON_SQLITE, "")
            schema_editor.execute(f"DROP TRIGGER {trigger}", None)
            made = REFUSAL.sub(lambda m: m[0] + ON_SQLITE, plain) if is_forward else plain
            schema_editor.execute(made, None)
            return
        name, text = self._found(
            "SELECT p.proname, p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE t.tgname = %s AND t.tgrelid = %s::regclass",
            [trigger, self.table],
        )
        plain = text.replace(ON_POSTGRES, "")
        body = plain.replace("BEGIN", f"BEGIN{ON_POSTGRES}", 1) if is_forward else plain
        schema_editor.execute(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$",
            None,
        )

    def _found(self, sql: str, params: list[str]) -> tuple[str, ...]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return tuple(cursor.fetchone())
