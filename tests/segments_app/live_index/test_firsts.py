"""The first contacts by name come from bitmaps as they come from SQL."""

import pytest
from django.db import connection, transaction

from contacts.models import Contact
from segments_app.criteria.rules import EVERYONE, NOBODY
from segments_app.live_index import firsts
from tests.factories import make_contact
from tests.segments_app.criteria.population import NOW, populate
from tests.segments_app.criteria.samples import rules

pytestmark = pytest.mark.django_db(transaction=True)
postgres_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no live index"
)
GERMANS = {"field": "country", "is": "any_of", "value": ["DE"]}


@pytest.fixture
def sets(index):
    """Rules, and what is made of them, whose bitmaps are there."""
    populate()
    asked = index.matching_each([EVERYONE, NOBODY, GERMANS, *rules(12, seed=5)], now=NOW)
    asked += [~asked[2], asked[2] - asked[3], ~asked[3] - ~asked[4]]
    index.counts(asked, builds=1_000)
    return asked


def by_sql(one, count):
    return list(one.contacts().order_by("name", "pk").values_list("pk", flat=True)[:count])


@postgres_only
@pytest.mark.parametrize("names", [0, 2, 1_000_000])
def test_they_are_found_by_keys_and_along_the_names(index, sets, names, monkeypatch):
    monkeypatch.setattr(firsts, "NAMES", names)

    for count in (1, 10):
        found = [index.first_by_name(one, count) for one in sets]
        assert found == [by_sql(one, count) for one in sets]


@postgres_only
def test_who_has_come_gone_and_got_another_name_is_seen(index, sets):
    _everyone, _nobody, germans, *_others = sets
    last, *_rest = germans.contacts().order_by("-name", "-pk")
    Contact.objects.filter(pk=last.pk).update(name="!" + last.name)
    gone = germans.contacts().exclude(pk=last.pk).order_by("name", "pk").first()
    Contact.objects.filter(pk=gone.pk).update(country="FR")
    come = make_contact(country="DE", name="!!")

    found = index.first_by_name(germans, 5)

    assert found[:2] == [come.pk, last.pk]
    assert found == by_sql(germans, 5)


@postgres_only
def test_who_are_many_and_far_along_the_names_are_left_to_sql(index, monkeypatch):
    for number in range(40):
        make_contact(country="FR" if number < 30 else "DE", name=f"{number:02d}")
    germans = index.matching(GERMANS, now=NOW)
    index.counts([germans])
    monkeypatch.setattr(firsts, "NAMES", 1_000_000)
    monkeypatch.setattr(firsts, "MOST_NAMES", 20)

    assert index.first_by_name(germans, 5) == by_sql(germans, 5)

    monkeypatch.setattr(firsts, "MOST_KEYS", 5)
    assert index.first_by_name(germans, 5) is None

    monkeypatch.setattr(firsts, "MOST_NAMES", 35)
    assert index.first_by_name(germans, 5) == by_sql(germans, 5)


@postgres_only
def test_the_ids_of_a_bitmap_are_read_back():
    ids = [1, 7, 8, 10, 63, 64, 2_560, 70_003]

    assert firsts.ids_of(sum(1 << one for one in ids)) == ids
    assert firsts.ids_of(0) == []


def test_inside_a_transaction_and_without_bitmaps_sql_is_left_to_answer(index):
    populate()
    germans = index.matching(GERMANS, now=NOW)

    assert index.first_by_name(germans, 5) is None
    index.counts([germans])
    with transaction.atomic():
        assert index.first_by_name(germans, 5) is None
