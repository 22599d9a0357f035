"""The guards of history, out of the way for emptying a whole database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

#: Those that refuse, and those that write down: what they would look up may be gone already.
GUARDS = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
    "AND (sql LIKE '%BEFORE DELETE%' OR sql LIKE '%AFTER DELETE%')"
)
#: What the application may read and add to, and no more.
AUDIT = ("segments_auditentry", "segments_auditseal")


@contextmanager
def guards_lifted(alias: str) -> Iterator[None]:
    """Let rows of history be deleted inside, all or nothing; nobody else gets in meanwhile.

    SQLite flushes by one DELETE a table, which the triggers that keep history refuse.
    PostgreSQL truncates, which fires none, but which nobody may do to the audit.
    """
    connection = connections[alias]
    if connection.vendor != "sqlite":
        with _may_truncate(connection):
            yield
        return
    with transaction.atomic(using=alias), connection.cursor() as cursor:
        guards = cursor.execute(GUARDS).fetchall()
        for name, _sql in guards:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in guards:
            cursor.execute(sql)


@contextmanager
def _may_truncate(connection: BaseDatabaseWrapper) -> Iterator[None]:
    tables = ", ".join(AUDIT)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT TRUNCATE ON {tables} TO CURRENT_USER")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"REVOKE TRUNCATE ON {tables} FROM CURRENT_USER")
