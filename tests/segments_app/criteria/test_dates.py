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
    ],
)
def test_a_day_is_moved_by_months_as_people_do(day, count, unit, found):
    assert moved(day, count, unit) == found


def test_the_first_and_the_last_day_have_a_midnight():
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        assert midnight(FIRST).astimezone(ZoneInfo(zone))
        assert midnight(LAST).astimezone(ZoneInfo(zone))
