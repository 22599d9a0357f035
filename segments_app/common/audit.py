"""Who changed what of what security hangs on, written by the database itself (AU-01…03).

Triggers see every way to write: a service, the admin, a statement for many rows, SQL by hand.
Who writes is told by a column of the row, or by `written_by`, where it is known.
"""

from collections.abc import Sequence

from .database import Statements, create_function, drop_triggers
from .history import WRITER, WRITER_TABLE

TABLE = "segments_auditentry"
COLUMNS = "happened_at, actor_id, action, subject, row_key, before, after"
NOW = {"postgresql": "statement_timestamp()", "sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')"}
ROLE = {
    "postgresql": f"NULLIF(current_setting('{WRITER}', true), '')::bigint",
    "sqlite": f"(SELECT user_id FROM {WRITER_TABLE} LIMIT 1)",  # noqa: S608
}


class Audited(Statements):
    """Write down each row of `table` that comes, goes, or changes in one of `columns`.

    `secret` columns are named, their values are not kept. `maker` is the column that says who
    made a row, `changer` the one, or an expression in SQL on NEW, that says who changed it.
    `action` is what an update is called: a log-in, say.
    """

    def __init__(
        self,
        name: str,
        table: str,
        *,
        columns: Sequence[str],
        secret: Sequence[str] = (),
        maker: str = "",
        changer: str = "",
        key: str = "id",
        on: Sequence[str] = ("INSERT", "UPDATE", "DELETE"),
        action: str = "",
    ) -> None:
        self.name = name
        self.table = table
        self.columns = list(columns)
        self.secret = list(secret)
        self.makers = {"INSERT": maker, "UPDATE": changer}
        self.key = key
        self.on = list(on)
        self.action = action

    def forward_statements(self, vendor: str) -> list[str]:
        return [sql for event in self.on for sql in self._create(event, vendor)]

    def backward_statements(self, vendor: str) -> list[str]:
        names = [f"{self.name}_{event.lower()}" for event in self.on]
        return drop_triggers(vendor, self.table, names)

    def describe(self) -> str:
        return f"Audit {self.table}"

    def _create(self, event: str, vendor: str) -> list[str]:
        name = f"{self.name}_{event.lower()}"
        row = "OLD" if event == "DELETE" else "NEW"
        said = self.makers.get(event, "")
        told = said if said.startswith("(") else f"NEW.{said}"
        actor = f"COALESCE({told}, {ROLE[vendor]})" if said else ROLE[vendor]
        before = "NULL" if event == "INSERT" else self._values("OLD", vendor)
        after = "NULL" if event == "DELETE" else self._values("NEW", vendor)
        action = self.action or event.lower()
        insert = (
            f"INSERT INTO {TABLE} ({COLUMNS}) VALUES ({NOW[vendor]}, {actor}, '{action}', "  # noqa: S608
            f"'{self.table}', CAST({row}.{self.key} AS text), {before}, {after});"
        )
        watched = [*self.columns, *self.secret]
        of = f"UPDATE OF {', '.join(watched)}" if event == "UPDATE" else event
        differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
        changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in watched)
        when = f"WHEN ({changed}) " if event == "UPDATE" else ""
        if vendor == "sqlite":
            return [f"CREATE TRIGGER {name} AFTER {of} ON {self.table} {when}BEGIN {insert} END"]
        return [
            create_function(name, insert),
            f"CREATE TRIGGER {name} AFTER {of} ON {self.table} FOR EACH ROW {when}"
            f"EXECUTE FUNCTION {name}()",
        ]

    def _values(self, row: str, vendor: str) -> str:
        build = "jsonb_build_object" if vendor == "postgresql" else "json_object"
        shown = [f"'{column}', {row}.{column}" for column in self.columns]
        hidden = [f"'{column}', '…'" for column in self.secret]
        return f"{build}({', '.join([*shown, *hidden])})"
