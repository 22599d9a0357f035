"""The page that limits a segment."""

import pytest
from django.urls import reverse

from segments_app.models import SegmentLine, Step
from tests.factories import make_contact
from tests.segments_app.services.building import add, make_segment

pytestmark = pytest.mark.django_db
EVERYONE = {"everyone": True}
TWO = {"kind": "at_most", "at_most": "2", "per": "", "order": "name", "draw": "A", "percent": ""}


@pytest.fixture
def client(client_for):
    return client_for("Marketer")


@pytest.fixture
def segment(now):
    for name in ("Cleo", "Anna", "Bert"):
        make_contact(name=name)
    segment = make_segment(now=now)
    add(segment, EVERYONE, now=now)
    segment.refresh_from_db()
    return segment


def url(segment):
    return reverse("segments:segment_limit", args=[segment.pk])


def there(segment):
    segment.refresh_from_db()
    return SegmentLine.objects.current(segment).count()


def test_the_page_says_who_would_stay_and_changes_nothing(client, segment):
    page = client.get(url(segment), TWO).content.decode()

    assert "contacts would stay" in page
    assert "at most 2 contacts of the whole segment, by name" in page
    assert page.index("Anna") < page.index("Bert")
    assert "Cleo" not in page
    assert there(segment) == 3


def test_the_button_takes_the_step_and_pressed_twice_it_is_taken_once(client, segment):
    sent = TWO | {"position": "1"}

    first = client.post(url(segment), sent)
    second = client.post(url(segment), sent)

    assert (first.status_code, second.status_code) == (303, 422)
    assert there(segment) == 2
    assert segment.steps.filter(action=Step.Action.LIMIT).count() == 1


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "This field is required"),
        ({"kind": "at_most", "at_most": ""}, "Give a number of contacts, or a share of them."),
        ({"kind": "at_most", "at_most": "-3"}, "Give a number from 1 to 10,000,000."),
        ({"kind": "at_most", "at_most": "two"}, "Enter a whole number."),
        ({"kind": "share", "percent": "100"}, "Give a share from 1 to 99 per cent."),
        ({"kind": "share", "percent": "5", "draw": "a\0b"}, "Null characters are not allowed."),
        ({"kind": "at_most", "at_most": "1", "per": "shoe"}, "Select a valid choice."),
    ],
)
def test_what_is_no_limit_is_said_at_its_field(client, segment, sent, message):
    response = client.post(url(segment), sent)

    assert response.status_code == 422
    assert message in response.content.decode()
    assert there(segment) == 3


def test_an_empty_segment_has_nothing_to_limit(client, now):
    page = client.get(url(make_segment(now=now))).content.decode()

    assert "nothing to limit" in page


def test_the_list_of_steps_says_the_limit_in_words(client, segment):
    client.post(url(segment), TWO | {"position": "1"})

    page = client.get(reverse("segments:segment_who", args=[segment.pk])).content.decode()

    assert "at most 2 contacts of the whole segment, by name" in page
