"""Relative dates move with the company's day, whatever the clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from segments_app.criteria.dates import (
    FIRST,
    LAST,
    PERIODS,
    following,
    last,
    midnight,
    moved,
    today,
)
from segments_app.criteria.rules import contacts_matching
from tests.factories import make_person

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 23, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 6, 30, 21, 59, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 22, 0, tzinfo=UTC), date(2026, 7, 1)),
    ],
)
def test_the_day_is_the_companys(moment, day):
    assert today(moment) == day


@pytest.mark.parametrize(
    "zone", ["Europe/Brussels", "Europe/Berlin", "Pacific/Auckland", "America/New_York"]
)
def test_in_400_days_each_begins_where_the_one_before_ends(zone, settings):
    settings.TIME_ZONE = zone
    day = date(2026, 1, 1)
    lengths = set()
    for _ in range(400):
        start, end = (midnight(one).astimezone(UTC) for one in (day, day + timedelta(days=1)))
        lengths.add(end - start)
        for moment in (midnight(day), midnight(day + timedelta(days=1)) - timedelta(seconds=1)):
            assert today(moment) == day
        day += timedelta(days=1)

    assert lengths == {timedelta(hours=hours) for hours in (23, 24, 25)}


def test_over_400_days_spans_and_periods_follow_the_day():
    day = date(2026, 1, 1)
    for _ in range(400):
        assert last(7, "days", day) == (day - timedelta(days=6), day)
        assert following(7, "days", day) == (day, day + timedelta(days=6))
        for unit in ("week", "month", "quarter", "year"):
            this, before, after = (PERIODS[f"{w}_{unit}"][1](day) for w in ("this", "last", "next"))
            assert this[0] <= day <= this[1]
            assert before[1] + timedelta(days=1) == this[0]
            assert after[0] - timedelta(days=1) == this[1]
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "count", "unit", "found"),
    [
        (date(2026, 3, 31), -1, "months", date(2026, 2, 28)),
        (date(2024, 2, 29), 1, "years", date(2025, 2, 28)),
        (date(2026, 12, 31), 2, "months", date(2027, 2, 28)),
        (date(2026, 1, 31), 1, "months", date(2026, 2, 28)),
        (date(2026, 11, 30), 1, "months", date(2026, 12, 30)),
        (date(2026, 1, 15), -9999, "years", FIRST),
        (date(2026, 1, 15), 9999, "years", LAST),
        (date(2026, 1, 15), -9999, "weeks", date(1834, 5, 29)),
        (date(2026, 1, 15), 3, "weeks", date(2026, 2, 5)),
        (date(2026, 1, 1), -2025, "years", FIRST),  # there is a day before, but no midnight
        (date(2026, 1, 2), -2025, "years", FIRST),
        (date(2026, 1, 3), -2025, "years", date(1, 1, 3)),
        (date(2026, 1, 15), 7972, "years", date(9998, 1, 15)),
        (date(2026, 1, 15), 7973, "years", LAST),
        (date(9998, 11, 30), 1, "months", date(9998, 12, 30)),
        (date(9998, 12, 15), 1, "months", LAST),
        (date(9998, 12, 15), 17, "days", LAST),
        (date(1, 1, 5), -4, "days", FIRST),
    ],
)
def test_a_day_is_moved_by_months_as_people_do(day, count, unit, found):
    assert moved(day, count, unit) == found


PERIODS_OF_A_DAY = {
    "today": ((2026, 3, 29), (2026, 3, 29)),
    "yesterday": ((2026, 3, 28), (2026, 3, 28)),
    "tomorrow": ((2026, 3, 30), (2026, 3, 30)),
    "this_week": ((2026, 3, 23), (2026, 3, 29)),
    "last_week": ((2026, 3, 16), (2026, 3, 22)),
    "next_week": ((2026, 3, 30), (2026, 4, 5)),
    "this_month": ((2026, 3, 1), (2026, 3, 31)),
    "last_month": ((2026, 2, 1), (2026, 2, 28)),
    "next_month": ((2026, 4, 1), (2026, 4, 30)),
    "this_quarter": ((2026, 1, 1), (2026, 3, 31)),
    "last_quarter": ((2025, 10, 1), (2025, 12, 31)),
    "next_quarter": ((2026, 4, 1), (2026, 6, 30)),
    "this_year": ((2026, 1, 1), (2026, 12, 31)),
    "last_year": ((2025, 1, 1), (2025, 12, 31)),
    "next_year": ((2027, 1, 1), (2027, 12, 31)),
}


def test_every_period_has_its_days_of_the_calendar():
    found = {name: days(date(2026, 3, 29)) for name, (_label, days) in PERIODS.items()}

    assert found == {
        name: (date(*first), date(*end)) for name, (first, end) in PERIODS_OF_A_DAY.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("operator", ["in_last", "more_than_ago", "in_next", "anniversary_in_next"])
def test_a_span_of_2025_years_is_answered_on_the_first_of_january(operator):
    span = {"count": 2025, "unit": "years"}
    moment = datetime(2026, 1, 1, 10, tzinfo=UTC)
    person = make_person(created_at=moment)

    rule = {"field": "created_at", "is": operator, "value": span}
    is_in = person in contacts_matching(rule, now=moment)

    assert is_in is (operator != "more_than_ago")


def test_the_first_and_the_last_day_have_a_midnight():
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert midnight(FIRST).astimezone(ZoneInfo(zone))
        assert midnight(LAST).astimezone(ZoneInfo(zone))
