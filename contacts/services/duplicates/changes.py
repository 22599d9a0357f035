"""Those that were changed since the last search, compared with all others."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from contacts.models import Contact, MatchKey, Merge

from .blocks import batched, crowded_of, in_blocks, keys_stored, refresh_keys
from .comparing import Comparer, Progress, Searched
from .keys import strong_and_loose
from .pool import opened_pool, written
from .profiles import stored_profiles
from .splitting import compare_crowded


def changed_since(moment: datetime) -> set[int]:
    """Return the contacts that were written since, or whose company was, or that were parted.

    A merge that is taken back gives its contacts the time back that they had.
    """
    changed = Q(modified_at__gte=moment) | Q(company__modified_at__gte=moment)
    undone = Merge.objects.filter(undone_at__gte=moment).values_list("into_id", "gone_id")
    found = Contact.objects.not_erased().filter(changed).order_by().values_list("pk", flat=True)
    return {*found.iterator(), *(pk for pair in undone for pk in pair)}


def compare_changed(
    changed: Collection[int], searched: Searched, progress: Progress, *, now: datetime
) -> None:
    """Make the keys of these contacts right, and compare them with all who share one."""
    for some in batched(sorted(changed)):
        with transaction.atomic():
            refresh_keys(some)
    keys = {key for some in batched(sorted(changed)) for key in keys_stored(some)}
    crowded = crowded_of(keys)
    progress(20)
    near = {*changed, *_sharing(keys - crowded), *_of_one_strong_key(changed, crowded)}
    with opened_pool() as pool:
        for profile in stored_profiles(near):
            pool.add(written(profile))
        pool.complete()
        progress(50)
        comparer = Comparer(pool, crowded, searched, now, changed)
        for some in batched(sorted(keys - crowded)):
            comparer.take(comparer.small_blocks(sorted(in_blocks(some).items())))
        progress(90)
        compare_crowded(comparer)
        progress(100)


def _sharing(keys: set[int]) -> Iterator[int]:
    """Yield the contacts that have one of these keys."""
    for some in batched(sorted(keys)):
        for contacts in in_blocks(some).values():
            yield from contacts


def _of_one_strong_key(changed: Collection[int], crowded: Collection[int]) -> Iterator[int]:
    """Yield the contacts of the crowded blocks that can be split."""
    strong = {
        key
        for profile in stored_profiles(changed)
        for key in strong_and_loose(profile)[0]
        if key in crowded
    }
    for some in batched(sorted(strong)):
        yield from MatchKey.objects.filter(key__in=some).values_list("contact_id", flat=True)
