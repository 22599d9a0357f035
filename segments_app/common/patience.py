"""Giving up on a question that the database takes too long to answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

CANCELED = "57014"  # what PostgreSQL calls it


class TooLong(Exception):
    """The database was told to stop before it had an answer."""


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Raise TooLong when a statement inside takes longer. SQLite takes whatever time it takes."""
    if connection.vendor != "postgresql":
        yield
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [max(1, int(seconds * 1000))])
            yield
            # Of a transaction around this one the rest is not to be hurried.
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != CANCELED:
            raise
        raise TooLong from error
