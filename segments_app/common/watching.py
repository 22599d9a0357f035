"""Whether anybody else has changed anything meanwhile, asked for next to nothing."""

from django.db import connection


class Watch:
    """Tells whether what this connection has read may be out of date.

    Exact in what it denies: where it says no, nobody else has committed anything. PostgreSQL
    numbers the transactions that write; where as many have ended as are ours, and the same are
    still going on, there was no other. SQLite counts the commits of others itself.
    """

    def __init__(self) -> None:
        self._seen: tuple[int, str] | None = None
        self._own = 0

    def committed(self) -> None:
        """Take note of a transaction of ours that has changed a row, and is committed."""
        self._own += connection.vendor == "postgresql"

    def may_have_changed(self, snapshot: str = "") -> bool:
        """Tell whether others may have committed since the last time; the first time they may.

        `snapshot` is one that PostgreSQL was asked for right now, with something else. Inside a
        transaction of the caller's it is always yes: what that writes is not counted.
        """
        if connection.in_atomic_block:
            return True
        expected, own = self._seen, self._own
        self._seen, self._own = _parsed(snapshot) if snapshot else _state(), 0
        if expected is None:
            return True
        last, others = expected
        return (last + own, others) != self._seen


def _state() -> tuple[int, str]:
    """Return the number after the last transaction that has ended, and what is going on."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA data_version")
            return cursor.fetchone()[0], ""
        cursor.execute("SELECT pg_current_snapshot()::text")
        return _parsed(cursor.fetchone()[0])


def _parsed(snapshot: str) -> tuple[int, str]:
    _first, last, going_on = snapshot.split(":")
    return int(last), going_on
