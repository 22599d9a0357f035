"""The live index: exact counts of contacts within milliseconds, on PostgreSQL.

A bitmap of contact ids is kept in the process for every condition that was counted, as of the
snapshot it was read in. The change log (segments_app/common/change_log.py) names the contacts
touched since; about those the database is asked again, and the rest is arithmetic. So a count
is what SQL would say in the same moment, whoever writes what meanwhile.

    from segments_app import live_index

    germans = live_index.matching(rule, now=now)
    there = live_index.on_segment(segment)
    live_index.counts([germans, germans & there, germans - there, ~germans])

Who calls it need not know the database: SQLite, a transaction that has been begun, and
conditions that have not been asked before are answered by SQL, with the same result.
Adding and logging always run the SQL: nothing is written that was found here.
"""

from .background import builder
from .cache import bitmaps
from .counting import (
    count,
    counts,
    counts_if_ready,
    erased,
    left_out,
    matching,
    matching_each,
    on_segment,
    prune,
    warm,
)
from .firsts import first_by_name
from .reading import is_available
from .sets import EVERYBODY, NOBODY, ContactSet

__all__ = [
    "EVERYBODY",
    "NOBODY",
    "ContactSet",
    "bitmaps",
    "builder",
    "count",
    "counts",
    "counts_if_ready",
    "erased",
    "first_by_name",
    "is_available",
    "left_out",
    "matching",
    "matching_each",
    "on_segment",
    "prune",
    "warm",
]
