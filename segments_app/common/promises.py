"""More promises of the database, as migration operations: checks, and locks before a look.

They rebuild no table on SQLite, where that would take the triggers along (database.py).
"""

from collections.abc import Iterable, Sequence

from .database import Statements, create_function, drop_triggers

#: What Python's `strip` takes away, for the `ltrim` of both databases.
WHITE = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())


def is_blank(column: str) -> str:
    """Return the condition that a text has nothing to see in it."""
    return f"ltrim({column}, '{WHITE}') = ''"


class Checked(Statements):
    """Refuse every row for which `refused` holds; it asks the row alone, written `{row}`.

    On PostgreSQL a CHECK, for what is written from now on; on SQLite triggers, since a CHECK
    would need another table.
    """

    def __init__(
        self, name: str, table: str, *, refused: str, message: str, columns: Sequence[str]
    ) -> None:
        self.name = name
        self.table = table
        self.refused = refused
        self.message = message
        self.columns = list(columns)

    def forward_statements(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            condition = self.refused.format(row=self.table)
            return [
                f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} "
                f"CHECK (NOT ({condition})) NOT VALID"
            ]
        condition = self.refused.format(row="NEW")
        events = {"insert": "INSERT", "update": f"UPDATE OF {', '.join(self.columns)}"}
        return [
            f"CREATE TRIGGER {self.name}_{event} BEFORE {when} ON {self.table} "
            f"WHEN {condition} BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            for event, when in events.items()
        ]

    def backward_statements(self, vendor: str) -> list[str]:
        if vendor == "postgresql":
            return [f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.name}"]
        names = [f"{self.name}_{event}" for event in ("insert", "update")]
        return drop_triggers(vendor, self.table, names)

    def describe(self) -> str:
        return f"Refuse rows of {self.table}: {self.message}"


def not_blank(table: str, *columns: str, or_empty: bool = False) -> Checked:
    """Refuse texts of nothing but blanks; `or_empty` lets the empty text through."""
    given = "{{row}}.{0} <> '' AND " if or_empty else ""
    blank = [f"({given.format(c)}{is_blank('{row}.' + c)})" for c in columns]
    return Checked(
        f"{table}_{'or_empty' if or_empty else 'not_blank'}",
        table,
        refused=" OR ".join(blank),
        message=f"{' and '.join(columns)} must not be blank",
        columns=columns,
    )


def one_of(table: str, column: str, values: Iterable[object]) -> Checked:
    """Refuse a value that is none of the choices."""
    known = ", ".join(f"'{value}'" if isinstance(value, str) else str(value) for value in values)
    return Checked(
        f"{table}_{column}_known",
        table,
        refused=f"{{row}}.{column} NOT IN ({known})",
        message=f"{column} has an unknown value",
        columns=[column],
    )


class Dropped(Statements):
    """Take back a promise of an earlier migration, to make another in its place."""

    def __init__(self, promise: Statements) -> None:
        self.promise = promise

    def forward_statements(self, vendor: str) -> list[str]:
        return self.promise.backward_statements(vendor)

    def backward_statements(self, vendor: str) -> list[str]:
        return self.promise.forward_statements(vendor)

    def describe(self) -> str:
        return f"No longer: {self.promise.describe()}"


class AgainOnSqlite(Statements):
    """Make the triggers of a promise again, after SQLite has rebuilt their table."""

    def __init__(self, promise: Statements) -> None:
        self.promise = promise

    def forward_statements(self, vendor: str) -> list[str]:
        return self.promise.forward_statements(vendor) if vendor == "sqlite" else []

    def backward_statements(self, vendor: str) -> list[str]:
        return []  # going back rebuilds the table once more, and drops them

    def describe(self) -> str:
        return f"On SQLite: {self.promise.describe()}"


class ParentLocked(Statements):
    """On PostgreSQL, lock the row that `column` points at before the rules look at it.

    Two transactions that may each keep a promise, and break it together, then come one after
    the other. `FOR SHARE` waits for whoever changes that row; `FOR NO KEY UPDATE` for everybody
    who asks the same. Named so that it comes before the rules: triggers go by the alphabet.
    SQLite has one writer anyway.
    """

    def __init__(self, table: str, column: str, parent: str, mode: str) -> None:
        self.table = table
        self.column = column
        self.parent = parent
        self.mode = mode
        self.name = f"a_lock_{table}_{column}"

    def forward_statements(self, vendor: str) -> list[str]:
        if vendor != "postgresql":
            return []
        rows = {"insert": f"(SELECT {self.column} FROM new_rows)", "update": f"(NEW.{self.column})"}  # noqa: S608
        when = {
            "insert": f"INSERT ON {self.table} REFERENCING NEW TABLE AS new_rows "
            "FOR EACH STATEMENT",
            "update": f"UPDATE OF {self.column} ON {self.table} FOR EACH ROW "
            f"WHEN (OLD.{self.column} IS DISTINCT FROM NEW.{self.column})",
        }
        return [
            statement
            for event in when
            for statement in (
                create_function(
                    f"{self.name}_{event}",
                    f"PERFORM 1 FROM {self.parent} p WHERE p.id IN {rows[event]} "
                    f"ORDER BY p.id FOR {self.mode};",
                ),
                f"CREATE TRIGGER {self.name}_{event} AFTER {when[event]} "
                f"EXECUTE FUNCTION {self.name}_{event}()",
            )
        ]

    def backward_statements(self, vendor: str) -> list[str]:
        if vendor != "postgresql":
            return []
        names = [f"{self.name}_{event}" for event in ("insert", "update")]
        return drop_triggers(vendor, self.table, names)

    def describe(self) -> str:
        return f"Lock {self.parent} before rules look at {self.table}"


class LockedOnUpdate(Statements):
    """On PostgreSQL, have who changes `column` wait for those who write `writers_of`.

    These hold a lock for themselves that their foreign keys take (`SetBasedForeignKeys`); a
    rule that looks at their rows then sees all of them. SQLite has one writer anyway.
    """

    def __init__(self, table: str, column: str, *, writers_of: str) -> None:
        self.table = table
        self.column = column
        self.writers_of = writers_of
        self.name = f"a_lock_{table}_{column}_{writers_of}"

    def forward_statements(self, vendor: str) -> list[str]:
        if vendor != "postgresql":
            return []
        column = self.column
        return [
            create_function(
                self.name, f"PERFORM pg_advisory_xact_lock(hashtext('{self.writers_of}'));"
            ),
            f"CREATE TRIGGER {self.name} AFTER UPDATE OF {column} ON {self.table} FOR EACH ROW "
            f"WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) "
            f"EXECUTE FUNCTION {self.name}()",
        ]

    def backward_statements(self, vendor: str) -> list[str]:
        return drop_triggers(vendor, self.table, [self.name]) if vendor == "postgresql" else []

    def describe(self) -> str:
        return f"Lock {self.writers_of} before {self.column} of {self.table} changes"
