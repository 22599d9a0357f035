"""Numbers given out by number series."""

import threading

import pytest
from django.db import connections, transaction

from contacts import services
from contacts.models import MarketingSetup, NumberSeries


def series(field="contact_numbers"):
    return getattr(MarketingSetup.objects.select_related(field).get(), field)


def test_numbers_are_given_out_in_order(db):
    assert services.next_number("segment_numbers") == "SM00001"
    assert services.next_number("segment_numbers") == "SM00002"
    assert services.next_number("campaign_numbers") == "CP0001"


def test_many_numbers_cost_as_many_statements_as_one(db, django_assert_num_queries):
    with django_assert_num_queries(4):  # savepoint, lock, update, release
        numbers = services.next_numbers("contact_numbers", 10_000)

    assert (numbers[0], numbers[-1]) == ("CT000001", "CT010000")
    assert series().last_number == 10_000


def test_numbers_grow_beyond_the_digits(db):
    NumberSeries.objects.filter(pk=series().pk).update(last_number=999_999)

    assert services.next_number("contact_numbers") == "CT1000000"


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("contact_numbers", "contact numbers"),
        ("campaign_numbers", "campaign numbers"),
        ("segment_numbers", "segment numbers"),
    ],
)
def test_a02_the_error_names_the_field_of_the_setup_that_is_empty(db, field, name):
    MarketingSetup.objects.update(**{field: None})

    with pytest.raises(services.NoNumberSeries, match=name):
        services.next_number(field)


def test_a_typed_number_is_kept_ahead_of(db):
    assert services.number_for("contact_numbers", " ct000041 ") == "CT000041"
    assert services.number_for("contact_numbers") == "CT000042"


@pytest.mark.parametrize("number", ["X1", "CT41", "CT00000A", "41", "CT" + "9" * 30, "CT０00041"])  # noqa: RUF001
def test_a_number_of_another_form_does_not_move_the_series(db, number):
    services.skip_numbers("contact_numbers", [number])

    assert series().last_number == 0


def test_skipping_goes_forward_only(db):
    services.skip_numbers("contact_numbers", ["CT000007", "CT000003"])
    services.skip_numbers("contact_numbers", ["CT000002"])

    assert services.next_number("contact_numbers") == "CT000008"


def test_a_form_offers_to_type_a_number_where_the_series_allows_it(db):
    assert services.allows_typed("contact_numbers")
    assert not services.allows_typed("segment_numbers")


@pytest.mark.django_db(transaction=True)
def test_two_who_take_numbers_at_once_get_different_ones():
    taken = []

    def take():
        try:
            for _each in range(5):
                taken.append(services.next_number("contact_numbers"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take) for _each in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(taken) == [f"CT{number:06d}" for number in range(1, 16)]


def test_a_number_that_was_rolled_back_is_given_out_again(db):
    with transaction.atomic():
        services.next_number("contact_numbers")
        transaction.set_rollback(True)

    assert services.next_number("contact_numbers") == "CT000001"
