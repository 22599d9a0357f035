"""The search for duplicates: all contacts, or those that were changed since the last search.

A search of all reads each contact once, and then goes slice by slice through the keys, in bounded
memory. Killed anywhere it does no harm, and the next one goes on after the last slice that was
done. Pairs that are no longer found go at its end.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from django.db import transaction

from contacts.models import Contact, DuplicatePair, DuplicateSearch, MatchKey

from . import blocks
from .changes import changed_since, compare_changed
from .comparing import Comparer, Progress, Searched
from .pool import Pool, opened_pool
from .remembering import forget_of, forget_old
from .splitting import compare_crowded

#: What keys are made of and what is compared; another number has the next search compare all.
RULES = 1
#: Keys of a slice, about: as many contacts are held at once, and no more.
SLICE = 100_000
KEYS = 2**63  # keys are evenly spread below
#: Transactions that wrote before a search and ended after its beginning are no older.
OVERLAP = timedelta(hours=1)
#: A search that was stopped longer ago is begun anew.
STALE = timedelta(days=1)
#: Where more than one contact in so many was changed, it is quicker to compare all.
MANY_OF = 20


def search(
    *, now: datetime, is_full: bool = False, progress: Progress = lambda percent: None
) -> Searched:
    """Find the pairs that may be one contact, and remember them; how far it is, is told.

    Compared are those that were changed since the last search, or all: the first time, when
    asked for, when many were changed, and after the rules were.
    """
    since = None if is_full else _last_began(now=now)
    changed = changed_since(since - OVERLAP) if since else None
    if changed is not None and len(changed) * MANY_OF > Contact.objects.count():
        changed = None
    run = _run(now=now, is_full=changed is None)
    blocks.forget_keys_of_nobody()
    searched = Searched(**run.figures)
    searched.contacts = Contact.objects.count()
    if run.is_full or changed is None:
        _search_all(run, searched, progress)
        forget_old(now=run.started_at)
    else:
        searched.changed = len(changed)
        compare_changed(changed, searched, progress, now=run.started_at)
        forget_of(changed, now=run.started_at)
    searched.found = DuplicatePair.objects.filter(found_at=run.started_at).count()
    run.figures, run.finished_at = asdict(searched), now
    run.save(update_fields=["figures", "finished_at"])
    return searched


def _last_began(*, now: datetime) -> datetime | None:
    """Return when the last search began that ended; None where all are to be compared."""
    stopped = DuplicateSearch.objects.filter(finished_at=None).first()
    if stopped is not None and _goes_on(stopped, now=now):
        return None
    ended = DuplicateSearch.objects.filter(rules=RULES, finished_at__isnull=False)
    return ended.order_by("-pk").values_list("started_at", flat=True).first()


def _goes_on(stopped: DuplicateSearch, *, now: datetime) -> bool:
    is_fresh = stopped.started_at > now - STALE
    return stopped.is_full and stopped.rules == RULES and is_fresh


@transaction.atomic
def _run(*, now: datetime, is_full: bool) -> DuplicateSearch:
    """Return the search of all that was stopped, or a new one."""
    stopped = DuplicateSearch.objects.select_for_update().filter(finished_at=None).first()
    if stopped is not None and _goes_on(stopped, now=now):
        return stopped
    if stopped is not None:
        stopped.delete()
    return DuplicateSearch.objects.create(rules=RULES, is_full=is_full, started_at=now)


def _search_all(run: DuplicateSearch, searched: Searched, progress: Progress) -> None:
    with opened_pool() as pool:
        for percent in _read_all(pool, make_keys_right=not run.done):
            progress(percent * 40 // 100)
        searched.changed = len(pool)
        crowded = blocks.crowded()
        if not run.slices:
            run.slices = MatchKey.objects.count() // SLICE + 1
        comparer = Comparer(pool, crowded, searched, run.started_at)
        comparer.begin = KEYS * run.done // run.slices
        for number in range(run.done, run.slices):
            low, high = (KEYS * end // run.slices for end in (number, number + 1))
            comparer.small_blocks(_blocks(low, high))
            run.done, run.figures = number + 1, asdict(searched)
            run.save(update_fields=["slices", "done", "figures"])
            progress(40 + 50 * run.done // run.slices)
        comparer.begin = 0
        compare_crowded(comparer)
        progress(100)


def _read_all(pool: Pool, *, make_keys_right: bool) -> Iterator[int]:
    """Put all contacts into the pool and make their keys right; yield the per cent done."""
    keeper = blocks.KeyKeeper()
    count = Contact.objects.count() or 1
    for start, end, profiles in blocks.chunks_of_contacts(Contact.objects.all()):
        wanted = {}
        for profile in profiles:
            pooled = pool.add(profile)
            wanted[profile.pk] = frozenset(pooled.strong + pooled.loose)
        if make_keys_right:
            stored = MatchKey.objects.filter(contact__gte=start, contact__lt=end)
            keeper.make_right(wanted, stored)
        yield 100 * min(len(pool), count) // count
    keeper.write()
    pool.complete()


def _blocks(low: int, high: int) -> Iterator[tuple[int, list[int]]]:
    """Yield the blocks whose keys lie between, with their contacts, lowest first."""
    rows = MatchKey.objects.filter(key__gte=low, key__lt=high).order_by("key", "contact")
    for key, group in groupby(rows.values_list("key", "contact_id"), key=itemgetter(0)):
        contacts = [contact for _key, contact in group]
        if 1 < len(contacts) <= blocks.MOST_IN_BLOCK:
            yield key, contacts
