"""Questions that a later one overtakes: what the database still does for them is stopped.

A page that counts while one types asks again before it has an answer. Only what runs inside
`overtakable` is ever stopped, and only by a later question of the same user and page: on
PostgreSQL in whichever process it runs, on SQLite in this one (decision 0029).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

from django.db import InternalError, OperationalError, connection, transaction

from .patience import is_canceled
from .snapshots import may_have_written, one_snapshot

NUMBERS = 1 << 20  # how many questions of one page can be told apart
OWNERS = 0x0A5CED  # the first half of a user's advisory lock


class Overtaken(Exception):
    """A later question of the same page is asked: nobody waits for this one."""


@dataclass(frozen=True)
class Question:
    """One of several questions of a page; a higher number is a later one."""

    owner: int  # the user
    about: str
    number: int

    @property
    def first_lock(self) -> int:
        """The lowest of the advisory locks of the page; each question has its own."""
        digest = sha256(f"{self.owner} {self.about}".encode()).digest()
        return 1 << 62 | int.from_bytes(digest[:8]) >> 22 << 20

    @property
    def gate(self) -> int:
        """The lock of whoever stops others, or leaves."""
        return self.first_lock + NUMBERS - 1


@contextmanager
def overtakable(question: Question | None) -> Iterator[None]:
    """Stop earlier questions, and raise Overtaken as soon as a later one is asked.

    On PostgreSQL all inside is one transaction that cannot write. A transaction that is under
    way is never stopped, nor is anything without a question.
    """
    if question is None or may_have_written():
        yield
        return
    asking = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
    try:
        with asking(question):
            yield
    except OperationalError as error:
        if not is_canceled(error):
            raise
        raise Overtaken from error


@contextmanager
def _on_postgresql(question: Question) -> Iterator[None]:
    """Hold the question's lock, by which later ones find the backend that works for it.

    It goes with the transaction, and nobody looks for it who does not hold the gate. So
    whoever holds the gate last, and then ends the transaction, is not stopped afterwards.
    """
    with one_snapshot():
        _ask(
            "SELECT pg_advisory_xact_lock_shared(%s), pg_advisory_xact_lock_shared(%s, %s)",
            question.first_lock + question.number,
            OWNERS,
            question.owner,
        )
        try:
            if max(_others_stopped(question), default=0) > question.number:
                raise Overtaken
            with transaction.atomic():
                yield
        finally:
            _pass_gate(question)


def _others_stopped(question: Question) -> list[int]:
    """Stop earlier questions, and return the numbers of all there are."""
    undone = transaction.savepoint()
    try:
        _ask("SELECT pg_advisory_xact_lock(%s)", question.gate)
        rows = _ask(
            "SELECT number, CASE WHEN number < %s THEN pg_cancel_backend(pid) END FROM ("
            "SELECT q.pid, (q.classid::bigint << 32 | q.objid::bigint) - %s AS number "
            "FROM pg_locks q JOIN pg_locks o USING (pid, locktype, database) "
            "WHERE q.locktype = 'advisory' AND q.objsubid = 1 AND q.pid <> pg_backend_pid() "
            "AND q.database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND o.objsubid = 2 AND o.classid = %s AND o.objid = %s"
            ") others WHERE number BETWEEN 0 AND %s",
            question.number,
            question.first_lock,
            OWNERS,
            question.owner,
            NUMBERS - 2,
        )
    finally:
        transaction.savepoint_rollback(undone)  # the gate is open again
    return [number for number, _stopped in rows]


def _pass_gate(question: Question) -> None:
    """Return once nobody is about to stop this backend: nobody will any more."""
    stopped: OperationalError | None = None
    while True:
        try:
            with transaction.atomic():
                _ask("SELECT pg_advisory_xact_lock(%s)", question.gate)
            break
        except OperationalError as error:
            if not is_canceled(error):
                raise
            stopped = error
        except (InternalError, transaction.TransactionManagementError):
            return  # it has failed as a whole, and its locks are gone
    if stopped is not None:
        raise stopped


def _ask(statement: str, *params: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


_guard = Lock()
_running: dict[tuple[int, str], list[tuple[int, Any]]] = {}


@contextmanager
def _on_sqlite(question: Question) -> Iterator[None]:
    connection.ensure_connection()
    page, own = (question.owner, question.about), (question.number, connection.connection)
    with _guard:
        others = _running.setdefault(page, [])
        if any(number > question.number for number, _connection in others):
            raise Overtaken
        for number, other in others:
            if number < question.number:
                other.interrupt()
        others.append(own)
    try:
        yield
    finally:
        with _guard:
            others.remove(own)
            if not others:
                _running.pop(page, None)
