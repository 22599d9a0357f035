"""What a search has found is written, and what it no longer finds goes."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from contacts.models import Contact, DuplicatePair

from .blocks import IN_A_QUERY, batched

Pair = tuple[int, int]
Digest = Callable[[int], str]  # of what is compared of a contact


def remember(found: Mapping[Pair, float], digest: Digest, *, now: datetime) -> int:
    """Write pairs that were found; return how many nobody had seen before.

    What was said not to be the same stays so while both are as they were. Whoever was deleted
    or merged while the search went on is in no pair.
    """
    try:
        return _write(found, digest, now=now)
    except IntegrityError:
        pks = {pk for pair in found for pk in pair}
        there = {p for some in batched(sorted(pks)) for p in _existing(some)}
        left = {pair: points for pair, points in found.items() if there.issuperset(pair)}
        return _write(left, digest, now=now)


def _existing(pks: Collection[int]) -> Iterable[int]:
    return Contact.objects.filter(pk__in=pks).values_list("pk", flat=True)


@transaction.atomic
def _write(found: Mapping[Pair, float], digest: Digest, *, now: datetime) -> int:
    known: dict[Pair, DuplicatePair] = {}
    for firsts in batched(sorted({first for first, _second in found})):
        some = DuplicatePair.objects.filter(first__in=firsts)
        known |= {(pair.first_id, pair.second_id): pair for pair in some}
    rows, changed = [], []
    for (first, second), points in found.items():
        rows.append(DuplicatePair(first_id=first, second_id=second, score=points, found_at=now))
        pair = known.get((first, second))
        if pair is None or pair.decided_at is None:
            continue
        seen = (pair.first_digest, pair.second_digest)
        if seen != (digest(first), digest(second)):
            changed.append(pair)
    DuplicatePair.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["score", "found_at"],
        batch_size=IN_A_QUERY,
    )
    for pair in changed:
        as_read = DuplicatePair.objects.filter(pk=pair.pk, decided_at=pair.decided_at)
        as_read.update(decided_at=None, decided_by=None)
    return sum(pair not in known for pair in found)


def forget_old(*, now: datetime) -> None:
    """Delete the pairs that a search of all has not found, but for what somebody said of them."""
    DuplicatePair.objects.open().filter(found_at__lt=now).delete()


def forget_of(contacts: Collection[int], *, now: datetime) -> None:
    """Delete the pairs of these contacts that were not found again, but for what was said."""
    for some in batched(sorted(contacts)):
        pairs = DuplicatePair.objects.open().filter(found_at__lt=now)
        pairs.filter(Q(first__in=some) | Q(second__in=some)).delete()
