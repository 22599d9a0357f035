"""Over 400 days relative dates mean the company's days, also when the clocks change."""

import random
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from contacts.models import Contact
from tests.factories import make_person
from tests.segments_app.criteria.asking import matching_all

DAY = timedelta(days=1)
FIRST = date(2026, 1, 20)
CLOCKS = {
    "Europe/Berlin": [date(2026, 3, 29), date(2026, 10, 25)],
    "Pacific/Auckland": [date(2026, 4, 5), date(2026, 9, 27)],
    "America/New_York": [date(2026, 3, 8), date(2026, 11, 1)],
}


def span(operator, count, unit):
    return {"field": "created_at", "is": operator, "value": {"count": count, "unit": unit}}


def period(name):
    return {"field": "created_at", "is": "in_period", "value": name}


def month_before(day):
    """Return the same day of the month before, or its last one."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


#: Rules, and what they say of the day of a moment, today being another.
RULES = [
    (period("today"), lambda day, today: day == today),
    (period("yesterday"), lambda day, today: day == today - DAY),
    (period("this_week"), lambda day, today: day.isocalendar()[:2] == today.isocalendar()[:2]),
    (
        period("last_month"),
        lambda day, today: (
            (day.year, day.month) == (today.year - (today.month == 1), (today.month - 2) % 12 + 1)
        ),
    ),
    (span("in_last", 7, "days"), lambda day, today: today - 7 * DAY < day <= today),
    (span("in_last", 1, "months"), lambda day, today: month_before(today) < day <= today),
    (span("more_than_ago", 2, "weeks"), lambda day, today: day < today - 14 * DAY),
    (span("in_next", 3, "days"), lambda day, today: today <= day < today + 3 * DAY),
]


def moments(zone, rnd):
    """Return moments of all times, those about the midnights of odd days among them."""
    for changing in CLOCKS[zone.key]:
        for day in (changing - DAY, changing, changing + DAY, changing + 2 * DAY):
            midnight = datetime.combine(day, time.min, zone).astimezone(UTC)
            yield from (midnight - timedelta(seconds=1), midnight)
    start = datetime.combine(FIRST - 40 * DAY, time.min, zone).astimezone(UTC)
    for _ in range(24):
        yield start + timedelta(minutes=rnd.randrange(460 * 24 * 60))


@pytest.mark.lesson(56)
@pytest.mark.django_db
@pytest.mark.parametrize("name", CLOCKS)
def test_on_each_of_400_days_the_moments_are_those_of_its_own_days(name, settings):
    settings.TIME_ZONE, zone, rnd = name, ZoneInfo(name), random.Random(name)
    days = {}
    for moment in moments(zone, rnd):
        contact = make_person()
        Contact.objects.filter(pk=contact.pk).update(created_at=moment)
        days[contact.pk] = moment.astimezone(zone).date()
    rules = [rule for rule, _says in RULES]
    found_ever = [0] * len(RULES)

    for number in range(400):
        today = FIRST + number * DAY
        minute = time(*rnd.choice([(0, 0), (0, 30), (1, 59), (3, 0), (12, 0), (23, 59)]))
        now = datetime.combine(today, minute, zone).astimezone(UTC)
        for index, found in enumerate(matching_all(rules, now)):
            says = RULES[index][1]
            assert set(found) == {pk for pk, day in days.items() if says(day, today)}, (
                name,
                now,
                rules[index],
            )
            found_ever[index] += len(found)

    assert all(found_ever)
