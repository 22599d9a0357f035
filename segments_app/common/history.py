"""The history of columns, written by triggers: whoever changes a row, by whatever way.

PostgreSQL compares the old and the new rows of a statement at once; SQLite row by row. The
table of the history has the columns `field`, `old`, `new`, `changed_at`, `changed_by_id` and the
key of whom it is about. Who writes is told by `written_by`, where it is known.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import connection

from .database import Statements, create_function, drop_triggers

WRITER = "segments.written_by"  # a setting of the transaction on PostgreSQL
WRITER_TABLE = "segments_written_by"  # and a table of one row, seen by nobody else, on SQLite


@contextmanager
def written_by(user: User | None) -> Iterator[None]:
    """Have the history name the user for what is written inside; a transaction is open.

    After an error its rollback takes the name away.
    """
    if user is None:
        yield
        return
    _name_writer(user.pk)
    yield
    _name_writer(None)


def _name_writer(key: int | None) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config(%s, %s, true)", [WRITER, str(key or "")])
        elif key is None:
            cursor.execute(f"DELETE FROM {WRITER_TABLE}")  # noqa: S608
        else:
            cursor.execute(f"INSERT INTO {WRITER_TABLE} (user_id) VALUES (%s)", [key])  # noqa: S608


@dataclass(frozen=True)
class Watched:
    """A column whose changes are kept, as text: of a row it points at, the code."""

    column: str
    table: str = ""  # what it points at
    code: str = "code"
    is_flag: bool = False

    def text(self, row: str) -> str:
        """Return the value in SQL, of the row called `row`."""
        value = f"{row}.{self.column}"
        if self.is_flag:
            return f"CASE WHEN {value} THEN 'yes' ELSE 'no' END"
        if self.table:
            found = f"SELECT t.{self.code} FROM {self.table} t WHERE t.id = {value}"  # noqa: S608
            return f"COALESCE(({found}), '')"
        return f"COALESCE({value}, '')"


class WriterTable(Statements):
    """Where SQLite looks up who writes."""

    def forward_statements(self, vendor: str) -> list[str]:
        made = f"CREATE TABLE {WRITER_TABLE} (user_id bigint NOT NULL)"
        return [made] if vendor == "sqlite" else []

    def backward_statements(self, vendor: str) -> list[str]:
        return [f"DROP TABLE {WRITER_TABLE}"] if vendor == "sqlite" else []

    def describe(self) -> str:
        return "Make a table for who writes, on SQLite"


class ColumnHistory(Statements):
    """Keep every change of some columns of `table`, and forget them with the row.

    `watched` is by the name that the history gives the column.
    """

    def __init__(
        self, name: str, table: str, *, into: str, key: str, watched: Mapping[str, Watched]
    ) -> None:
        self.name = name
        self.table = table
        self.into = into
        self.key = key
        self.watched = dict(watched)

    def forward_statements(self, vendor: str) -> list[str]:
        return self._on_postgres() if vendor == "postgresql" else self._on_sqlite()

    def backward_statements(self, vendor: str) -> list[str]:
        names = [f"{self.name}_update", f"{self.name}_delete"]
        return drop_triggers(vendor, self.table, names)

    def describe(self) -> str:
        return f"Keep the changes of {self.table}"

    def _on_postgres(self) -> list[str]:
        changed = " UNION ALL ".join(
            f"SELECT '{field}', {one.text('o')}, {one.text('n')} "  # noqa: S608
            f"WHERE o.{one.column} IS DISTINCT FROM n.{one.column}"
            for field, one in self.watched.items()
        )
        old, new = (", ".join(f"{r}.{w.column}" for w in self.watched.values()) for r in "on")
        # Ordered by nothing: each row once. Only rows that differ are taken apart.
        insert = (
            f"INSERT INTO {self.into} ({self.key}, {COLUMNS}) "  # noqa: S608
            f"SELECT n.id, v.field, v.old, v.new, {WRITTEN['postgresql']} "
            "FROM old_rows o JOIN new_rows n ON n.id = o.id "
            f"CROSS JOIN LATERAL ({changed}) v(field, old, new) "
            f"WHERE ROW({old}) IS DISTINCT FROM ROW({new});"
        )
        forget = f"DELETE FROM {self.into} h USING old_rows o WHERE h.{self.key} = o.id;"  # noqa: S608
        return [
            # Planned once a session, perhaps for one row, and then used for a million. Without
            # nested loops the plan looks dear, and compiling it took 0.8 s for each single row.
            create_function(f"{self.name}_update", insert)
            + " SET enable_nestloop = off SET jit = off",
            _on_statement(
                f"{self.name}_update",
                "UPDATE",
                self.table,
                "OLD TABLE AS old_rows NEW TABLE AS new_rows",
            ),
            create_function(f"{self.name}_delete", forget),
            _on_statement(f"{self.name}_delete", "DELETE", self.table, "OLD TABLE AS old_rows"),
        ]

    def _on_sqlite(self) -> list[str]:
        columns = ", ".join(one.column for one in self.watched.values())
        inserts = " ".join(
            f"INSERT INTO {self.into} ({self.key}, {COLUMNS}) SELECT NEW.id, '{field}', "
            f"{one.text('OLD')}, {one.text('NEW')}, {WRITTEN['sqlite']} "
            f"WHERE OLD.{one.column} IS NOT NEW.{one.column};"
            for field, one in self.watched.items()
        )
        return [
            f"CREATE TRIGGER {self.name}_update AFTER UPDATE OF {columns} ON {self.table} "
            f"BEGIN {inserts} END",
            f"CREATE TRIGGER {self.name}_delete AFTER DELETE ON {self.table} "  # noqa: S608
            f"BEGIN DELETE FROM {self.into} WHERE {self.key} = OLD.id; END",
        ]


class MembershipHistory(Statements):
    """Keep who joined and who left: the rows of `table` that come and go."""

    def __init__(
        self, name: str, table: str, *, into: str, key: str, field: str, group: Watched
    ) -> None:
        self.name = name
        self.table = table
        self.into = into
        self.key = key
        self.field = field
        self.group = group

    def forward_statements(self, vendor: str) -> list[str]:
        make = self._on_postgres if vendor == "postgresql" else self._on_sqlite
        return [*make("INSERT", "NEW"), *make("DELETE", "OLD")]

    def backward_statements(self, vendor: str) -> list[str]:
        names = [f"{self.name}_insert", f"{self.name}_delete"]
        return drop_triggers(vendor, self.table, names)

    def describe(self) -> str:
        return f"Keep who joins and leaves by {self.table}"

    def _insert(self, event: str, row: str, vendor: str) -> str:
        code = self.group.text(row)
        old, new = ("''", code) if event == "INSERT" else (code, "''")
        return (
            f"INSERT INTO {self.into} ({self.key}, {COLUMNS}) "
            f"SELECT {row}.{self.key}, '{self.field}', {old}, {new}, {WRITTEN[vendor]}"
        )

    def _on_postgres(self, event: str, side: str) -> list[str]:
        name = f"{self.name}_{event.lower()}"
        return [
            create_function(name, f"{self._insert(event, 'r', 'postgresql')} FROM moved r;"),
            _on_statement(name, event, self.table, f"{side} TABLE AS moved"),
        ]

    def _on_sqlite(self, event: str, side: str) -> list[str]:
        return [
            f"CREATE TRIGGER {self.name}_{event.lower()} AFTER {event} ON {self.table} "
            f"BEGIN {self._insert(event, side, 'sqlite')}; END"
        ]


class ValueHistory(Statements):
    """Keep what was set, changed and emptied of attributes: the rows of `table`.

    The history calls the field "attribute:" and the code, and keeps of a choice its code.
    """

    def __init__(self, name: str, table: str, *, into: str) -> None:
        self.name = name
        self.table = table
        self.into = into

    def forward_statements(self, vendor: str) -> list[str]:
        make = self._on_postgres if vendor == "postgresql" else self._on_sqlite
        return [one for event in ("INSERT", "UPDATE", "DELETE") for one in make(event)]

    def backward_statements(self, vendor: str) -> list[str]:
        names = [f"{self.name}_{event}" for event in ("insert", "update", "delete")]
        return drop_triggers(vendor, self.table, names)

    def describe(self) -> str:
        return f"Keep the changes of {self.table}"

    def _insert(self, event: str, old: str, new: str, vendor: str) -> str:
        before = "''" if event == "INSERT" else _value_as_text(old, vendor)
        after = "''" if event == "DELETE" else _value_as_text(new, vendor)
        row = old if event == "DELETE" else new
        attribute = f"SELECT a.code FROM contacts_attribute a WHERE a.id = {row}.attribute_id"  # noqa: S608
        return (
            f"INSERT INTO {self.into} (contact_id, {COLUMNS}) SELECT {row}.contact_id, "
            f"'attribute:' || ({attribute}), {before}, {after}, {WRITTEN[vendor]}"
        )

    def _on_postgres(self, event: str) -> list[str]:
        name = f"{self.name}_{event.lower()}"
        insert = self._insert(event, "o", "n", "postgresql")
        tables = {
            "INSERT": ("NEW TABLE AS new_rows", "FROM new_rows n"),
            "UPDATE": (
                "OLD TABLE AS old_rows NEW TABLE AS new_rows",
                "FROM old_rows o JOIN new_rows n ON n.id = o.id "
                f"WHERE {_value_as_text('o', 'postgresql')} <> {_value_as_text('n', 'postgresql')}",
            ),
            "DELETE": ("OLD TABLE AS old_rows", "FROM old_rows o"),
        }
        rows, source = tables[event]
        return [
            create_function(name, f"{insert} {source};")
            + (" SET enable_nestloop = off SET jit = off" if event == "UPDATE" else ""),
            _on_statement(name, event, self.table, rows),
        ]

    def _on_sqlite(self, event: str) -> list[str]:
        insert = self._insert(event, "OLD", "NEW", "sqlite")
        if event == "UPDATE":
            insert += f" WHERE {_value_as_text('OLD', 'sqlite')} <> "
            insert += _value_as_text("NEW", "sqlite")
        return [
            f"CREATE TRIGGER {self.name}_{event.lower()} AFTER {event} ON {self.table} "
            f"BEGIN {insert}; END"
        ]


def _value_as_text(row: str, vendor: str) -> str:
    """Return the value of an attribute in SQL, as the history keeps it."""
    digits = {
        "postgresql": f"trim_scale({row}.number)::text",
        "sqlite": f"CAST({row}.number AS text)",
    }
    day = {"postgresql": f"to_char({row}.day, 'YYYY-MM-DD')", "sqlite": f"{row}.day"}
    code = f"SELECT t.code FROM contacts_attributechoice t WHERE t.id = {row}.choice_id"  # noqa: S608
    return (
        f"CASE {row}.kind WHEN 'text' THEN {row}.text WHEN 'number' THEN {digits[vendor]} "
        f"WHEN 'date' THEN {day[vendor]} WHEN 'yes_no' THEN CASE WHEN {row}.flag THEN 'yes' "
        f"ELSE 'no' END ELSE ({code}) END"
    )


COLUMNS = "field, old, new, changed_at, changed_by_id"
WRITTEN = {
    "postgresql": f"clock_timestamp(), NULLIF(current_setting('{WRITER}', true), '')::bigint",
    "sqlite": f"strftime('%Y-%m-%d %H:%M:%f', 'now'), (SELECT max(user_id) FROM {WRITER_TABLE})",  # noqa: S608
}


def _on_statement(name: str, event: str, table: str, rows: str) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {rows} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
