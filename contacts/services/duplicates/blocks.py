"""The side table of keys: kept by those who write contacts, made right by every search."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min

from contacts.models import Contact, MatchKey
from segments_app.common.sql import insert_numbers

from .keys import keys_of
from .profiles import Profile, profiles_in

#: Contacts of a block that are compared. What more share says nothing: info@, a common name.
MOST_IN_BLOCK = 25
#: Contacts whose keys are written at once, and keys that are asked for at once.
CHUNK = 5_000
IN_A_QUERY = 1_000


def refresh_keys(contacts: Iterable[int]) -> int:
    """Make the keys of some thousand contacts right; return how many keys changed.

    For whoever has written contacts: in the same transaction.
    """
    wanted = sorted(contacts)
    rows = Contact.objects.filter(pk__in=wanted)
    stored = MatchKey.objects.filter(contact__in=wanted)
    return _make_right(profiles_in(rows), stored.values_list("key", "contact_id"))


def refresh_all_keys() -> Iterator[tuple[int, int]]:
    """Make the keys of all contacts right, each chunk by itself; yield how far and of how many.

    Stopped anywhere, what is done is done, and doing it again writes what is missing.
    """
    start, last = _bounds()
    while start is not None and start <= last:
        end = start + CHUNK
        rows = Contact.objects.filter(pk__gte=start, pk__lt=end)
        stored = MatchKey.objects.filter(contact__gte=start, contact__lt=end)
        with transaction.atomic():
            _make_right(profiles_in(rows), stored.values_list("key", "contact_id"))
        start = end
        yield min(end, last), last


def oversized() -> dict[int, int]:
    """Return the blocks that are not compared, and how many contacts each has."""
    blocks = MatchKey.objects.values("key").order_by().annotate(count=Count("contact"))
    return dict(blocks.filter(count__gt=MOST_IN_BLOCK).values_list("key", "count"))


def in_blocks(keys: Iterable[int]) -> dict[int, list[int]]:
    """Return the contacts that have each of these keys, without the blocks that are too large."""
    found: dict[int, list[int]] = {}
    for wanted in batched(sorted({*keys})):
        some = MatchKey.objects.filter(key__in=wanted)
        counted = some.values("key").order_by().annotate(count=Count("contact"))
        small = [
            key for key, count in counted.values_list("key", "count") if count <= MOST_IN_BLOCK
        ]
        rows = MatchKey.objects.filter(key__in=small).order_by("key", "contact")
        for key, contact in rows.values_list("key", "contact_id"):
            found.setdefault(key, []).append(contact)
    return found


def batched(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the rows in runs that one statement takes."""
    for start in range(0, len(rows), IN_A_QUERY):
        yield rows[start : start + IN_A_QUERY]


def _bounds() -> tuple[int | None, int]:
    """Return the lowest and the highest id of contacts, and of those whose keys are left over."""
    ends = Contact.objects.aggregate(low=Min("pk"), high=Max("pk"))
    left = MatchKey.objects.aggregate(low=Min("contact"), high=Max("contact"))
    lows = [end["low"] for end in (ends, left) if end["low"] is not None]
    return min(lows, default=None), max(ends["high"] or 0, left["high"] or 0)


def _make_right(profiles: Iterable[Profile], stored: Iterable[tuple[int, int]]) -> int:
    wanted = {(key, profile.pk) for profile in profiles for key in keys_of(profile)}
    present = {(key, contact) for key, contact in stored}
    missing, left = wanted - present, present - wanted
    for some in batched(sorted(left)):
        MatchKey.objects.filter(pk__in=some).delete()
    if missing:
        insert_numbers(MatchKey, ("key", "contact_id"), sorted(missing))
    return len(missing) + len(left)
