"""Rows that stay with whom they were written for, unless that contact becomes another.

A transaction that says so with `moving` may change the column from the one id to the other, and
in no other way: on PostgreSQL a setting of the transaction, on SQLite a row that is taken away
again before anybody else sees it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from .database import Statements, create_function, drop_triggers

SETTING = "segments.moving"
TABLE = "segments_moving"


@contextmanager
def moving(old: int, new: int) -> Iterator[None]:
    """Let what belongs to `old` be given to `new`; a transaction is open.

    After an error its rollback takes the permission away.
    """
    permit(f"{old}>{new}")
    yield
    permit("")


def permit(pair: str) -> None:
    """Let the transaction do what the triggers know by this text; "" takes it back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, pair])
            return
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
        if pair:
            cursor.execute(f"INSERT INTO {TABLE} (pair) VALUES (%s)", [pair])  # noqa: S608


class MovingTable(Statements):
    """Where SQLite looks up what may be moved."""

    def forward_statements(self, vendor: str) -> list[str]:
        return [f"CREATE TABLE {TABLE} (pair text NOT NULL)"] if vendor == "sqlite" else []

    def backward_statements(self, vendor: str) -> list[str]:
        return [f"DROP TABLE {TABLE}"] if vendor == "sqlite" else []

    def describe(self) -> str:
        return "Make a table for what may be moved, on SQLite"


class StaysUnlessMoved(Statements):
    """Refuse to change `columns` of `table` but where `moving` or `unless` permits it."""

    def __init__(
        self,
        name: str,
        table: str,
        *,
        columns: Sequence[str],
        message: str,
        unless: str = "1 = 0",
    ) -> None:
        self.name = name
        self.table = table
        self.columns = list(columns)
        self.message = message
        self.unless = unless

    def forward_statements(self, vendor: str) -> list[str]:
        refused = " OR ".join(self._refused(column, vendor) for column in self.columns)
        condition = f"({refused}) AND NOT ({self.unless.format(old='OLD')})"
        refuse = (
            f"RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = '{self.message}';"
        )
        if vendor == "postgresql":
            functions = [create_function(self.name, refuse)]
            body = f"EXECUTE FUNCTION {self.name}()"
        else:
            functions = []
            body = f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
        return [
            *functions,
            f"CREATE TRIGGER {self.name}_update BEFORE UPDATE OF {', '.join(self.columns)} "
            f"ON {self.table} FOR EACH ROW WHEN ({condition}) {body}",
        ]

    def backward_statements(self, vendor: str) -> list[str]:
        return drop_triggers(vendor, self.table, [f"{self.name}_update"], functions=[self.name])

    def describe(self) -> str:
        return f"Move rows of {self.table} with their contact only: {self.message}"

    def _refused(self, column: str, vendor: str) -> str:
        pair = f"(OLD.{column} || '>' || NEW.{column})"
        if vendor == "postgresql":
            # Nothing is permitted where nobody was there: a pair with NULL is none.
            allowed = f"COALESCE(current_setting('{SETTING}', true) = {pair}, false)"
            return f"(OLD.{column} IS DISTINCT FROM NEW.{column} AND NOT ({allowed}))"
        allowed = f"EXISTS (SELECT 1 FROM {TABLE} m WHERE m.pair = {pair})"  # noqa: S608
        return f"(OLD.{column} IS NOT NEW.{column} AND NOT {allowed})"
