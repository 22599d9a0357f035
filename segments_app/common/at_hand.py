"""Which of several rows that were marked together are at hand now, noted for next to nothing.

PostgreSQL keeps it in a table without a journal: nothing waits for the disk, what is noted outlives
the process that noted it, and a crash of the database empties the table. So a note is either what
was noted last, or gone; never an older one. SQLite has nothing of the kind: `can_note` is false.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from .database import Statements


class MakeAtHand(Statements):
    """Make the table, where there can be one."""

    def forward_statements(self, vendor: str) -> list[str]:
        if vendor != "postgresql":
            return []
        return ["CREATE UNLOGGED TABLE at_hand (claim uuid PRIMARY KEY, at bigint NOT NULL)"]

    def backward_statements(self, vendor: str) -> list[str]:
        return ["DROP TABLE at_hand"] if vendor == "postgresql" else []

    def describe(self) -> str:
        return "Make the table of what is at hand"


class SeveralAtHand(Statements):
    """Let several be at hand at a time: the note is a list, in order."""

    def forward_statements(self, vendor: str) -> list[str]:
        if vendor != "postgresql":
            return []
        return ["ALTER TABLE at_hand ALTER at TYPE bigint[] USING ARRAY[at]"]

    def backward_statements(self, vendor: str) -> list[str]:
        if vendor != "postgresql":
            return []
        return ["ALTER TABLE at_hand ALTER at TYPE bigint USING at[1]"]

    def describe(self) -> str:
        return "Let several be at hand at a time"


def can_note() -> bool:
    """Whether notes can be kept."""
    return connection.vendor == "postgresql"


def note_first(claim: UUID, at: Sequence[int]) -> None:
    """Note what of a claim is at hand, with the transaction that marks several."""
    _run(
        "INSERT INTO at_hand VALUES (%s, %s::bigint[]) "
        "ON CONFLICT (claim) DO UPDATE SET at = EXCLUDED.at",
        str(claim),
        list(at),
    )


def note_next(claim: UUID, at: Sequence[int]) -> str | None:
    """Note that others are at hand; None where the note is gone, and so is the claim.

    Returns what `Watch` goes by, as it was at that moment.
    """
    # What begins with UPDATE is told first where it comes from, by one statement more.
    found = _run(
        "/* no origin */ UPDATE at_hand SET at = %s::bigint[] WHERE claim = %s "
        "RETURNING pg_current_snapshot()::text",
        list(at),
        str(claim),
    )
    return str(found[0]) if found else None


def take_note(claim: UUID | None) -> list[int]:
    """Take the note of a claim away: who notes the next is told that the claim is gone."""
    if not can_note():
        return []
    found = _run("DELETE FROM at_hand WHERE claim = %s RETURNING at", str(claim))
    return list(found[0]) if found else []


def _run(statement: str, *params: Any) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchone() if cursor.description else None
