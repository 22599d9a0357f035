"""The search over all contacts: slice after slice of the keys, in bounded memory.

Killed anywhere it does no harm: keys and pairs that are written are right by themselves, and
the next search begins from the first slice. Pairs that it no longer finds go at its end.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, groupby
from operator import itemgetter

from django.db.models import Count

from contacts.models import Contact, DuplicatePair, MatchKey

from . import blocks
from .keys import keys_of
from .profiles import Profile, stored_profiles
from .scoring import SUGGESTED, score

#: Keys of a slice, about: as many profiles are held at once, and no more.
SLICE = 100_000
KEYS = 2**63  # keys are evenly spread below
Pair = tuple[int, int]
Progress = Callable[[int], None]  # per cent


@dataclass
class Searched:
    """What a search has come to."""

    contacts: int = 0
    compared: int = 0
    found: int = 0
    new: int = 0
    too_large: int = 0
    largest: int = 0


def search(*, now: datetime, progress: Progress = lambda percent: None) -> Searched:
    """Find all pairs that may be one contact, and remember them; how far it is, is told."""
    result = Searched(contacts=Contact.objects.count())
    for done, of in blocks.refresh_all_keys():
        progress(50 * done // of)
    skipped = blocks.oversized()
    result.too_large, result.largest = len(skipped), max(skipped.values(), default=0)
    slices = MatchKey.objects.count() // SLICE + 1
    for number in range(slices):
        low, high = (KEYS * end // slices for end in (number, number + 1))
        _search_slice(low, high, skipped.keys(), result, now=now)
        progress(50 + 50 * (number + 1) // slices)
    _forget_old(now=now)
    return result


def _search_slice(
    low: int, high: int, skipped: Iterable[int], result: Searched, *, now: datetime
) -> None:
    groups = list(_blocks(low, high))
    profiles = {p.pk: p for p in stored_profiles({pk for _key, pks in groups for pk in pks})}
    keys = {pk: keys_of(profile).difference(skipped) for pk, profile in profiles.items()}
    found: dict[Pair, float] = {}
    for key, contacts in groups:
        there = [pk for pk in contacts if key in keys.get(pk, ())]
        for one, other in combinations(there, 2):
            if min(keys[one] & keys[other]) != key:
                continue  # compared in another block of theirs
            result.compared += 1
            points = score(profiles[one], profiles[other])
            if points >= SUGGESTED:
                found[one, other] = points
    result.found += len(found)
    result.new += remember(found, profiles, now=now)


def _blocks(low: int, high: int) -> Iterator[tuple[int, list[int]]]:
    """Yield the blocks whose keys lie between, with their contacts, lowest first."""
    rows = MatchKey.objects.filter(key__gte=low, key__lt=high)
    sizes = rows.values("key").order_by().annotate(count=Count("contact"))
    shared = sizes.filter(count__gt=1, count__lte=blocks.MOST_IN_BLOCK).values("key")
    found = rows.filter(key__in=shared).order_by("key", "contact").values_list("key", "contact_id")
    for key, group in groupby(found, key=itemgetter(0)):
        yield key, [contact for _key, contact in group]


def remember(found: dict[Pair, float], profiles: dict[int, Profile], *, now: datetime) -> int:
    """Write pairs that were found; return how many nobody had seen before.

    What was said not to be the same stays so while both are as they were.
    """
    known: dict[Pair, DuplicatePair] = {}
    for firsts in blocks.batched(sorted({first for first, _second in found})):
        some = DuplicatePair.objects.filter(first__in=firsts)
        known |= {(pair.first_id, pair.second_id): pair for pair in some}
    rows = []
    for (first, second), points in found.items():
        pair = known.get((first, second)) or DuplicatePair(first_id=first, second_id=second)
        pair.score, pair.found_at = points, now
        seen = (pair.first_digest, pair.second_digest)
        if pair.decided_at and seen != (profiles[first].digest, profiles[second].digest):
            pair.decided_at = pair.decided_by = None
        rows.append(pair)
    DuplicatePair.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "found_at", "decided_at", "decided_by"],
        batch_size=blocks.IN_A_QUERY,
    )
    return sum(pair not in known for pair in found)


def _forget_old(*, now: datetime) -> None:
    """Delete the pairs that this search has not found, but for what somebody said of them."""
    DuplicatePair.objects.open().filter(found_at__lt=now).delete()
