"""Saved criteria are looked over: what may be misread, and what has grown since it was seen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from segments_app import services
from segments_app.criteria.rules import check_rule
from segments_app.models import SavedCriteria
from tests.factories import make_contact

from .pages import text_of

pytestmark = pytest.mark.django_db
BONN = {"field": "city", "is": "is", "value": "Bonn"}
NOBODY = {"all": [BONN, {"field": "city", "is": "is", "value": "Kiel"}]}


@pytest.fixture
def criteria():
    steps = [{"action": "add", "rule": check_rule(BONN), "options": {}}]
    row = SavedCriteria(code="BONN", description="Bonn", steps=steps)
    return services.saved_criteria.make_criteria(row, by=None, now=timezone.now())


def look(client, criteria):
    page = client.post(reverse("segments:saved_criteria_grown", args=[criteria.pk]))
    assert page.status_code == 200
    return text_of(page)


def make_many(count, city="Bonn"):
    for _ in range(count):
        make_contact(city=city)


@pytest.mark.parametrize(("more", "is_told"), [(0, False), (1, True), (4, True)])
def test_a_fifth_more_than_when_it_was_seen_first_is_told(client, criteria, more, is_told):
    make_many(5)
    assert "Nothing to say" in look(client, criteria)
    make_many(more)

    for _ in range(2):
        said = "Step 1 matched 5 on" in look(client, criteria)
        assert said is is_told


def test_a_changed_step_is_seen_anew(client, criteria):
    make_many(2)
    look(client, criteria)
    wider = {"any": [BONN, {"field": "city", "is": "is", "value": "Kiel"}]}
    make_many(5, city="Kiel")
    services.write_version(
        criteria, steps=[{"action": "add", "rule": wider}], by=None, now=timezone.now()
    )

    assert "matched" not in look(client, criteria)
    seen = SavedCriteria.objects.get().seen
    assert [one["count"] for one in seen] == [7]


def test_a_step_that_changes_its_place_is_still_the_same(client, criteria):
    make_many(2)
    look(client, criteria)
    first = {"action": "add", "rule": {"field": "city", "is": "is", "value": "Kiel"}}
    steps = [first, *criteria.steps]
    services.write_version(criteria, steps=steps, by=None, now=timezone.now())
    make_many(2)

    assert "Step 2 matched 2 on" in look(client, criteria)


def test_two_conditions_that_exclude_each_other_are_told_at_the_step(client, criteria):
    steps = [*criteria.steps, {"action": "add", "rule": NOBODY}]
    services.write_version(criteria, steps=steps, by=None, now=timezone.now())

    assert "Step 2: These two can never both hold" in look(client, criteria)


def test_limits_and_broken_steps_are_passed_over(client, criteria):
    row = SavedCriteria.objects.get()
    row.steps = [
        {"action": "add", "rule": {"field": "gone", "is": "is", "value": "x"}, "options": {}},
        {"action": "limit", "rule": {"everyone": True}, "options": {"limit": {"at_most": 1}}},
    ]
    row.save()

    assert "Nothing to say" in look(client, criteria)


def test_steps_of_a_comparison_are_looked_over_too(now):
    contacts = [make_contact(city="Bonn") for _ in range(2)]
    segment = services.create_segment(values={"description": "x"}, by=None, now=now)
    services.take_step(segment, action="add", rule=BONN, source="comparison", by=None, now=now)
    segment.refresh_from_db()
    make_contact(city="Bonn")

    grown = services.grown_steps(segment, now=now + timedelta(days=1))

    assert [(one.was, one.count) for one in grown] == [(len(contacts), 3)]
