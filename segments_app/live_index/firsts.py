"""The first contacts of a set by name: its bitmap says who, the index of names in which order."""

import re

from contacts.models import Contact
from segments_app.common.keys import Among
from segments_app.common.snapshots import one_snapshot
from segments_app.common.sql import unindexed

from .counting import bits_if_ready
from .reading import is_available
from .sets import ContactSet

#: Reading a contact by its key takes as long as reading so many names along their index.
NAMES = 2
MOST_NAMES = 50_000
MOST_KEYS = 50_000


def first_by_name(one: ContactSet, count: int) -> list[int] | None:
    """Return the keys of the first contacts of a set by name; None where that takes SQL."""
    if not is_available():
        return None
    with one_snapshot():
        found = bits_if_ready([one], builds=0)
        if found is None:
            return None
        bits = found[0]
        size = bits.bit_count()
        # If those in the set are spread evenly: the highest id is as good as the number of all.
        names = count * bits.bit_length() // max(size, 1)
        firsts = _along_names(bits, count, names) if names < size * NAMES else None
        if firsts is None and size <= MOST_KEYS:
            few = Contact.objects.filter(Among("pk", ids_of(bits)))
            keys = few.order_by(unindexed("name"), "pk").values_list("pk", flat=True)
            firsts = list(keys[:count])
        return firsts


def _along_names(bits: int, count: int, expected: int) -> list[int] | None:
    """Return the first among the first names; None where they are not among those."""
    data = _bytes(bits)
    for names in (3 * expected + count, 30 * expected + count):
        keys = Contact.objects.order_by("name", "pk").values_list("pk", flat=True)
        firsts = [key for key in keys[: min(names, MOST_NAMES)] if _has(data, key)]
        if len(firsts) >= count:
            return firsts[:count]
    return None


def ids_of(bits: int) -> list[int]:
    """Return the ids that a bitmap holds."""
    return [
        8 * found.start() + bit
        for found in re.finditer(rb"[^\0]", _bytes(bits))
        for bit in range(8)
        if found[0][0] >> bit & 1
    ]


def _bytes(bits: int) -> bytes:
    return bits.to_bytes(bits.bit_length() // 8 + 1, "little")


def _has(data: bytes, key: int) -> bool:
    return key >> 3 < len(data) and bool(data[key >> 3] >> (key & 7) & 1)
