"""What a million contacts are compared by, in a file without a name that goes with the search."""

import marshal
import os
from array import array
from bisect import bisect_left
from collections.abc import Iterator
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

    def __iter__(self) -> Iterator[Pooled]:
        for position in range(len(self._pks)):
            yield self._at(position)

    def add(self, profile: Profile) -> Pooled:
        """Add a contact; return it with its keys."""
        pooled = Pooled(profile, *strong_and_loose(profile))
        self._file.write(marshal.dumps((tuple(profile), pooled.strong, pooled.loose)))
        self._pks.append(profile.pk)
        self._ends.append(self._file.tell())
        return pooled

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
