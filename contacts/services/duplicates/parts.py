"""Keys of a million contacts in files without names that go with the search, equal ones in one."""

import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import BinaryIO

MOST = 64  # files
KEYS = 2**63  # keys are evenly spread below
BUFFERED = 20_000  # numbers of a part that wait to be written
Numbers = dict[int, "array[int]"]  # keys and contacts in turns, by part
Block = tuple[int, list[int]]  # a key, and the contacts that have it


def in_parts(pairs: Iterable[tuple[int, int]], parts: int) -> Numbers:
    """Return keys with their contacts by part: the lowest keys are in the first one."""
    found: Numbers = {}
    for key, pk in pairs:
        found.setdefault(key * parts // KEYS, array("q")).extend((key, pk))
    return found


class Parts:
    """Pairs of a key and a contact in files: written here, read by many at once."""

    def __init__(self, files: list[BinaryIO]) -> None:
        self._files = files
        self._waiting = [array("q") for _file in files]

    def __len__(self) -> int:
        return len(self._files)

    def add(self, some: Mapping[int, "array[int]"]) -> None:
        """Add what `in_parts` returns."""
        for part, numbers in some.items():
            self._waiting[part].extend(numbers)
            if len(self._waiting[part]) >= BUFFERED:
                self._write(part)

    def complete(self) -> None:
        """Tell that all are there: from now on they are read."""
        for part, file in enumerate(self._files):
            self._write(part)
            file.flush()

    def blocks(self, part: int, low: int = 0, high: int = KEYS) -> Iterator[Block]:
        """Yield the keys of a part between two that several contacts have, lowest first."""
        file, numbers = self._files[part].fileno(), array("q")
        numbers.frombytes(os.pread(file, os.fstat(file).st_size, 0))
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        rows = sorted(pair for pair in pairs if low <= pair[0] < high)
        for key, some in groupby(rows, key=itemgetter(0)):
            pks = [pk for _key, pk in some]
            if len(pks) > 1:
                yield key, pks

    def _write(self, part: int) -> None:
        self._waiting[part].tofile(self._files[part])
        self._waiting[part] = array("q")


@contextmanager
def opened_parts(count: int) -> Iterator[Parts]:
    """Give so many empty parts, whose files go at the end."""
    with ExitStack() as files:
        yield Parts([files.enter_context(TemporaryFile()) for _part in range(count)])
