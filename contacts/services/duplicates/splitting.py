"""What too many share is split by a second value, in files that go with the search."""

from array import array
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby
from operator import itemgetter
from tempfile import TemporaryFile
from typing import BinaryIO

from .comparing import Comparer
from .keys import finer_keys
from .pool import Pool

PARTS = 64
BUFFERED = 20_000  # numbers of a part that wait to be written


class Splitter:
    """The finer keys of contacts, in parts that fit in memory: equal ones are in one part."""

    def __init__(self, files: Sequence[BinaryIO]) -> None:
        self._files = files
        self._waiting = [array("q") for _file in files]
        self.keys: set[int] = set()

    def add_all(self, pool: Pool, crowded: Collection[int]) -> None:
        """Split the strong keys of contacts that are among the crowded ones."""
        for profile, strong, _loose in pool:
            mine = [key for key in strong if key in crowded]
            self.keys.update(mine)
            for _key, finer in finer_keys(profile, mine):
                part = finer % len(self._files)
                self._waiting[part].extend((finer, profile.pk))
                if len(self._waiting[part]) >= BUFFERED:
                    self._write(part)

    def blocks(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each finer key that several contacts share, with the contacts."""
        for part in range(len(self._files)):
            self._write(part)
            yield from self._blocks_of(part)

    def _write(self, part: int) -> None:
        self._waiting[part].tofile(self._files[part])
        self._waiting[part] = array("q")

    def _blocks_of(self, part: int) -> Iterator[tuple[int, list[int]]]:
        file, numbers = self._files[part], array("q")
        file.seek(0)
        numbers.frombytes(file.read())
        rows = sorted(zip(numbers[::2], numbers[1::2], strict=True))
        for key, some in groupby(rows, key=itemgetter(0)):
            pks = [pk for _key, pk in some]
            if len(pks) > 1:
                yield key, pks


def compare_crowded(comparer: Comparer) -> None:
    """Split the blocks that are too large, and compare the parts that are not."""
    with ExitStack() as files:
        splitter = Splitter([files.enter_context(TemporaryFile()) for _part in range(PARTS)])
        splitter.add_all(comparer.pool, comparer.crowded)
        comparer.searched.split = len(splitter.keys)
        comparer.searched.too_large = comparer.searched.largest = 0
        for _key, contacts in splitter.blocks():
            if not comparer.too_large(len(contacts)):
                comparer.finer_block(contacts)
    comparer.write()
