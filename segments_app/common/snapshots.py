"""What PostgreSQL can tell of its snapshots: sets of ids as bitmaps, and what changed since.

A bitmap is an integer whose bit n says whether the row with the id n belongs to the set.
"""

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Self

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction

from .change_log import LOG, STATE

#: Notes that are kept when the log is pruned; who has fallen farther behind begins anew.
KEPT = 100_000
_is_one: ContextVar[bool] = ContextVar("one snapshot", default=False)


@dataclass(frozen=True)
class Snapshot:
    """Which transactions a statement could see, as `pg_current_snapshot` says it."""

    text: str
    lowest: int  # all before had ended
    end: int  # none from here on had begun
    running: frozenset[int]

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what "10:20:10,14" means."""
        lowest, end, running = text.split(":")
        return cls(
            text, int(lowest), int(end), frozenset(map(int, filter(None, running.split(","))))
        )

    def sees(self, transaction_id: int) -> bool:
        """Return whether the transaction had been committed, of one that is now."""
        return transaction_id < self.end and transaction_id not in self.running


@dataclass(frozen=True)
class LogState:
    """The change log as a transaction finds it."""

    snapshot: Snapshot
    identity: str  # another one: nothing that was known before holds
    kept_from: int  # notes of transactions before are pruned


@dataclass(frozen=True)
class Note:
    """That a transaction touched what a key stands for in a table."""

    transaction_id: int
    table: str
    key: int


@contextmanager
def one_snapshot() -> Iterator[None]:
    """Have all statements inside see the same state, and let none of them write.

    Inside another one it is that one's state.
    """
    if _is_one.get():
        yield
        return
    with transaction.atomic(durable=True):
        _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        token = _is_one.set(True)
        try:
            yield
        finally:
            _is_one.reset(token)


def may_have_written() -> bool:
    """Return whether a transaction is under way in which something may have been written."""
    return connection.in_atomic_block and not _is_one.get()


def log_state() -> LogState | None:
    """Return the state of the log in the snapshot at hand; None when it has to be begun."""
    # TRUNCATE gives a table a new file, and a copied database has an oid of its own.
    row = _row(
        "SELECT pg_current_snapshot()::text, concat_ws('-', s.epoch, d.oid, "  # noqa: S608
        f"pg_relation_filenode('{LOG}')), s.kept_from FROM {STATE} s, pg_database d "
        "WHERE d.datname = current_database()"
    )
    if row is None:
        return None
    snapshot = Snapshot.read(row[0])
    return LogState(snapshot, row[1], row[2]) if row[2] <= snapshot.end else None


@transaction.atomic
def begin_log() -> None:
    """Begin the log where it has none, after a crash, or comes from another server."""
    if log_state() is not None:
        return
    beyond = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    _execute(f"DELETE FROM {LOG} WHERE transaction_id >= {beyond}")  # noqa: S608
    _execute(
        f"INSERT INTO {STATE} AS s (epoch, kept_from) VALUES (gen_random_uuid(), "  # noqa: S608
        "pg_snapshot_xmin(pg_current_snapshot())::text::bigint) ON CONFLICT (id) DO UPDATE "
        f"SET epoch = excluded.epoch, kept_from = excluded.kept_from WHERE s.kept_from > {beyond}"
    )


@transaction.atomic
def prune_log(*, keep: int = KEPT) -> int:
    """Delete all but the last notes; return how many. Whoever needed them learns it from the state.

    Notes of a transaction that is under way stay, whenever it began, and those after it.
    """
    row = _row(
        f"SELECT transaction_id FROM {LOG} ORDER BY transaction_id DESC OFFSET %s LIMIT 1",  # noqa: S608
        [keep],
    )
    if row is None:
        return 0
    _execute(
        f"UPDATE {STATE} SET kept_from = greatest(kept_from, least(%s + 1, "  # noqa: S608
        "pg_snapshot_xmin(pg_current_snapshot())::text::bigint))",
        row,
    )
    return _execute(
        f"DELETE FROM {LOG} WHERE transaction_id < (SELECT kept_from FROM {STATE})"  # noqa: S608
    )


def notes_since(
    snapshots: Collection[Snapshot], tables: Collection[str], *, limit: int
) -> list[Note]:
    """Return the notes that any of the snapshots did not see, and no more than `limit`."""
    unseen = " OR ".join(
        ["NOT pg_visible_in_snapshot(transaction_id::text::xid8, %s::pg_snapshot)"] * len(snapshots)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT transaction_id, table_name, key FROM {LOG} WHERE transaction_id >= %s "  # noqa: S608
            f"AND table_name = ANY(%s) AND ({unseen}) LIMIT %s",
            [
                min(snapshot.lowest for snapshot in snapshots),
                list(tables),
                *(snapshot.text for snapshot in snapshots),
                limit,
            ],
        )
        return [Note(*row) for row in cursor.fetchall()]


def ids_pointing(
    table: str, column: str, keys: Collection[int], *, of: str, limit: int
) -> list[int]:
    """Return the column `of` of those rows of a table whose `column` is one of the keys."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT {of} FROM {table} WHERE {column} = ANY(%s) LIMIT %s",  # noqa: S608
            [list(keys), limit],
        )
        return [key for (key,) in cursor.fetchall()]


def read_bitmap(rows: models.QuerySet[Any]) -> int:
    """Return the ids of the rows as a bitmap, in one statement."""
    try:
        sql, params = _compiled(rows)
    except EmptyResultSet:
        return 0
    # 64 ids a word. The highest word first, each as the network sends it: one big number.
    row = _row(
        f"WITH ids (id) AS ({sql}), words AS (SELECT id >> 6 AS n, "  # noqa: S608
        "bit_or(1::bigint << (id & 63)::int) AS bits FROM ids GROUP BY 1) "
        "SELECT string_agg(int8send(coalesce(w.bits, 0)), ''::bytea ORDER BY n DESC) "
        "FROM generate_series(0, (SELECT max(n) FROM words)) n LEFT JOIN words w USING (n)",
        params,
    )
    return int.from_bytes(bytes(row[0] or b""), "big") if row else 0


def read_bitmaps(pairs: models.QuerySet[Any, Any], *, by_company: bool) -> dict[Any, int]:
    """Return, by what was `picked`, the ids that it was `picked_by`, in one statement.

    With `by_company` these are companies, and the ids those of the contacts that belong to one;
    a company, and a person without one, is its own company.
    """
    try:
        sql, params = pairs.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return {}
    ids = "SELECT picked, picked_by FROM pairs WHERE picked_by IS NOT NULL"
    if by_company:
        ids = (
            "SELECT picked, c.id FROM pairs "
            "JOIN contacts_contact c ON coalesce(c.company_id, c.id) = picked_by"
        )
    # As in `read_bitmap`, but only words that are there: each is followed by the noughts down
    # to the next. So a value that few have costs little beside one that many have.
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH pairs AS ({sql}), ids (value, id) AS ({ids}), words AS (SELECT value, "  # noqa: S608
            "id >> 6 AS n, bit_or(1::bigint << (id & 63)::int) AS bits FROM ids GROUP BY 1, 2), "
            "spaced AS (SELECT *, n - 1 - lead(n, 1, -1::bigint) OVER (PARTITION BY value "
            "ORDER BY n DESC) AS noughts FROM words) SELECT value, string_agg(int8send(bits) || "
            "decode(repeat('00', 8 * noughts::int), 'hex'), ''::bytea ORDER BY n DESC) "
            "FROM spaced GROUP BY 1",
            params,
        )
        return {value: int.from_bytes(bytes(bits), "big") for value, bits in cursor.fetchall()}


def tables_read(rows: models.QuerySet[Any]) -> tuple[frozenset[str], str]:
    """Return the tables that a query reads, wherever in it, and the query."""
    try:
        sql, _params = _compiled(rows)
    except EmptyResultSet:
        return frozenset(), ""
    return frozenset(re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)), sql


def _compiled(rows: models.QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    query = rows.order_by().values("pk").query
    sql, params = query.get_compiler(connection=connection).as_sql()
    return sql, tuple(params)


def _execute(statement: str, params: Any = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def _row(statement: str, params: Any = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchone()
