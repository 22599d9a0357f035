"""The guards of history, out of the way for emptying a whole database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction

#: Those that refuse, and those that write down: what they would look up may be gone already.
GUARDS = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
    "AND (sql LIKE '%BEFORE DELETE%' OR sql LIKE '%AFTER DELETE%')"
)


@contextmanager
def guards_lifted(alias: str) -> Iterator[None]:
    """Let rows of history be deleted inside, all or nothing; nobody else gets in meanwhile.

    SQLite flushes by one DELETE a table, which the triggers that keep history refuse.
    PostgreSQL truncates, which fires none.
    """
    connection = connections[alias]
    if connection.vendor != "sqlite":
        yield
        return
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        guards = cursor.execute(GUARDS).fetchall()
        for name, _sql in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in guards:
            cursor.execute(sql)
