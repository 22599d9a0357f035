"""Several callers at once: nobody is called twice, and nobody is forgotten."""

from collections import Counter
from uuid import uuid4

import pytest
from django.db import transaction

from contacts.models import Contact
from interactions.models import Interaction
from segments_app import services
from segments_app.models import MadeCall, SegmentCall
from segments_app.services import calling

from .calls import call_template, make_caller, make_people, segment_of
from .test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
CONTACTS = 500


@pytest.fixture
def template():
    return call_template()


@pytest.fixture
def callers():
    return [make_caller("bea"), make_caller("carl")]


def people(number):
    return Contact.objects.bulk_create(
        [
            Contact(number=f"Q{index:04d}", name=f"Person {index}", type="person", phone="1")
            for index in range(number)
        ]
    )


def work(segment, user, now):
    """Claim contact after contact until nobody is left; each is done by writing it down."""
    had = []
    while call := calling.claim_next(segment, by=user, now=now):
        had.append(call.contact_id)
        row = SegmentCall.objects.filter(pk=call.pk, claimed_by=user)
        assert row.update(state="reached", attempts=1, claimed_by=None, claimed_until=None) == 1
    return had


def test_two_sessions_over_500_contacts_never_overlap_and_cover_all(callers, now):
    everybody = {person.pk for person in people(CONTACTS)}
    segment = segment_of(now=now)

    first, second = at_once(*[lambda user=user: work(segment, user, now) for user in callers])

    assert isinstance(first, list) and isinstance(second, list), (first, second)
    assert not set(first) & set(second)
    assert {*first, *second} == everybody
    assert Counter([*first, *second]).most_common(1)[0][1] == 1


def test_two_who_ask_in_the_same_moment_get_two_contacts(callers, now):
    people(6)
    segment = segment_of(now=now)
    with transaction.atomic():
        calling.line_up(segment, now=now)

    for _round in range(3):
        calls = at_once(
            *[lambda user=user: calling.claim_next(segment, by=user, now=now) for user in callers]
        )
        assert len({call.contact_id for call in calls}) == 2, calls
        for call, user in zip(calls, callers, strict=True):
            calling.pass_over(call, by=user, now=now)


def test_one_user_in_two_windows_has_one_contact(callers, now):
    people(3)
    segment = segment_of(now=now)

    calls = at_once(*[lambda: calling.claim_next(segment, by=callers[0], now=now)] * 3)

    assert len({call.pk for call in calls}) == 1, calls


def test_the_same_form_sent_at_once_logs_one_call(template, callers, now):
    make_people(1)
    segment = segment_of(now=now)
    call = calling.claim_next(segment, by=callers[0], now=now)
    said = {"call": call, "phone": "1", "values": {}, "submission": uuid4(), "by": callers[0]}

    made = at_once(*[lambda: calling.log_segment_call(segment, **said, now=now)] * 3)

    assert len({interaction.pk for interaction in made}) == 1, made
    assert Interaction.objects.count() == MadeCall.objects.count() == 1
    assert SegmentCall.objects.get().attempts == 1


def test_a_call_and_the_logging_of_its_segment_count_the_contact_once(template, callers, now):
    make_people(1)
    segment = segment_of(now=now, template=template)
    call = calling.claim_next(segment, by=callers[0], now=now)
    said = {"call": call, "phone": "1", "values": {}, "by": callers[0], "now": now}

    called, logged = at_once(
        lambda: calling.log_segment_call(segment, **said),
        lambda: services.log_segment(segment, by=callers[1], now=now),
    )

    assert logged.logged_count == Interaction.objects.count() == 1
    if isinstance(called, Interaction):
        called.refresh_from_db()
        assert called.logged_segment == logged
    else:
        assert isinstance(called, services.SegmentIsLogged)
