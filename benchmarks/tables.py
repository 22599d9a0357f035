"""Fills a table inside the database, with values computed from row numbers."""

from collections.abc import Mapping
from typing import Any

from django.db import connection, models

PRIMES = [2654435761, 2246822519, 3266489917, 668265263, 374761393, 2971215073, 433494437]
POSTGRES = connection.vendor == "postgresql"


def spread(row: str, prime: int, below: int) -> str:
    """Return SQL for a number from 0 to `below` - 1 that depends on `row` as if at random."""
    if POSTGRES:
        return f"(({row}::bigint * {PRIMES[prime]} % 4294967296) * {below} / 4294967296)"
    return f"((({row} * {PRIMES[prime]}) % 4294967296) * {below} / 4294967296)"


def series(count: int, *, start: int = 1) -> str:
    """Return SQL for a table `series` with the numbers `n` from `start` on."""
    last = start + count - 1
    if POSTGRES:
        return f"generate_series({start}, {last}) AS series(n)"
    return (
        f"(WITH RECURSIVE counter(n) AS (SELECT {start} UNION ALL "
        f"SELECT n + 1 FROM counter WHERE n < {last}) SELECT n FROM counter) AS series"
    )


def fill(
    model: type[models.Model], source: str, columns: Mapping[str, str], *, where: str = ""
) -> None:
    """Insert a row of `model` for each of `source`; fields not in `columns` take their default."""
    names, values = [], []
    for field in model._meta.local_concrete_fields:
        if field.primary_key and field.name not in columns:
            continue
        if field.name in columns:
            value = columns[field.name]
        elif field.has_db_default():
            continue
        else:
            value = _literal(field)
        names.append(str(field.column))
        values.append(value)
    table = model._meta.db_table
    statement = (
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM {source} "
        f"{where or 'WHERE true'} ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _literal(field: "models.Field[Any, Any]") -> str:
    value = field.get_default()
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, int) else f"'{value}'"


class WithoutUpkeep:
    """Indexes and triggers of a table off while it is filled: they are built once afterwards."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.indexes: list[str] = []

    def __enter__(self) -> None:
        if not POSTGRES:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s "
                "AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
                [self.table],
            )
            for name, definition in cursor.fetchall():
                self.indexes.append(definition)
                cursor.execute(f"DROP INDEX {name}")
            cursor.execute(f"ALTER TABLE {self.table} DISABLE TRIGGER USER")

    def __exit__(self, *_error: object) -> None:
        if not POSTGRES:
            return
        with connection.cursor() as cursor:
            for definition in self.indexes:
                cursor.execute(definition)
            cursor.execute(f"ALTER TABLE {self.table} ENABLE TRIGGER USER")
