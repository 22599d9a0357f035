"""Days that come back every year: over the turn of the year, and on 29 February."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from contacts.models import ContactComment
from segments_app.criteria.rules import contacts_matching
from tests.factories import make_attribute, make_person
from tests.segments_app.criteria.population import NOW
from tests.segments_app.criteria.reading import comes_back
from tests.segments_app.criteria.test_attributes import give

pytestmark = pytest.mark.django_db
SPAN = {"count": 3, "unit": "days"}
BORN = [date(1999, 12, 31), date(1980, 1, 1), date(2024, 2, 29), date(1970, 2, 28),
        date(1970, 3, 1), date(1990, 6, 15)]  # fmt: skip


def rule(span):
    condition = {"field": "commented_on", "is": "anniversary_in_next", "value": span}
    return {"some": "comment", "where": condition}


def matching(span, now, people):
    """Return who matches of these people; the population may be there too."""
    ours = [person.pk for person in people.values()]
    return set(contacts_matching(rule(span), now=now).filter(pk__in=ours))


@pytest.fixture
def people():
    made = {day: make_person() for day in BORN}
    for day, person in made.items():
        ContactComment.objects.create(contact=person, text="born", commented_on=day)
    return made


#: A day of the company, a span of days, and when they are born who have their day in it.
DAYS = [
    (date(2023, 2, 25), 3, []),
    (date(2023, 2, 26), 3, [date(1970, 2, 28), date(2024, 2, 29)]),  # whose 29th is the 28th
    (date(2024, 2, 26), 3, [date(1970, 2, 28)]),
    (date(2024, 2, 28), 2, [date(1970, 2, 28), date(2024, 2, 29)]),
    (date(2024, 3, 1), 1, [date(1970, 3, 1)]),
    (date(2026, 6, 14), 3, [date(1990, 6, 15)]),
    (date(2023, 12, 29), 3, [date(1999, 12, 31)]),
    (date(2023, 12, 31), 2, [date(1999, 12, 31), date(1980, 1, 1)]),
    (date(2024, 1, 1), 365, [day for day in BORN if day != date(1999, 12, 31)]),
    (date(2026, 6, 16), 366, BORN),
]


def test_who_has_an_anniversary_in_the_next_days(people):
    for day, count, born in DAYS:
        now = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        found = matching({"count": count, "unit": "days"}, now, people)

        assert found == {people[one] for one in born}, day


def test_the_anniversary_of_a_moment_is_on_the_companys_day_whatever_the_users_zone():
    person = make_person(created_at=datetime(2024, 12, 31, 23, 30, tzinfo=UTC))
    today = {"field": "created_at", "is": "anniversary_in_next"}
    today["value"] = {"count": 1, "unit": "days"}

    with timezone.override("America/New_York"):
        found = [
            person in contacts_matching(today, now=datetime(2027, *day, 10, tzinfo=UTC))
            for day in ((1, 1), (12, 31))
        ]

    assert found == [True, False]


def test_over_five_years_of_days_anniversaries_come_back(people):
    day = date(2023, 12, 27)
    while day < date(2029, 3, 4):
        if day.month in (12, 1, 2, 3):
            now = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
            found = matching(SPAN, now, people)
            window = [day + timedelta(days=n) for n in range(3)]
            expected = {p for born, p in people.items() if any(comes_back(born, d) for d in window)}
            assert found == expected, day
        day += timedelta(days=1)


def test_in_a_whole_year_everybody_has_one_and_nobody_without_a_day(people):
    nobody = make_person()
    now = datetime(2026, 5, 5, 10, tzinfo=UTC)

    found = matching({"count": 1, "unit": "years"}, now, people | {None: nobody})

    assert found == set(people.values())


def test_a_day_that_is_an_attribute_comes_back_too():
    make_attribute("born", "date")
    soon, later = make_person(), make_person()
    give(soon, born=date(1990, 3, 30)), give(later, born=date(1990, 3, 31))
    birthday = {"field": "attribute:born", "is": "anniversary_in_next"}
    birthday["value"] = {"count": 2, "unit": "days"}

    assert set(contacts_matching(birthday, now=NOW)) == {soon}
