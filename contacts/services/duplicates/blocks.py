"""The side table of keys: kept by those who write contacts, made right by every search."""

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db.models import Count, Exists, Max, Min, OuterRef

from contacts.models import Contact, MatchKey
from segments_app.common.sql import insert_numbers

from .keys import keys_of
from .profiles import profiles_in, rows_of

#: Contacts of a block that are compared. What more share says nothing: info@, a common name.
MOST_IN_BLOCK = 25
#: Contacts whose keys are compared at once, new keys that are written at once in the order of
#: the index, and keys that are asked for at once.
CHUNK = 5_000
WRITTEN = 500_000
IN_A_QUERY = 1_000


def refresh_keys(contacts: Iterable[int]) -> int:
    """Make the keys of some thousand contacts right; return how many keys changed.

    For whoever has written contacts: in the same transaction.
    """
    wanted = sorted(contacts)
    keeper = KeyKeeper()
    stored = stored_keys(MatchKey.objects.filter(contact__in=wanted))
    rows = Contact.objects.not_erased().filter(pk__in=wanted)
    profiles = {p.pk: keys_of(p) for p in profiles_in(rows)}
    keeper.make_right(differing({pk: profiles.get(pk, frozenset()) for pk in wanted}, stored))
    keeper.write()
    return keeper.changed


class KeyKeeper:
    """Compares keys with those that are there, and writes what differs in large portions.

    New keys in the order of the index are written in a quarter of the time that they
    take as they come.
    """

    def __init__(self) -> None:
        self.changed = 0
        self._keys, self._contacts = array("q"), array("q")

    def make_right(self, found: "Differing") -> None:
        """Delete what is stored and not wanted; note what is wanted and not stored."""
        for some in batched(sorted(found.left)):
            MatchKey.objects.filter(pk__in=some).delete()
        self._keys.extend(found.keys)
        self._contacts.extend(found.contacts)
        self.changed += len(found.keys) + len(found.left)
        if len(self._keys) >= WRITTEN:
            self.write()

    def write(self) -> None:
        """Write the keys that are missing."""
        if self._keys:
            insert_numbers(MatchKey, key=self._keys, contact_id=self._contacts)
        self._keys, self._contacts = array("q"), array("q")


class Differing(NamedTuple):
    """Keys with their contacts that are stored and not wanted, and those wanted and not stored."""

    left: list[tuple[int, int]]
    keys: "array[int]"
    contacts: "array[int]"


def stored_keys(rows: Any) -> list[tuple[int, int]]:
    """Return contacts with their keys, those of a contact together."""
    return list(rows.order_by("contact").values_list("contact_id", "key"))


def differing(wanted: Mapping[int, frozenset[int]], stored: list[tuple[int, int]]) -> Differing:
    """Compare the keys of contacts with those that `stored_keys` returns."""
    present = {c: {key for _c, key in some} for c, some in groupby(stored, key=itemgetter(0))}
    nothing: frozenset[int] = frozenset()
    left = [
        (key, contact)
        for contact, keys in present.items()
        for key in keys - wanted.get(contact, nothing)
    ]
    found = Differing(left, array("q"), array("q"))
    for contact, keys in wanted.items():
        missing = keys.difference(present.get(contact, ()))
        found.keys.extend(missing)
        found.contacts.extend([contact] * len(missing))
    return found


def chunks_of_contacts(rows: Any) -> Iterator[tuple[int, int, list[tuple[Any, ...]]]]:
    """Yield what profiles are made of, lowest id first, with the bounds of their ids."""
    ends = rows.order_by().aggregate(low=Min("pk"), high=Max("pk"))
    if ends["low"] is None:
        return
    for start in range(ends["low"], ends["high"] + 1, CHUNK):
        some = rows_of(rows.filter(pk__gte=start, pk__lt=start + CHUNK))
        yield start, start + CHUNK, sorted(some, key=itemgetter(0))


def forget_keys(contacts: Collection[int]) -> None:
    """Delete the keys of contacts that were deleted."""
    MatchKey.objects.filter(contact__in=contacts).delete()


def forget_keys_of_nobody() -> int:
    """Delete the keys of contacts that are gone."""
    there = Contact.objects.filter(pk=OuterRef("contact"))
    gone, _by_table = MatchKey.objects.exclude(Exists(there)).delete()
    return gone


def crowded_of(keys: Iterable[int]) -> set[int]:
    """Return those of these keys that are not compared by themselves."""
    found: set[int] = set()
    for some in batched(sorted({*keys})):
        blocks = MatchKey.objects.filter(key__in=some).values("key").order_by()
        counted = blocks.annotate(count=Count("contact")).filter(count__gt=MOST_IN_BLOCK)
        found.update(counted.values_list("key", flat=True))
    return found


def keys_stored(contacts: Collection[int]) -> Iterator[int]:
    """Yield the keys of these contacts, one of two for each of them."""
    rows = MatchKey.objects.filter(contact__in=contacts).order_by()
    return rows.values_list("key", flat=True).iterator()


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
