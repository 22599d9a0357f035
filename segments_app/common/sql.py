"""Set-based statements that the ORM cannot say."""

from collections.abc import Iterable
from typing import Any, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections, models, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import DateField, Exists, Expression, Func, Value
from django.db.models.functions import Concat
from django.db.models.sql.compiler import SQLCompiler


class OneByOne(Exists):
    """An EXISTS that is asked row after row, never made into a join or a table of all answers.

    For whoever needs the first few rows of an order that has an index. PostgreSQL else takes
    the whole answer for what is wanted, above all under an OR.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"


class DaysLater(Func):
    """A day so many days after another; before it where the number is negative."""

    output_field = DateField()

    def __init__(self, day: Any, days: int) -> None:
        super().__init__(day)
        self.days = days

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f"(({sql})::date + {self.days})", tuple(params)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        sql, params = compiler.compile(self.get_source_expressions()[0])
        return f"date({sql}, '{self.days} days')", tuple(params)


def unindexed(name: str) -> Expression:
    """Order by a text without its index: what matches is found first, and then sorted.

    For few matches among many rows, where walking the index would go through nearly all.
    """
    return Concat(name, Value(""))


def insert_select(
    model: type[models.Model], source: models.QuerySet[Any], /, **columns: Any
) -> int:
    """Insert one row of `model` per row of `source`, in the order of `source`.

    `columns` maps each field of `model` to an expression on `source`; columns left
    out take their database default. Returns how many rows were added.
    """
    return _insert(model, source, columns, on_conflict="")


def insert_missing(
    model: type[models.Model], source: models.QuerySet[Any], /, **columns: Any
) -> int:
    """Do as `insert_select`, and skip the rows that a unique constraint says are there."""
    return _insert(model, source, columns, on_conflict=" ON CONFLICT DO NOTHING")


def insert_numbers(model: type[models.Model], /, **columns: Iterable[int]) -> None:
    """Insert rows of nothing but numbers, in their order, but for those that are there.

    The quickest way that leaves out what is there: a million in seconds.
    """
    connection = connections[router.db_for_write(model)]
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = [f"{{{','.join(map(str, numbers))}}}" for numbers in columns.values()]
            rows = ", ".join(["%s::bigint[]"] * len(columns))
            order = ", ".join(str(place) for place in range(1, len(columns) + 1))
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT * FROM unnest({rows}) ORDER BY {order} "  # noqa: S608
                "ON CONFLICT DO NOTHING",
                arrays,
            )
        else:
            values = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f"INSERT INTO {table} ({names}) VALUES ({values}) ON CONFLICT DO NOTHING",  # noqa: S608
                sorted(zip(*columns.values(), strict=True)),
            )


def insert_difference(
    model: type[models.Model],
    wanted: models.QuerySet[Any, Any],
    there: models.QuerySet[Any, Any],
    *,
    key: str,
    is_wanted: str,
    **values: int,
) -> int:
    """Insert a row of `model` for each key that one of two queries has, and the other has not.

    Each query has one column and no key twice, and is asked once. `is_wanted` is the field that
    says which one has the key; `values` are the same in all rows. Returns how many were added.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = [cast("models.Field[Any, Any]", model._meta.get_field(n)) for n in (key, *values)]
    names = ", ".join(quote(str(field.column)) for field in fields)
    asked = [
        rows.order_by().query.get_compiler(connection=connection, elide_empty=False).as_sql()
        for rows in (wanted, there)
    ]
    with connection.cursor() as cursor:
        # PostgreSQL fills a new table on all its cores, an old one on a single one.
        cursor.execute(
            "CREATE TEMPORARY TABLE difference AS "  # noqa: S608
            f"WITH found (id, wanted) AS (SELECT w.*, 1 FROM ({asked[0][0]}) w "
            f"UNION ALL SELECT t.*, 0 FROM ({asked[1][0]}) t) "
            "SELECT id, max(wanted) = 1 AS is_wanted FROM found GROUP BY id HAVING count(*) = 1",
            [*asked[0][1], *asked[1][1]],
        )
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}, {quote(is_wanted)}) "  # noqa: S608
            f"SELECT id{', %s' * len(values)}, is_wanted FROM difference ORDER BY id",
            list(values.values()),
        )
        count = int(cursor.rowcount)
        cursor.execute("DROP TABLE difference")
        return count


def refresh_statistics(*written: type[models.Model]) -> None:
    """Have the planner look at tables that were just filled, before they are asked.

    PostgreSQL does it by itself a minute after the transaction. Until then it takes a table
    of thousands of rows for an empty one, and plans for hours what takes milliseconds.
    """
    for model in written:
        connection = connections[router.db_for_write(model)]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def plan_anew() -> None:
    """Have the triggers of the next statement planned for the rows that it brings.

    PostgreSQL plans a trigger once a session, and keeps the plan of a single row for a million
    (decision 0036 says what that cost).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DISCARD PLANS")


def one_at_a_time(name: str) -> None:
    """Let one transaction at a time go on from here, until it ends.

    SQLite has a single writer, and every transaction is one from its beginning.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


def along_with_others(name: str) -> None:
    """Keep out whoever goes on alone by `one_at_a_time`, until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext(%s))", [name])


def alone_at_once(name: str) -> bool:
    """Do as `one_at_a_time` without waiting; False where somebody else is there."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [name])
        return bool(cursor.fetchone()[0])


def commits_are_durable() -> None:
    """Have this connection's commits outlive a power cut, for who acts on what it has written.

    PostgreSQL's do. SQLite's do not in the mode that the settings choose for all others.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = FULL")


def lock_rows(rows: models.QuerySet[Any]) -> int:
    """Keep others from changing these rows until the transaction ends; return how many there are.

    In the order of their keys, so that two who lock the same rows meet in one order.
    """
    connection = connections[router.db_for_write(rows.model)]
    if connection.vendor != "postgresql":
        return rows.count()
    locked = rows.order_by("pk").select_for_update(of=("self",)).values_list("pk")
    try:
        select, params = locked.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({select}) locked", params)  # noqa: S608
        return int(cursor.fetchone()[0])


def update_from(
    model: type[models.Model], source: models.QuerySet[Any], /, key: Any, **columns: Any
) -> int:
    """Set columns of the rows that `source` names by `key`, each to an expression on `source`.

    One statement, however many rows. `source` names a row of `model` once at most.
    """
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in columns]
    names = [quote(str(field.column)) for field in fields]
    table, pk = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    rows = source.order_by().values_list(key, *columns.values())
    try:
        select, params = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return 0
    labels = [f"v{position}" for position in range(len(names) + 1)]
    changes = ", ".join(
        f"{name} = s.{label}" for name, label in zip(names, labels[1:], strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH s ({', '.join(labels)}) AS ({select}) "  # noqa: S608 - names from models
            f"UPDATE {table} SET {changes} FROM s WHERE {table}.{pk} = s.v0",
            params,
        )
        return int(cursor.rowcount)


def _insert(
    model: type[models.Model],
    source: models.QuerySet[Any],
    columns: dict[str, Any],
    *,
    on_conflict: str,
) -> int:
    connection = connections[router.db_for_write(model)]
    quote = connection.ops.quote_name
    fields = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in columns]
    names = ", ".join(quote(str(field.column)) for field in fields)
    # Ordered always: rows in the order of a key are quicker to index, two writers meet in
    # one order, and SQLite takes an ON after a bare FROM for the condition of a join.
    ordered = source if source.query.order_by else source.order_by("pk")
    rows = ordered.values_list(*columns.values())
    try:
        select, params = rows.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return 0
    into = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {into} ({names}) {select}{on_conflict}", params)
        return int(cursor.rowcount)
