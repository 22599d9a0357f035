"""Promises that the database keeps and the ORM cannot spell, as migration operations.

SQLite tests them row by row. PostgreSQL tests an INSERT once for all its rows, from a
transition table: docs/decisions/0013 has the figures. An UPDATE is tested row by row on
both, and only when it names one of the columns concerned.

Django's schema editor rebuilds a table on SQLite to alter it, and the triggers go with the
old one: a migration that alters such a table repeats the operation after it. The tests of
each promise fail on SQLite when that is forgotten.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddField
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Statements(Operation):
    """Runs statements of its own; what they make is no part of the models."""

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """To the models nothing changes."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.forward_statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, None)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for statement in self.backward_statements(schema_editor.connection.vendor):
            schema_editor.execute(statement, None)

    def forward_statements(self, vendor: str) -> list[str]:
        """Return the statements for "postgresql" or "sqlite"."""
        raise NotImplementedError

    def backward_statements(self, vendor: str) -> list[str]:
        """Return what takes `forward_statements` back."""
        raise NotImplementedError


class AddedInPlace(AddField):
    """Adds a column with a default that is always the same; SQLite does not rebuild the table.

    So its triggers stay. The default stays in the table there, and nobody notices.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        field = model._meta.get_field(self.name)
        definition, _params = schema_editor.column_sql(model, field, include_default=True)
        table, column = map(schema_editor.quote_name, (model._meta.db_table, field.column))
        schema_editor.execute(f"ALTER TABLE {table} ADD COLUMN {column} {definition}", None)


class RowRule(Statements):
    """Refuse every row of `table` for which `refused` holds.

    `refused` is a condition in SQL that both databases read; `{row}` stands for the new row.
    `update_of` names the columns whose change has the row tested again. A rule that no new row
    can break is not `on_insert`; it may also ask the row as it was, `{old}`.
    """

    def __init__(
        self,
        name: str,
        table: str,
        *,
        refused: str,
        message: str,
        update_of: Sequence[str],
        on_insert: bool = True,
    ) -> None:
        self.name = name
        self.table = table
        self.refused = refused
        self.message = message
        self.update_of = list(update_of)
        self.on_insert = on_insert

    def forward_statements(self, vendor: str) -> list[str]:
        create = self._create_on_sqlite if vendor == "sqlite" else self._create_on_postgres
        return [*(create("insert") if self.on_insert else []), *create("update")]

    def backward_statements(self, vendor: str) -> list[str]:
        return drop_triggers(vendor, self.table, [f"{self.name}_{e}" for e in ("insert", "update")])

    def describe(self) -> str:
        return f"Refuse rows of {self.table}: {self.message}"

    def _create_on_sqlite(self, event: str) -> list[str]:
        condition = self.refused.format(row="NEW", old="OLD")
        return [
            f"CREATE TRIGGER {self.name}_{event} AFTER {self._when(event)} ON {self.table} "
            f"BEGIN SELECT RAISE(ABORT, '{self.message}') WHERE {condition}; END"
        ]

    def _create_on_postgres(self, event: str) -> list[str]:
        if event == "insert":
            # Counted, not EXISTS: expecting to find one soon, the planner nests loops over all.
            condition = self.refused.format(row="r")
            broken = f"(SELECT count(*) FROM new_rows r WHERE {condition}) > 0"  # noqa: S608
            each = "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT"
        else:
            broken = self.refused.format(row="NEW", old="OLD")
            each = "FOR EACH ROW"
        refuse = f"RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{self.message}'"
        return [
            create_function(f"{self.name}_{event}", f"IF {broken} THEN {refuse}; END IF;"),
            f"CREATE TRIGGER {self.name}_{event} AFTER {self._when(event)} ON {self.table} "
            f"{each} EXECUTE FUNCTION {self.name}_{event}()",
        ]

    def _when(self, event: str) -> str:
        return "INSERT" if event == "insert" else f"UPDATE OF {', '.join(self.update_of)}"


class Frozen(Statements):
    """Refuse to change `columns` of `table`, or to delete a row, except where `unless` holds.

    `unless` is a condition on the row as it was, written with `{old}`. Without one for
    deleting, deleting is nobody's business here.
    """

    def __init__(
        self,
        name: str,
        table: str,
        *,
        columns: Sequence[str],
        unless_updated: str,
        unless_deleted: str | None,
        message: str,
    ) -> None:
        self.name = name
        self.table = table
        self.columns = list(columns)
        self.unless_updated = unless_updated
        self.unless_deleted = unless_deleted
        self.message = message

    def forward_statements(self, vendor: str) -> list[str]:
        columns = ", ".join(self.columns)
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
        changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in self.columns)
        conditions = {
            f"UPDATE OF {columns}": f"({changed}) AND NOT ({self.unless_updated})",
        }
        if self.unless_deleted is not None:
            conditions["DELETE"] = f"NOT ({self.unless_deleted})"
        refuse = (
            f"RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = '{self.message}';"
        )
        if vendor == "postgresql":
            functions = [create_function(self.name, refuse)]
            body = f"EXECUTE FUNCTION {self.name}()"
        else:
            functions = []
            body = f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        return functions + [
            f"CREATE TRIGGER {self.name}_{event.split()[0].lower()} BEFORE {event} "
            f"ON {self.table} FOR EACH ROW WHEN ({condition.format(old='OLD')}) {body}"
            for event, condition in conditions.items()
        ]

    def backward_statements(self, vendor: str) -> list[str]:
        triggers = [f"{self.name}_{event}" for event in ("update", "delete")]
        return drop_triggers(vendor, self.table, triggers, functions=[self.name])

    def describe(self) -> str:
        return f"Freeze {self.table}: {self.message}"


class OnPostgres(Statements):
    """Run a statement on PostgreSQL only: an extension, an index of a kind of its own."""

    def __init__(self, forwards: str, backwards: str) -> None:
        self.forwards = forwards
        self.backwards = backwards

    def forward_statements(self, vendor: str) -> list[str]:
        return [self.forwards] if vendor == "postgresql" else []

    def backward_statements(self, vendor: str) -> list[str]:
        return [self.backwards] if vendor == "postgresql" else []

    def describe(self) -> str:
        return f"On PostgreSQL: {self.forwards}"


class SetBasedForeignKeys(Operation):
    """On PostgreSQL, have the foreign keys of a model tested once for a whole INSERT.

    The built-in constraint looks up each row by itself, which is three quarters of the cost
    of a bulk insert. This keeps the same promise in three triggers:

    - after an INSERT, one anti-join per key over the rows it added;
    - after an UPDATE that names a key and changes it, a look-up for that row;
    - before a row that is pointed at is deleted, a look-up for rows that point at it.

    Writers hold a shared advisory lock until they commit and a delete takes it alone, so
    neither can miss what the other has not committed yet. SQLite keeps its own constraints.
    """

    reduces_to_sql = True
    reversible = False

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """To the models a foreign key stays a foreign key."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        # Constraints are created at the end of a migration unless flushed before.
        for statement in schema_editor.deferred_sql:
            schema_editor.execute(statement, None)
        schema_editor.deferred_sql.clear()
        model = to_state.apps.get_model(app_label, self.model_name)
        table = model._meta.db_table
        keys = [
            (field.column, field.related_model._meta.db_table, field.related_model._meta.pk.column)
            for field in model._meta.local_fields
            if field.many_to_one
        ]
        for statement in _drop_constraints(schema_editor, table):
            schema_editor.execute(statement, None)
        for statement in _writer_statements(table, keys):
            schema_editor.execute(statement, None)
        for column, parent, key in keys:
            for statement in _parent_statements(table, column, parent, key):
                schema_editor.execute(statement, None)

    def database_backwards(self, *args: Any) -> None:
        raise NotImplementedError  # reversible is False: Django never calls it

    def describe(self) -> str:
        return f"Test the foreign keys of {self.model_name} once per statement"


def create_function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN NULL; END $$"
    )


def drop_triggers(
    vendor: str, table: str, triggers: list[str], *, functions: list[str] | None = None
) -> list[str]:
    """Return what drops triggers, and their functions, which have the same names if not told."""
    if vendor == "sqlite":
        return [f"DROP TRIGGER IF EXISTS {name}" for name in triggers]
    return [
        *(f"DROP TRIGGER IF EXISTS {name} ON {table}" for name in triggers),
        *(f"DROP FUNCTION IF EXISTS {name}()" for name in functions or triggers),
    ]


def _drop_constraints(schema_editor: BaseDatabaseSchemaEditor, table: str) -> list[str]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
            [table],
        )
        return [f'ALTER TABLE {table} DROP CONSTRAINT "{name}"' for (name,) in cursor.fetchall()]


def _writer_statements(table: str, keys: list[tuple[str, str, str]]) -> list[str]:
    lock = f"PERFORM pg_advisory_xact_lock_shared(hashtext('{table}'));"
    inserted = "".join(
        f"IF (SELECT count(*) FROM new_rows r WHERE r.{column} IS NOT NULL "  # noqa: S608
        f"AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.{key} = r.{column})) > 0 "
        f"THEN {_missing(table, column)} END IF;"
        for column, parent, key in keys
    )
    updated = "".join(
        f"IF NEW.{column} IS DISTINCT FROM OLD.{column} AND NEW.{column} IS NOT NULL "  # noqa: S608
        f"AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE p.{key} = NEW.{column}) "
        f"THEN {_missing(table, column)} END IF;"
        for column, parent, key in keys
    )
    columns = ", ".join(column for column, _parent, _key in keys)
    return [
        create_function(f"{table}_keys_insert", lock + inserted),
        f"CREATE TRIGGER {table}_keys_insert AFTER INSERT ON {table} "
        "REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT "
        f"EXECUTE FUNCTION {table}_keys_insert()",
        create_function(f"{table}_keys_update", lock + updated),
        f"CREATE TRIGGER {table}_keys_update AFTER UPDATE OF {columns} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_keys_update()",
    ]


def _parent_statements(table: str, column: str, parent: str, key: str) -> list[str]:
    name = f"{table}_{column}_parent"
    body = (
        f"PERFORM pg_advisory_xact_lock(hashtext('{table}'));"  # noqa: S608
        f"IF EXISTS (SELECT 1 FROM {table} c WHERE c.{column} = OLD.{key}) THEN "
        "RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', "
        f"MESSAGE = '{parent} is still used by {table}.{column}'; END IF;"
    )
    return [
        create_function(name, body),
        # After, not before: within one statement a child row may go together with its parent.
        f"CREATE TRIGGER {name} AFTER DELETE ON {parent} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]


def _missing(table: str, column: str) -> str:
    return (
        "RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', "
        f"MESSAGE = 'a row of {table} points with {column} at nothing';"
    )
