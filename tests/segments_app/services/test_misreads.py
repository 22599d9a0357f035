"""The numbers of the warnings are those of the database, by the live index and by SQL."""

import pytest

from contacts.models import Contact
from segments_app import live_index, services
from segments_app.criteria.editing import Editor
from segments_app.criteria.parts import part_of
from segments_app.services import misreads as service
from tests.factories import make_person

from .building import add, is_, make_segment

DE = {"field": "country", "is": "any_of", "value": ["DE"]}
COLOGNE = {"field": "city", "is": "is", "value": "Köln"}


def in_city(city):
    return {"field": "city", "is": "is", "value": city}


@pytest.fixture
def people():
    for index in range(12):
        make_person(country="DE" if index < 9 else "SE", city="Köln" if index > 10 else "Bonn")


def found(segment, rule, now, action="add"):
    root = part_of(Editor.of_rule(rule).root)
    reading = services.find_misreads(segment, action=action, root=root, now=now)
    return reading, [(one.kind, one.path, one.count) for one in reading.misreads]


@pytest.mark.django_db(transaction=True)
def test_outside_of_a_transaction_the_numbers_are_the_same(people, now):
    segment = make_segment(now=now)
    rule = {"any": [COLOGNE, DE]}

    first, told = found(segment, rule, now)
    Contact.objects.filter(country="DE").first().delete()
    again, _told = found(segment, rule, now)

    assert told == [("larger", "c-1", 10)]
    assert (first.number, again.number) == (10, 9)


@pytest.mark.django_db(transaction=True)
def test_for_a_removing_step_only_those_on_the_segment_count(people, now):
    segment = make_segment(now=now)
    add(segment, is_(*Contact.objects.filter(country="SE")), now=now)
    segment.refresh_from_db()

    reading, told = found(segment, {"any": [COLOGNE, DE]}, now, action="remove")

    assert reading.number == 1
    assert told == [("nobody", "c-1", 0)]


@pytest.mark.django_db
def test_no_count_is_begun_when_the_time_is_over(people, now, monkeypatch):
    monkeypatch.setattr(service, "MOST_SECONDS", -1)
    monkeypatch.setattr(live_index, "counts_if_ready", lambda sets, builds: None)

    reading, told = found(make_segment(now=now), {"any": [COLOGNE, in_city("Nowhere")]}, now)

    assert (reading.number, told) == (None, [])


@pytest.mark.django_db
def test_what_excludes_each_other_is_told_even_so(people, now, monkeypatch):
    monkeypatch.setattr(service, "MOST_SECONDS", -1)

    _reading, told = found(make_segment(now=now), {"all": [COLOGNE, in_city("Bonn")]}, now)

    assert told == [("contradiction", "c-1", None)]
