"""What too many share is split by a second value."""

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from segments_app.common.side_by_side import side_by_side

from . import blocks
from .comparing import Compared, Comparer
from .keys import finer_keys
from .parts import MOST, Block, Numbers, Parts, in_parts, opened_parts
from .pool import Pool

AT_ONCE = 20_000  # contacts of which a child makes the finer keys; fewer are done with here


def compare_crowded(comparer: Comparer) -> None:
    """Split the blocks that are too large, and compare the parts that are not."""
    count = len(comparer.pool)
    at_once = None if count > AT_ONCE else 1
    split: set[int] = set()
    with opened_parts(MOST if count > AT_ONCE else 1) as parts:
        split_some = partial(split_of, comparer.pool, comparer.crowded, len(parts))
        ranges = (range(at, min(at + AT_ONCE, count)) for at in range(0, count, AT_ONCE))
        for keys, finer in side_by_side(split_some, ranges, at_once=at_once):
            split |= keys
            parts.add(finer)
        parts.complete()
        comparer.searched.split = len(split)
        comparer.searched.too_large = comparer.searched.largest = 0
        compare = partial(compare_part, comparer, parts)
        for compared, sizes in side_by_side(compare, range(len(parts)), at_once=at_once):
            comparer.take(compared)
            for size in sizes:
                comparer.leave_out(size)
    comparer.write()


def split_of(
    pool: Pool, crowded: Collection[int], parts: int, some: range
) -> tuple[set[int], Numbers]:
    """Return the strong keys of contacts that are split, and their finer ones by part."""
    keys: set[int] = set()
    found: list[tuple[int, int]] = []
    for profile, strong, _loose in pool.some(some):
        mine = [key for key in strong if key in crowded]
        keys.update(mine)
        found += ((finer, profile.pk) for _key, finer in finer_keys(profile, mine))
    return keys, in_parts(found, parts)


def compare_part(comparer: Comparer, parts: Parts, part: int) -> tuple[Compared, list[int]]:
    """Compare the blocks of a part; return the sizes of those that are too large too."""
    too_large: list[int] = []
    compared = comparer.finer_blocks(_small(parts.blocks(part), too_large))
    return compared, too_large


def _small(found: Iterable[Block], too_large: list[int]) -> Iterator[list[int]]:
    for _key, pks in found:
        if len(pks) <= blocks.MOST_IN_BLOCK:
            yield pks
        else:
            too_large.append(len(pks))
