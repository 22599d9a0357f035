"""Bring the bitmaps of conditions to the snapshot of one transaction, and build missing ones."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper

from contacts.models import Contact
from segments_app.common.change_log import EVERYTHING
from segments_app.common.keys import Among
from segments_app.common.snapshots import (
    LogState,
    Note,
    log_state,
    may_have_written,
    notes_since,
    one_snapshot,
)

from .building import batched, build
from .cache import Bitmap, bitmaps
from .sets import EVERYBODY, Condition
from .tables import OF_CONTACTS, THROUGH, persons_of

#: Touched contacts beyond which building anew is quicker than asking about each of them.
MANY = 5_000


def is_available() -> bool:
    """Return whether bitmaps can answer here: on PostgreSQL, where nothing has been written.

    Whoever has begun a transaction may have written in it what only they can see.
    """
    return bool(
        connection.vendor == "postgresql" and settings.LIVE_INDEX_MEMORY and not may_have_written()
    )


def one_moment() -> AbstractContextManager[None]:
    """Have several statements see the same, where the database and the caller let us."""
    is_free = connection.vendor == "postgresql" and not may_have_written()
    return one_snapshot() if is_free else nullcontext()


def read_bits(
    conditions: Collection[Condition], *, builds: int
) -> dict[Condition, int] | list[Condition]:
    """Return the bits of conditions as of one moment, or those that would have to be built first.

    So many as `builds` statements build are built on the spot.
    """
    with one_snapshot():
        return read_bits_here(conditions, builds=builds)


def read_bits_here(
    conditions: Collection[Condition], *, builds: int
) -> dict[Condition, int] | list[Condition]:
    """Do as `read_bits` in the snapshot of a transaction that has not written."""
    state = log_state()
    if state is None:
        return list(conditions)
    held, missing = _held(conditions, state)
    batches = batched(missing) if missing else []
    if len(batches) > builds:
        return missing
    _keep(held)
    for batch in batches:  # each is kept when it is there: the next one may be given up on
        built = build(batch, state)
        _keep(built)
        held |= built
    return {condition: bitmap.bits for condition, bitmap in held.items()}


def _keep(found: Mapping[Condition, Bitmap]) -> None:
    for condition, bitmap in found.items():
        bitmaps.put(condition.key, bitmap, limit=settings.LIVE_INDEX_MEMORY)


def _held(
    conditions: Collection[Condition], state: LogState
) -> tuple[dict[Condition, Bitmap], list[Condition]]:
    """Return the bitmaps that are held, brought up to the state, and the conditions without."""
    held = {}
    for condition in conditions:
        bitmap = bitmaps.get(condition.key)
        if bitmap is not None and bitmap.can_be_brought_to(state):
            held[condition] = bitmap
    if held:
        held = _brought_to(state, held)
    return held, [condition for condition in conditions if condition not in held]


def _brought_to(state: LogState, held: dict[Condition, Bitmap]) -> dict[Condition, Bitmap]:
    """Return the bitmaps as of the state, without those that too much has happened to."""
    notes, held = _news(held)
    touched: set[int] = set()
    behind, current = [], {}
    for condition, bitmap in held.items():
        unseen = bitmap.unseen(notes)
        found = _contacts_of(unseen, by_company=bitmap.by_company) if unseen else set()
        if found is None or len(found | touched) > MANY:
            continue
        touched |= found
        if unseen:
            behind.append(condition)
        current[condition] = replace(bitmap, snapshot=state.snapshot)
    return current | _patched(current, behind, touched)


def _news(held: dict[Condition, Bitmap]) -> tuple[list[Note], dict[Condition, Bitmap]]:
    """Return what has changed since, and those bitmaps that not too much has changed for."""
    notes = _notes(held.values())
    if len(notes) <= MANY:
        return notes, held
    groups: dict[frozenset[str], dict[Condition, Bitmap]] = {}
    for condition, bitmap in held.items():
        groups.setdefault(bitmap.tables, {})[condition] = bitmap
    notes = []
    kept: dict[Condition, Bitmap] = {}
    for group in groups.values():
        of_group = _notes(group.values())
        if len(of_group) <= MANY:
            notes += of_group
            kept |= group
    return notes, kept


def _notes(held: Collection[Bitmap]) -> list[Note]:
    tables = frozenset[str]().union(*(bitmap.tables for bitmap in held))
    return notes_since({bitmap.snapshot for bitmap in held}, tables, limit=MANY + 1)


def _contacts_of(notes: Iterable[Note], *, by_company: bool) -> set[int] | None:
    """Return the contacts that notes are about; None when that is anybody, or too many."""
    keys: dict[str, set[int]] = {}
    for note in notes:
        keys.setdefault(note.table, set()).add(note.key)
    if any(EVERYTHING in found for found in keys.values()):
        return None
    contacts: set[int] = set().union(*(keys[table] for table in keys if table in OF_CONTACTS))
    for table in keys.keys() & THROUGH.keys():
        contacts |= set(THROUGH[table].contacts(keys[table], MANY + 1))
    if by_company and contacts:
        contacts |= set(persons_of(contacts, MANY + 1))
    return contacts if len(contacts) <= MANY else None


def _patched(
    held: dict[Condition, Bitmap], behind: list[Condition], touched: set[int]
) -> dict[Condition, Bitmap]:
    """Return bitmaps that ask the database again about the contacts touched, in one statement."""
    if not touched:
        return {}
    asked = [condition for condition in behind if condition != EVERYBODY]
    flags = [
        ExpressionWrapper(condition.one_by_one(), output_field=BooleanField())
        for condition in asked
    ]
    rows = list(Contact.objects.filter(Among("pk", sorted(touched))).values_list("pk", *flags))
    others = ~bitmap_of(touched)
    found = {EVERYBODY: [row[0] for row in rows]}
    for position, condition in enumerate(asked, start=1):
        found[condition] = [row[0] for row in rows if row[position]]
    return {
        condition: replace(
            held[condition],
            bits=held[condition].bits & others | bitmap_of(found[condition]),
        )
        for condition in behind
    }


def bitmap_of(ids: Collection[int]) -> int:
    """Return ids as a bitmap."""
    found = bytearray(max(ids, default=0) // 8 + 1)
    for one in ids:
        found[one >> 3] |= 1 << (one & 7)
    return int.from_bytes(found, "little")
