"""All contacts compared with all: each is read once, and what costs time is done on all cores.

Only this process asks the database. Children make profiles and keys of the rows that they are
given, and compare; both go through files without a name that go with the search.
"""

from array import array
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from typing import Any, NamedTuple

from contacts.models import Contact, DuplicateSearch, MatchKey
from segments_app.common.side_by_side import side_by_side

from . import blocks
from .comparing import Compared, Comparer, Progress, Searched
from .parts import KEYS, MOST, Numbers, Parts, in_parts, opened_parts
from .pool import Pool, opened_pool, written
from .profiles import profile_of_row
from .splitting import compare_crowded

KEYS_EACH = 10  # of a contact, about
#: Keys of a slice, about: as many contacts are held at once, and no more.
SLICE = 100_000
HERE = 20_000  # contacts; fewer are done with in this process


class Some(NamedTuple):
    """Rows of contacts, and the keys that are stored of them; None where those are right."""

    rows: list[tuple[Any, ...]]
    stored: list[tuple[int, int]] | None


class Read(NamedTuple):
    """What a child makes of them."""

    pks: "array[int]"
    lengths: "array[int]"
    text: bytes
    keys: Numbers
    differing: blocks.Differing | None


def search_all(run: DuplicateSearch, searched: Searched, progress: Progress) -> None:
    """Compare all with all, from the slice on that the run is at."""
    if not run.slices:
        run.slices = slices_for(searched.contacts)
    at_once = None if searched.contacts > HERE else 1
    with opened_pool() as pool, opened_parts(min(run.slices, MOST)) as parts:
        for percent in _read_all(pool, parts, make_keys_right=not run.done, at_once=at_once):
            progress(percent * 40 // 100)
        searched.changed = len(pool)
        crowded: dict[int, int] = {}
        for some in side_by_side(partial(_crowded, parts), range(len(parts)), at_once=at_once):
            crowded |= some
        comparer = Comparer(pool, crowded, searched, run.started_at)
        comparer.begin = KEYS * run.done // run.slices
        compare = partial(_compare_slice, comparer, parts, run.slices)
        for found in side_by_side(compare, range(run.done, run.slices), at_once=at_once):
            comparer.take(found)
            comparer.write()
            run.done, run.figures = run.done + 1, asdict(searched)
            run.save(update_fields=["slices", "done", "figures"])
            progress(40 + 50 * run.done // run.slices)
        comparer.begin = 0
        compare_crowded(comparer)
        progress(100)


def slices_for(contacts: int) -> int:
    """Return into how many slices the keys go: a slice is in one part, so parts go up evenly."""
    slices = contacts * KEYS_EACH // SLICE + 1
    return slices if slices <= MOST else -(-slices // MOST) * MOST


def _read_all(
    pool: Pool, parts: Parts, *, make_keys_right: bool, at_once: int | None
) -> Iterator[int]:
    """Put all contacts into the pool and their keys into parts; yield the per cent done."""
    keeper = blocks.KeyKeeper()
    count = Contact.objects.count() or 1
    chunks = _chunks(make_keys_right=make_keys_right)
    for read in side_by_side(partial(_read, len(parts)), chunks, at_once=at_once):
        pool.add_all(read.pks, read.lengths, read.text)
        parts.add(read.keys)
        if read.differing is not None:
            keeper.make_right(read.differing)
        yield 100 * min(len(pool), count) // count
    keeper.write()
    pool.complete()
    parts.complete()


def _chunks(*, make_keys_right: bool) -> Iterator[Some]:
    for start, end, rows in blocks.chunks_of_contacts(Contact.objects.not_erased()):
        stored = MatchKey.objects.filter(contact__gte=start, contact__lt=end)
        yield Some(rows, blocks.stored_keys(stored) if make_keys_right else None)


def _read(parts: int, some: Some) -> Read:
    made = [written(profile_of_row(row)) for row in some.rows]
    keys = in_parts(((key, one.pk) for one in made for key in one.keys), parts)
    wanted = {one.pk: one.keys for one in made}
    return Read(
        array("q", [one.pk for one in made]),
        array("q", [len(one.text) for one in made]),
        b"".join(one.text for one in made),
        keys,
        None if some.stored is None else blocks.differing(wanted, some.stored),
    )


def _crowded(parts: Parts, part: int) -> dict[int, int]:
    """Return the keys that are not compared by themselves, and how many contacts have each."""
    found = parts.blocks(part)
    return {key: len(pks) for key, pks in found if len(pks) > blocks.MOST_IN_BLOCK}


def _compare_slice(comparer: Comparer, parts: Parts, slices: int, number: int) -> Compared:
    low, high = (KEYS * end // slices for end in (number, number + 1))
    shared = parts.blocks(number * len(parts) // slices, low, high)
    return comparer.small_blocks(_small(shared))


def _small(shared: Iterator[tuple[int, list[int]]]) -> Iterator[tuple[int, list[int]]]:
    return ((key, pks) for key, pks in shared if len(pks) <= blocks.MOST_IN_BLOCK)
