"""The contacts of a block, each with each; a pair that is in several small blocks only once."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import NamedTuple

from .pool import Pool
from .profiles import Profile
from .remembering import Pair, remember
from .scoring import suggested

#: Pairs that were found are written when there are so many.
MANY = 5_000


Progress = Callable[[int], None]  # per cent
Read = tuple[Profile, frozenset[int]] | None  # a contact, and its keys that are compared


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


class Compared(NamedTuple):
    """What comparing some came to: how many pairs, and the points of those that may be one."""

    pairs: int
    found: dict[Pair, float]


@dataclass
class Comparer:
    """Compares pairs, counts them, and writes those that may be one contact.

    What compares only reads: forked children do it, and what they found is taken here.
    """

    pool: Pool
    crowded: Collection[int]
    searched: Searched
    now: datetime
    #: One of a pair is among these, where that is given.
    changed: Collection[int] | None = None
    #: The lowest key that is still to be looked at: what is below it was compared, or not at all.
    begin: int = 0
    found: dict[Pair, float] = field(default_factory=dict)

    def small_blocks(self, shared: Iterable[tuple[int, list[int]]]) -> Compared:
        """Compare the contacts of blocks; each pair in the one with the lowest key."""
        return self._compared(self._of_small(shared))

    def finer_blocks(self, shared: Iterable[list[int]]) -> Compared:
        """Compare the contacts of parts of crowded blocks, but for those of one small block."""
        return self._compared(self._of_finer(shared))

    def take(self, compared: Compared) -> None:
        """Count what was compared, and keep what was found."""
        self.searched.compared += compared.pairs
        self.found |= compared.found
        if len(self.found) >= MANY:
            self.write()

    def write(self) -> None:
        """Write what was found so far."""
        if self.found:
            self.searched.new += remember(self.found, self._digest, now=self.now)
        self.found = {}

    def leave_out(self, count: int) -> None:
        """Count a value that so many share that they are not compared."""
        self.searched.too_large += 1
        self.searched.largest = max(self.searched.largest, count)

    def _of_small(
        self, shared: Iterable[tuple[int, list[int]]]
    ) -> Iterator[tuple[Profile, Profile]]:
        read: dict[int, Read] = {}
        for key, pks in shared:
            for pk in pks:
                if pk not in read:
                    read[pk] = self._read(pk)
            there = [got for pk in pks if (got := read[pk]) is not None and key in got[1]]
            for (one, keys), (other, others) in combinations(there, 2):
                if min(keys & others) == key:
                    yield one, other

    def _of_finer(self, shared: Iterable[list[int]]) -> Iterator[tuple[Profile, Profile]]:
        for pks in shared:
            read = [got for pk in sorted(pks) if (got := self._read(pk)) is not None]
            for (one, keys), (other, others) in combinations(read, 2):
                if keys.isdisjoint(others):
                    yield one, other

    def _compared(self, pairs: Iterable[tuple[Profile, Profile]]) -> Compared:
        """Compare pairs, each with the lower id first."""
        count, found, only = 0, {}, self.changed
        for first, second in pairs:
            if only is not None and first.pk not in only and second.pk not in only:
                continue
            count += 1
            points = suggested(first, second)
            if points is not None:
                found[first.pk, second.pk] = points
        return Compared(count, found)

    def _read(self, pk: int) -> Read:
        pooled = self.pool.get(pk)
        if pooled is None:
            return None
        keys = frozenset(pooled.strong + pooled.loose).difference(self.crowded)
        return pooled.profile, frozenset(k for k in keys if k >= self.begin) if self.begin else keys

    def _digest(self, pk: int) -> str:
        pooled = self.pool.get(pk)
        return pooled.profile.digest if pooled else ""
