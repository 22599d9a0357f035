"""The log of what changes about contacts, on PostgreSQL: docs/decisions/0025 says what for.

Every statement that writes a table of facts about contacts notes, in the same transaction, the
ids it touched and the transaction's own id. Whoever holds something computed in an earlier
snapshot finds in it which contacts to look at again: those of transactions that the snapshot
did not see. A statement of more rows than `BULK` notes that anything may have changed.

No model stands behind the two tables. They are unlogged: after a crash they are empty, and the
new `epoch` that the next reader begins tells every process to forget what it holds.
"""

from collections.abc import Sequence

from .database import Statements

LOG, STATE = "segments_contactchange", "segments_changelog"
BULK = 20_000  # rows of one statement
EVERYTHING = 0  # the key of a note that anything in the table may have changed

TABLES = f"""
CREATE UNLOGGED TABLE {LOG} (
    transaction_id bigint NOT NULL,
    table_name text NOT NULL,
    key bigint NOT NULL,
    PRIMARY KEY (transaction_id, table_name, key)
);
CREATE UNLOGGED TABLE {STATE} (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    epoch uuid NOT NULL,
    kept_from bigint NOT NULL
)
"""


class ChangeLog(Statements):
    """Make the tables that changes are noted in."""

    def forward_statements(self, vendor: str) -> list[str]:
        return TABLES.split(";") if vendor == "postgresql" else []

    def backward_statements(self, vendor: str) -> list[str]:
        return [f"DROP TABLE {LOG}", f"DROP TABLE {STATE}"] if vendor == "postgresql" else []

    def describe(self) -> str:
        return "Make the log of changes"


class LogChanges(Statements):
    """Note the `keys`, columns with ids, of the rows of `table` that a statement touches.

    With `only`, an update counts where it changes one of these columns, and new and deleted
    rows do not: for a table that conditions only look through, whose rows nothing of a contact
    points at while they come or go.
    """

    def __init__(self, table: str, *, keys: Sequence[str], only: Sequence[str] = ()) -> None:
        self.table = table
        self.keys = list(keys)
        self.only = list(only)

    def forward_statements(self, vendor: str) -> list[str]:
        if vendor != "postgresql":
            return []
        statements = []
        for event, rows in self._events().items():
            name = trigger_name(self.table, event)
            referencing = f"REFERENCING {rows} " if rows else ""
            statements += [
                f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {self._body(event)} RETURN NULL; END $$",
                f"CREATE TRIGGER {name} AFTER {event} ON {self.table} {referencing}"
                f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
            ]
        return statements

    def backward_statements(self, vendor: str) -> list[str]:
        if vendor != "postgresql":
            return []
        names = [trigger_name(self.table, event) for event in self._events()]
        return [
            *(f"DROP TRIGGER {name} ON {self.table}" for name in names),
            *(f"DROP FUNCTION {name}()" for name in names),
        ]

    def describe(self) -> str:
        return f"Log the changes of {self.table}"

    def _events(self) -> dict[str, str]:
        """Return the events that count, and the rows that each hands to its trigger."""
        update = {"UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows"}
        if self.only:
            return update | {"TRUNCATE": ""}
        return {
            "INSERT": "NEW TABLE AS new_rows",
            **update,
            "DELETE": "OLD TABLE AS old_rows",
            "TRUNCATE": "",
        }

    def _body(self, event: str) -> str:
        if event == "TRUNCATE":
            return self._note("VALUES", f"({EVERYTHING})")
        tables = {"INSERT": ["new_rows"], "DELETE": ["old_rows"]}
        rows = [f"{table} r" for table in tables.get(event, ["new_rows", "old_rows"])]
        if self.only:
            changed = " OR ".join(f"o.{c} IS DISTINCT FROM r.{c}" for c in self.only)
            rows = [f"new_rows r JOIN old_rows o ON o.id = r.id AND ({changed})"]
        selects = [_select(f"r.{key}", source) for source in rows for key in self.keys]
        some = _select("1", f"{rows[0]} LIMIT {BULK + 1}")
        many = _select("count(*)", f"({some}) c")
        anything = self._note("VALUES", f"({EVERYTHING})")
        these = self._note(" UNION ".join(selects))
        return f"IF ({many}) > {BULK} THEN {anything} ELSE {these} END IF;"

    def _note(self, *keys: str) -> str:
        found = _select(
            f"pg_current_xact_id()::text::bigint, '{self.table}', k.key",
            f"({' '.join(keys)}) k (key) WHERE k.key IS NOT NULL",
        )
        return (
            f"INSERT INTO {LOG} (transaction_id, table_name, key) {found} ON CONFLICT DO NOTHING;"
        )


def _select(columns: str, rows: str) -> str:
    return f"SELECT {columns} FROM {rows}"  # noqa: S608 - names from migrations


def trigger_name(table: str, event: str) -> str:
    """Return the name of the trigger that notes an event, and of its function."""
    return f"{table}_changes_{event.lower()}"
