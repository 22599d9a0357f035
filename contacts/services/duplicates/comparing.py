"""The contacts of a block, each with each; a pair that is in several small blocks only once."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from . import blocks
from .pool import Pool, Pooled
from .profiles import Profile
from .remembering import Pair, remember
from .scoring import suggested

#: Pairs that were found are written when there are so many.
MANY = 5_000


Progress = Callable[[int], None]  # per cent


@dataclass
class Searched:
    """What a search has come to."""

    contacts: int = 0  # that there are
    changed: int = 0  # that were compared with all others
    compared: int = 0  # pairs
    found: int = 0
    new: int = 0
    split: int = 0  # values that too many share, and that were split by a second one
    too_large: int = 0  # values that too many share all the same, not compared by themselves
    largest: int = 0  # contacts of the largest of these


@dataclass
class Comparer:
    """Compares pairs, counts them, and writes those that may be one contact."""

    pool: Pool
    crowded: Collection[int]
    searched: Searched
    now: datetime
    #: One of a pair is among these, where that is given.
    changed: Collection[int] | None = None
    #: The lowest key that is still to be looked at: what is below it was compared, or not at all.
    begin: int = 0
    found: dict[Pair, float] = field(default_factory=dict)
    profiles: dict[int, Profile] = field(default_factory=dict)

    def small_blocks(self, shared: Iterable[tuple[int, list[int]]]) -> None:
        """Compare the contacts of blocks; each pair in the one with the lowest key."""
        read: dict[int, tuple[Pooled, frozenset[int]] | None] = {}
        for key, pks in shared:
            for pk in pks:
                if pk not in read:
                    read[pk] = self._read(pk)
            there = [got for pk in pks if (got := read[pk]) is not None and key in got[1]]
            for (one, keys), (other, others) in combinations(there, 2):
                if min(keys & others) == key:
                    self.pair(one, other)
        self.write()

    def finer_block(self, pks: Iterable[int]) -> None:
        """Compare the contacts of a part of a crowded block, but for those of one small block."""
        read = [got for pk in sorted(pks) if (got := self._read(pk)) is not None]
        for (one, keys), (other, others) in combinations(read, 2):
            if keys.isdisjoint(others):
                self.pair(one, other)

    def pair(self, one: Pooled, other: Pooled) -> None:
        """Compare two, the one with the lower id first."""
        first, second = one.profile, other.profile
        only = self.changed
        if only is not None and first.pk not in only and second.pk not in only:
            return
        self.searched.compared += 1
        points = suggested(first, second)
        if points is None:
            return
        self.found[first.pk, second.pk] = points
        self.profiles |= {first.pk: first, second.pk: second}
        if len(self.found) >= MANY:
            self.write()

    def write(self) -> None:
        """Write what was found so far."""
        if self.found:
            self.searched.new += remember(self.found, self.profiles, now=self.now)
        self.found, self.profiles = {}, {}

    def too_large(self, count: int) -> bool:
        """Tell whether so many that share a value are too many, and count it where they are."""
        if count <= blocks.MOST_IN_BLOCK:
            return False
        self.searched.too_large += 1
        self.searched.largest = max(self.searched.largest, count)
        return True

    def _read(self, pk: int) -> tuple[Pooled, frozenset[int]] | None:
        pooled = self.pool.get(pk)
        if pooled is None:
            return None
        keys = frozenset(pooled.strong + pooled.loose).difference(self.crowded)
        return pooled, frozenset(key for key in keys if key >= self.begin) if self.begin else keys
