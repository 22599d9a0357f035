"""The first contacts of a set by name: its bitmap says who, the index of names in which order."""

import re

from contacts.models import Contact
from segments_app.common.keys import Among, first_in_bitmap
from segments_app.common.snapshots import one_snapshot
from segments_app.common.sql import unindexed

from .counting import bits_if_ready
from .reading import is_available
from .sets import ContactSet

#: Reading a contact by its key takes as long as reading so many names along their index.
NAMES = 20
MOST_NAMES = 1_000_000
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
        is_few = size <= MOST_KEYS
        most = min(MOST_NAMES, size * NAMES) if is_few else MOST_NAMES
        # If those in the set are spread evenly: the highest id is as good as the number of all.
        names = 3 * count * bits.bit_length() // max(size, 1)
        firsts = None if is_few and names >= most else _along_names(bits, count, most)
        return _by_keys(bits, count) if firsts is None and is_few else firsts


def _along_names(bits: int, count: int, most: int) -> list[int] | None:
    """Return the first, looked for among so many names; None where they are not all there."""
    by_name = Contact.objects.order_by("name", "pk")
    firsts = first_in_bitmap(by_name, _bytes(bits), among=most, count=count)
    return firsts if len(firsts) == count else None


def _by_keys(bits: int, count: int) -> list[int]:
    contacts = Contact.objects.filter(Among("pk", ids_of(bits)))
    by_name = contacts.order_by(unindexed("name"), "pk")
    return list(by_name.values_list("pk", flat=True)[:count])


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
