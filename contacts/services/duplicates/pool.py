"""What a million contacts are compared by, in a file without a name that goes with the search."""

import marshal
import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple

from .keys import strong_and_loose
from .profiles import Profile


class Pooled(NamedTuple):
    """A contact with its keys."""

    profile: Profile
    strong: tuple[int, ...]
    loose: tuple[int, ...]


class Written(NamedTuple):
    """A contact as the file has it, with its keys."""

    pk: int
    text: bytes
    keys: frozenset[int]


def written(profile: Profile) -> Written:
    """Return what is kept of a contact."""
    strong, loose = strong_and_loose(profile)
    text = marshal.dumps((tuple(profile), strong, loose))
    return Written(profile.pk, text, frozenset(strong + loose))


@contextmanager
def opened_pool() -> Iterator["Pool"]:
    """Give an empty pool, whose file goes at the end."""
    with TemporaryFile(prefix="segments_pool_") as file:
        yield Pool(file)


class Pool:
    """Contacts, added in the order of their ids, found by their ids; 16 bytes each in memory.

    A profile is made of 23 columns and its keys of ten sums: that costs more than all else, so it
    is done once for a contact, and not for each block that it is in.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._pks = array("q")
        self._ends = array("q", [0])

    def __len__(self) -> int:
        return len(self._pks)

    def some(self, positions: range) -> Iterator[Pooled]:
        """Yield those at the positions, which are in the order of the ids."""
        return map(self._at, positions)

    def add(self, one: Written) -> None:
        """Add a contact."""
        self.add_all([one.pk], [len(one.text)], one.text)

    def add_all(self, pks: Iterable[int], lengths: Iterable[int], text: bytes) -> None:
        """Add contacts whose texts stand one behind the other."""
        self._file.write(text)
        self._pks.extend(pks)
        for length in lengths:
            self._ends.append(self._ends[-1] + length)

    def complete(self) -> None:
        """Tell that all are there: from now on they are read."""
        self._file.flush()

    def get(self, pk: int) -> Pooled | None:
        """Return a contact, or None for one that was not there when the others were read."""
        position = bisect_left(self._pks, pk)
        is_there = position < len(self._pks) and self._pks[position] == pk
        return self._at(position) if is_there else None

    def _at(self, position: int) -> Pooled:
        start, end = self._ends[position], self._ends[position + 1]
        written = os.pread(self._file.fileno(), end - start, start)
        profile, strong, loose = marshal.loads(written)  # noqa: S302 - nobody else can write it
        return Pooled(Profile._make(profile), strong, loose)
