"""Giving up on a question that the database takes too long to answer."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from django.db import OperationalError, connection, transaction

CANCELED = "57014"  # what PostgreSQL calls it
STEPS = 20_000  # of SQLite's machine, after which it looks at the clock: about a millisecond


class TooLong(Exception):
    """The database was told to stop before it had an answer."""


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Raise TooLong when a statement inside takes longer; on SQLite, all of them together."""
    hurried = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    end = monotonic() + seconds
    try:
        with hurried(seconds):
            yield
    except OperationalError as error:
        if not is_canceled(error) or monotonic() < end:  # before, it was not the clock
            raise
        raise TooLong from error


def is_canceled(error: OperationalError) -> bool:
    """Return whether the statement was told to stop, by the clock or by somebody."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return cause.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT
    return getattr(cause, "pgcode", None) == CANCELED


@contextmanager
def _on_postgresql(seconds: float) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [max(1, int(seconds * 1000))])
        yield
        # Of a transaction around this one the rest is not to be hurried.
        cursor.execute("SET LOCAL statement_timeout TO DEFAULT")


@contextmanager
def _on_sqlite(seconds: float) -> Iterator[None]:
    connection.ensure_connection()
    end = monotonic() + seconds
    connection.connection.set_progress_handler(lambda: monotonic() > end, STEPS)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)
