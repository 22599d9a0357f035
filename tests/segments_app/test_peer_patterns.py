"""The patterns of other products in the benchmark do the same work as ours."""

import pytest

from benchmarks.peers import PATTERNS, Task
from contacts.models import Contact
from interactions.models import Interaction
from segments_app import services
from tests.factories import make_campaign
from tests.segments_app.services.building import add, current, ready_segment, remove

pytestmark = pytest.mark.django_db
CONTACTS = 620  # more than two of the smallest batches
FRENCH = {"field": "country", "is": "any_of", "value": ["FR"]}
LISTED = {"field": "external_id", "is": "is", "value": "listed"}


@pytest.fixture
def contacts():
    Contact.objects.bulk_create(
        Contact(
            number=f"P{n:06d}",
            name=f"Person {n}",
            type="person",
            external_id="" if n % 31 == 0 else "listed",
            country="FR" if n % 2 else "DE",
            exclude_from_segments=n % 50 == 0,
            is_privacy_blocked=n % 70 == 0,
            correspondence_type="email",
        )
        for n in range(CONTACTS)
    )


def task(segment, condition):
    return Task(
        segment=segment.pk,
        condition=condition,
        number=segment.number,
        campaign=make_campaign().pk,
        template=segment.template_id,
        salesperson=segment.salesperson_id,
    )


def members(segment):
    return set(current(segment).values_list("contact_id", flat=True))


def filled(now):
    segment = ready_segment(now=now)
    add(segment, LISTED, now=now)
    segment.refresh_from_db()
    return segment


@pytest.mark.parametrize("product", PATTERNS["add"])
def test_a_pattern_adds_whom_ours_adds_and_nobody_twice(product, contacts, now):
    ours, theirs = filled(now), ready_segment(now=now)
    add(theirs, FRENCH, now=now)
    PATTERNS["add"][product](task(theirs, "c.external_id = 'listed'"))
    remove(ours, FRENCH, now=now)
    add(ours, {"any": [LISTED, FRENCH]}, now=now)
    assert len(members(ours)) > CONTACTS * 9 // 10
    assert members(theirs) == members(ours)


@pytest.mark.parametrize("product", PATTERNS["remove half"])
def test_a_pattern_removes_whom_ours_removes(product, contacts, now):
    ours, theirs = filled(now), filled(now)
    remove(ours, FRENCH, now=now)
    PATTERNS["remove half"][product](task(theirs, "c.country = 'FR'"))
    assert 0 < len(members(ours)) < CONTACTS // 2
    assert members(theirs) == members(ours)


@pytest.mark.parametrize("product", PATTERNS["log"])
def test_a_pattern_logs_for_whom_ours_logs(product, contacts, now):
    ours, theirs = filled(now), filled(now)
    services.log_segment(ours, by=None, now=now)
    PATTERNS["log"][product](task(theirs, "true"))
    logged = [
        set(
            Interaction.objects.filter(segment_number=s.number).values_list("contact_id", flat=True)
        )
        for s in (ours, theirs)
    ]
    assert len(logged[0]) > CONTACTS * 9 // 10
    assert logged[1] == logged[0]
