"""Deleting logged segments that are cancelled."""

import pytest
from django.urls import reverse

from interactions import services
from interactions.models import Interaction, LeftOut, LoggedSegment
from segments_app.models import Segment
from segments_app.services.history import delete_canceled_logged_segments
from tests.factories import make_contact, make_interaction, make_logged_segment

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged(now):
    """A cancelled logged segment with an interaction, a left-out and segments around it."""
    made = make_logged_segment("SM00001", line_count=2, logged_count=1, left_out_count=1)
    make_interaction(logged_segment=made, segment_number="SM00001")
    LeftOut.objects.create(logged_segment=made, contact=make_contact(), reason="excluded")
    Segment.objects.create(number="SM00001", status="logged", logged_segment=made)
    Segment.objects.create(number="SM00002", followed_up=made)
    services.cancel_logged_segment(made, reason="Wrong list", by=None, now=now)
    return made


def test_a_46_a_cancelled_logged_segment_is_deleted_and_its_interactions_stay(logged, now):
    assert delete_canceled_logged_segments(LoggedSegment.objects.all(), now=now) == 1

    interaction = Interaction.objects.get()
    assert not LoggedSegment.objects.exists()
    assert interaction.logged_segment is None
    assert interaction.segment_number == "SM00001"
    assert interaction.is_canceled
    segment = Segment.objects.get(number="SM00001")
    assert (segment.status, segment.logged_segment) == ("archived", None)


def test_a_46_what_counts_is_not_deleted(now):
    make_logged_segment()

    assert delete_canceled_logged_segments(LoggedSegment.objects.all(), now=now) == 0
    assert LoggedSegment.objects.count() == 1


def test_deleting_is_a_fixed_number_of_statements(logged, now, django_assert_num_queries):
    # Savepoint, lock, three looks at who names it, four updates, two deletes, release.
    with django_assert_num_queries(11):
        delete_canceled_logged_segments(LoggedSegment.objects.all(), now=now)


def test_an_administrator_deletes_it_once_the_question_is_answered(logged, client_for):
    client, address = (
        client_for("Administrator"),
        reverse("segments:logged_segment_delete", args=[logged.pk]),
    )

    assert client.post(address).status_code == 200
    assert LoggedSegment.objects.exists()
    client.post(address, {"confirmed": "1"})
    assert not LoggedSegment.objects.exists()


def test_one_that_counts_is_not_deleted_on_its_page(client_for):
    logged = make_logged_segment()
    address = reverse("segments:logged_segment_delete", args=[logged.pk])

    page = client_for("Administrator").post(address, {"confirmed": "1"}, follow=True)

    assert "Only what is cancelled can be deleted." in page.content.decode()
    assert LoggedSegment.objects.exists()
    assert client_for("Marketer").post(address).status_code == 403
    assert client_for("Administrator").get(address).status_code == 405
