"""Count sets of contacts: by bitmaps where they are there, else by SQL."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from contacts.models.gate import (
    NOT_MARKETING,
    LeftOutReason,
    Occasion,
    is_erased,
    left_out_conditions,
)
from segments_app.common.snapshots import prune_log
from segments_app.common.sql import OneByOne
from segments_app.criteria.rules import Rule, read_rules
from segments_app.models import Segment, SegmentLine

from .background import builder
from .building import NotCovered
from .reading import is_available, one_moment, read_bits
from .sets import EVERYBODY, Condition, ContactSet, Matching


def matching(rule: Rule, *, now: datetime) -> ContactSet:
    """Return the contacts that a rule describes at `now`; InvalidRule if it cannot be read."""
    return matching_each([rule], now=now)[0]


def matching_each(rules: Iterable[Rule], *, now: datetime) -> list[ContactSet]:
    """Return a set for each rule; what they all refer to is looked up once."""
    nodes, compiler = read_rules(rules, now=now)
    return [Matching(node, compiler) for node in nodes]


def on_segment(segment: Segment) -> ContactSet:
    """Return the contacts whose lines are in force at the position of the segment."""
    lines = SegmentLine.objects.current(segment).filter(contact=OuterRef("pk"))
    key = f"lines-{segment.pk}-{segment.position}"
    return Condition.of(key, Q(Exists(lines)), one_by_one=Q(OneByOne(lines)))


def left_out(
    *, ignore_exclusion: bool = False, occasion: Occasion = NOT_MARKETING
) -> dict[LeftOutReason, ContactSet]:
    """Return whom the gate keeps out, by reason, the most restrictive first; sets may overlap."""
    excluded = None if ignore_exclusion else Q(exclude_from_segments=True)
    conditions = left_out_conditions(excluded=excluded, occasion=occasion)
    asks_of_it = (LeftOutReason.SUPPRESSED, LeftOutReason.OBJECTED, LeftOutReason.NO_CONSENT)
    of_occasion = dict.fromkeys(asks_of_it, f"-{occasion.key}")
    return {
        reason: Condition.of(f"left-out-{reason.value}{of_occasion.get(reason, '')}", asked)
        for reason, asked in conditions.items()
    }


def erased() -> ContactSet:
    """Return the empty rows of those who were erased; the gate keeps them out anyway."""
    return Condition.of("erased", is_erased())


def count(rule: Rule, *, now: datetime) -> int:
    """Count the contacts that a rule describes."""
    return counts([matching(rule, now=now)])[0]


def counts(sets: Iterable[ContactSet], *, builds: int | None = None) -> list[int]:
    """Count several sets, all as of one moment where bitmaps answer.

    Conditions that were not asked before are built on the spot when that takes no more than
    `builds` statements, by default than there are sets; else SQL answers, and they are built
    for the next time.
    """
    sets = list(sets)
    found = counts_if_ready(sets, builds=len(sets) if builds is None else builds)
    if found is not None:
        return found
    with one_moment():
        return [one.contacts().count() for one in sets]


def counts_if_ready(sets: Sequence[ContactSet], *, builds: int = 1) -> list[int] | None:
    """Count as `counts` does, but return None where that takes SQL.

    It is for those who have a better statement for their question than one count a set.
    """
    found = bits_if_ready(sets, builds=builds)
    return None if found is None else [bits.bit_count() for bits in found]


def bits_if_ready(sets: Sequence[ContactSet], *, builds: int) -> list[int] | None:
    """Return the bitmaps of several sets as of one moment; None where that takes SQL."""
    if not is_available():
        return None
    conditions = _conditions(sets)
    try:
        known = read_bits(conditions, builds=builds)
    except NotCovered:
        return None
    if isinstance(known, list):
        missing = known
        builder.ask(lambda: missing)
        return None
    return [_bits(one, known) for one in sets]


def warm(sets: Callable[[], Iterable[ContactSet]]) -> None:
    """Have built in the background what counting some sets needs; nothing is asked here and now.

    `sets` is called there too, so it may read rules.
    """
    if is_available():
        builder.ask(lambda: _conditions(list(sets())))


def prune() -> int:
    """Delete old notes of the change log; the worker does it now and then."""
    return prune_log() if connection.vendor == "postgresql" else 0


def _conditions(sets: Iterable[ContactSet]) -> list[Condition]:
    found = dict.fromkeys(condition for one in sets for condition in one.conditions())
    if any(one.is_negative for one in sets):
        found[EVERYBODY] = None
    return list(found)


def _bits(one: ContactSet, known: Mapping[Condition, int]) -> int:
    bits = one.bits(known)
    return bits & known[EVERYBODY] if one.is_negative else bits
