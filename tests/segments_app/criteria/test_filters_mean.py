"""Whom a filter expression lets through: codes, numbers, days, and where there is nothing."""

from datetime import UTC, datetime

import pytest

from interactions.models import Delivery
from segments_app.criteria.expressions.compiling import accepts_nothing, accepts_null
from segments_app.criteria.expressions.literals import DAYS, NULL_NUMBERS, TEXTS, read
from segments_app.criteria.rules import contacts_matching
from tests.factories import make_attribute, make_interaction, make_person
from tests.segments_app.criteria.population import NOW
from tests.segments_app.criteria.test_attributes import give


def let_through(field, people, texts, rows=None):
    """Return, for each filter, the names of those whom it, or that of a row, lets through."""
    found = {}
    for text in texts:
        rule = {"field": field, "is": "matches", "value": text}
        rule = {"some": rows, "where": rule} if rows else rule
        keys = set(contacts_matching(rule, now=NOW).values_list("pk", flat=True))
        found[text] = "".join(name for name, person in people.items() if person.pk in keys)
    return found


@pytest.mark.django_db
def test_codes_are_compared_as_they_are_or_in_capitals():
    numbers = {"x": "x-0", "c": "CT901", "d": "CT902"}
    people = {name: make_person(number=number) for name, number in numbers.items()}
    expected = {"x-0": "x", "X-0": "", "ct901": "c", "CT901|ct902": "cd", "CT901&CT902": "",
                "<>CT901": "xd", "ct90?": "cd", "CT901..CT902": "cd", "X*|CT901": "xc"}  # fmt: skip

    assert let_through("number", people, expected) == expected


@pytest.mark.django_db
def test_texts_are_compared_without_accents_with_wild_cards_too():
    cities = {"o": "Öz GmbH", "l": "Łódź", "n": ""}
    people = {name: make_person(city=city) for name, city in cities.items()}
    expected = {"ÖZ*": "o", "?ódź": "l", "Łódź&oz gmbh": "", "lodz|''": "ln", "<>''": "ol",
                "''&lodz": "", ">lodz": "o", ">=lodz": "ol", "<OZ gmbh": "ln"}  # fmt: skip

    assert let_through("city", people, expected) == expected


@pytest.mark.django_db
def test_numbers_may_be_missing_where_an_attribute_has_none():
    make_attribute("size", "number")
    people = {"a": make_person(), "b": make_person(), "n": make_person()}
    give(people["a"], size="1.5"), give(people["b"], size="3")
    expected = {"''": "n", "<>''": "ab", "1.5": "a", "<>1.5": "bn", "1.5|3": "ab", "1.5&3": "",
                "<3": "a", "<=3": "ab", ">1.5": "b", ">=1.5": "ab", "1.5..2": "a", "..1.5": "a",
                "3..": "b", "1.500001..": "b", "..1.499999": "", "<1.500001": "a",
                ">1.499999": "ab", "3|''": "bn", "3&''": "", "<>1.5&<>3": "n"}  # fmt: skip

    assert let_through("attribute:size", people, expected) == expected


@pytest.mark.django_db
def test_moments_are_compared_by_the_companys_day():
    late = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)  # the 29th in Brussels, today
    people = {
        "a": make_person(created_at=late),
        "b": make_person(created_at=NOW.replace(year=2025)),
    }
    expected = {"2026-03-29": "a", "2026-03-28": "", "2026-03-28|2026-03-29": "a", "t": "a",
                "2026-03-29|2025-03-29": "ab", "t&2025-03-29": "", "t|2025-03-29": "ab",
                "<2026-03-29": "b", "<=2026-03-29": "ab", ">2026-03-28": "a", ">2026-03-29": "",
                ">=t": "a", "2026-03-27..2026-03-28": "", "..t-1D": "b", "-1D..": "a",
                "<>t": "b"}  # fmt: skip

    assert let_through("created_at", people, expected) == expected


@pytest.mark.django_db
def test_numbers_are_not_rounded_to_those_of_the_column():
    people = {"a": make_person(), "b": make_person()}
    make_interaction(people["a"], cost="1.50", duration=1)
    make_interaction(people["b"], cost="1.51", duration=2)
    costs = {"1.505": "", "..1.505": "a", "1.505..": "b", "..1.499": "", "1.511..": ""}
    durations = {"1.5": "", "..1.5": "a", "1.5..": "b", "..0.9": "", "2.1..": "", "<1.5": "a",
                 "<=0.9": "", ">1.5": "b", ">=2.1": ""}  # fmt: skip

    assert let_through("cost", people, costs, "interaction") == costs
    assert let_through("duration", people, durations, "interaction") == durations


@pytest.mark.django_db
def test_a_moment_may_be_missing_in_a_row_that_is_there():
    people = {"s": make_person(), "w": make_person(), "n": make_person()}
    for name, sent_at in (("s", NOW), ("w", None)):
        Delivery.objects.create(
            interaction=make_interaction(people[name]),
            contact=people[name],
            state="sent" if sent_at else "canceled",
            queued_at=NOW,
            handed_over_at=sent_at,
            sent_at=sent_at,
        )
    expected = {"''": "w", "<>''": "s", "t": "s", "<>t": "w", "t|''": "sw", "t&''": ""}

    assert let_through("sent_at", people, expected, "mail") == expected


SAYS = {
    True: ["''", "*", "**", "<>a", "<a", "<=a", "..a", "a|''", "<>a&<>b", "<>a|b"],
    False: ["<>''", "a", "a*", "?", "<>*", ">a", ">=a", "a..", "a..b", "a&''", "<>a&>b"],
}
SAYS_OF_NUMBERS = {
    True: ["''", "<>1", "1|''", "<>1&<>2", "<>1|2"],
    False: ["<>''", "1", ">1", "<1", "1..2", "..2", "1&''", "<>1&2", "1|2"],
}


def test_an_expression_holds_of_nothing_or_not():
    for holds in (True, False):
        for text in SAYS[holds]:
            assert accepts_nothing(read(text, TEXTS)) is holds, text
        for text in SAYS_OF_NUMBERS[holds]:
            assert accepts_null(read(text, NULL_NUMBERS)) is holds, text
    assert accepts_null(read("t|''", DAYS)) is True
