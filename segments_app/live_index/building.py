"""Build the bitmaps of conditions, those that differ only in a value picked in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from segments_app.common.snapshots import LogState, read_bitmap, read_bitmaps, tables_read

from .cache import Bitmap
from .picks import Pick
from .sets import Condition
from .tables import COVERED

#: Values of one statement; each takes 133 kB a million contacts.
AT_ONCE = 50


class NotCovered(Exception):
    """A condition reads a table whose changes nobody notes."""


@dataclass(frozen=True)
class Batch:
    """Conditions that one statement answers: one, or several with the values that they pick."""

    conditions: Sequence[Condition]
    picks: Sequence[Pick] = ()


def batched(conditions: Collection[Condition]) -> list[Batch]:
    """Return conditions in as many batches as there are statements to build them."""
    alike: dict[str, dict[Condition, Pick]] = {}
    for condition in conditions:
        for pick in condition.picks():
            alike.setdefault(pick.key, {})[condition] = pick
    batches = []
    left = dict.fromkeys(conditions)
    for group in sorted(alike.values(), key=len, reverse=True):
        members = [(condition, pick) for condition, pick in group.items() if condition in left]
        for start in range(0, len(members), AT_ONCE):
            part = members[start : start + AT_ONCE]
            if len(part) > 1:
                batches.append(Batch(*zip(*part, strict=True)))
                for condition, _pick in part:
                    del left[condition]
    return [*batches, *(Batch([condition]) for condition in left)]


def build(batch: Batch, state: LogState) -> dict[Condition, Bitmap]:
    """Ask the database about all contacts, in one statement; NotCovered before it is asked."""
    read = {condition: _read(condition) for condition in batch.conditions}
    return {
        condition: Bitmap(bits, state.snapshot, state.identity, *read[condition])
        for condition, bits in zip(batch.conditions, _bits(batch), strict=True)
    }


def _read(condition: Condition) -> tuple[frozenset[str], bool]:
    """Return the tables that a condition reads, and whether facts of companies count."""
    tables, sql = tables_read(condition.contacts())
    if not tables <= COVERED:
        raise NotCovered(", ".join(sorted(tables - COVERED)))
    return tables, '"company_id"' in sql


def _bits(batch: Batch) -> list[int]:
    """Return the bitmaps of the conditions."""
    if not batch.picks:
        return [read_bitmap(condition.contacts()) for condition in batch.conditions]
    values = [pick.value for pick in batch.picks]
    first = batch.picks[0]
    found = read_bitmaps(first.pairs(values), by_company=first.link.by_company)
    return [found.get(value, 0) for value in values]
