"""A comparison counted by bitmaps is the one that SQL counts."""

import pytest
from django.db import connection, transaction

from segments_app.services import Comparison
from tests.factories import make_contact
from tests.segments_app.criteria.population import NOW
from tests.segments_app.services.building import add, is_, make_segment

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no live index"),
]


def test_regions_are_counted_by_bitmaps_and_follow_what_is_added(index):
    people = [make_contact() for _ in range(20)]
    chosen = people[:12], people[4:16], people[8:]
    segments = [make_segment(now=NOW) for _ in chosen]
    for segment, contacts in zip(segments, chosen, strict=True):
        add(segment, is_(*contacts), now=NOW)
    comparison = Comparison.of([segment.number for segment in segments])

    first = comparison.counts(now=NOW)
    kept = len(index.bitmaps)
    add(segments[0], is_(people[19]), now=NOW)
    second = comparison.counts(now=NOW)
    with transaction.atomic():  # where SQL answers
        expected = comparison.counts(now=NOW)

    assert kept >= 3
    assert first == {"a": 4, "b": 0, "c": 4, "ab": 4, "ac": 0, "bc": 4, "abc": 4}
    assert second == expected == first | {"c": 3, "ac": 1}
