"""Values in words, as a form shows them, and as it reads what was typed."""

import pytest
from django.core.exceptions import ValidationError

from segments_app.criteria import shapes, shapes_of_days
from segments_app.criteria.registry import sources
from segments_app.criteria.values import listed

DAYS = {"count": 1000, "unit": "days"}
WORDS = [
    (shapes.NOTHING, None, {}),
    (shapes.TEXT, "Malmö", {"value": "“Malmö”"}),
    (shapes.TEXTS, ["Malmö", "Lund"], {"value": "“Malmö” or “Lund”"}),
    (shapes.TEXT_RANGE, ["10", "19"], {"first": "10", "last": "19"}),
    (shapes.NUMBER, "12.5", {"value": "12.5"}),
    (shapes.NUMBER, 0, {"value": "0"}),
    (shapes.NUMBER_RANGE, [1, "2.5"], {"first": "1", "last": "2.5"}),
    (shapes.PICKS, ["A", "B"], {"value": "Ada or “B”, which no longer exists"}),
    (shapes.ALL_PICKS, ["A", "C"], {"value": "Ada and Cleo"}),
    (shapes_of_days.DAY, "2026-03-29", {"value": "29 March 2026"}),
    (
        shapes_of_days.DAY_RANGE,
        ["2026-03-01", "2026-03-29"],
        {"first": "1 March 2026", "last": "29 March 2026"},
    ),
    (shapes_of_days.SPAN, DAYS, {"value": "1000 days"}),
    (shapes_of_days.SPAN, {"count": 1, "unit": "weeks"}, {"value": "1 week"}),
    (shapes_of_days.SPAN, {"count": 2, "unit": "months"}, {"value": "2 months"}),
    (shapes_of_days.SPAN, {"count": 3, "unit": "years"}, {"value": "3 years"}),
    (shapes_of_days.PERIOD, "last_month", {"value": "last month"}),
]


@pytest.mark.parametrize(("shape", "value", "words"), WORDS)
def test_a_value_is_told_in_words(shape, value, words):
    assert shape.words(value, {"A": "Ada", "C": "Cleo"}) == words


@pytest.mark.parametrize(("shape", "value"), [(one, value) for one, value, _words in WORDS[1:]])
def test_a_value_that_a_form_shows_is_read_as_it_was(shape, value):
    assert shape.clean(shape.read(shape.shown(value), None), None) == value


TYPED = [
    (shapes.TEXTS, {"value": [" Malmö ; ; Lund ;"]}, ["Malmö", "Lund"]),
    (shapes.TEXTS, {"value": [" A; B \n \n C "]}, ["A; B", "C"]),
    (shapes.PICKS, {"value": ["A", "", "B"]}, ["A", "B"]),
    (shapes_of_days.SPAN, {"value": ["3"]}, {"count": 3, "unit": "days"}),
    (shapes_of_days.SPAN, {"value": ["3"], "unit": ["weeks"]}, {"count": 3, "unit": "weeks"}),
]


@pytest.mark.parametrize(("shape", "typed", "value"), TYPED)
def test_a_value_is_read_as_it_is_typed(shape, typed, value):
    assert shape.read(typed, None) == value


@pytest.mark.parametrize("value", [["a;b"], ["a", "b"], ["a;b", "c"], ["a"]])
def test_texts_with_semicolons_come_back_from_the_form(value):
    shown = shapes.TEXTS.shown(value)

    assert shapes.TEXTS.read(shown, None) == value
    assert shown["value"][0].endswith("\n") is any(";" in one for one in value)


def test_a_value_that_is_no_list_is_one_value_and_one_condition():
    assert (shapes.TEXT.size("abc"), shapes.TEXT.conditions("abc")) == (1, 1)
    assert (shapes.TEXTS.size(["a", "b"]), shapes.TEXTS.conditions(["a", "b"])) == (2, 1)


def test_identifiers_that_are_picked_are_stored_as_numbers():
    options = sources["contact"].criterion("profile_answer").options

    assert shapes.PICKS.read({"value": ["7", "8"]}, options) == [7, 8]


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (shapes.PICKS, ["a\0"]),
        (shapes.TEXT_RANGE, ["B", "a"]),
        (shapes_of_days.SPAN, {"count": True, "unit": "days"}),
        (shapes_of_days.SPAN, {"count": 10_000, "unit": "days"}),
        (shapes.TEXT, "\u00b4"),  # of which nothing is left without accents
        (shapes.PICKS, [True]),
        (shapes.PICKS, ["a", ["b"]]),
        (shapes.PICKS, "a"),
        (shapes.TEXT_RANGE, "ab"),
        (shapes_of_days.PERIOD, ["today"]),
        (shapes_of_days.SPAN, {"count": 1}),
        (shapes_of_days.SPAN, {"count": 1, "unit": ["days"]}),
        pytest.param(shapes.NUMBER, 10**5000, id="endless"),
        *[(shapes.NUMBER, one) for one in (True, None, [1], b"1", "", 10**12, "-1e12")],
    ],
)
def test_what_cannot_be_meant_is_refused(shape, value):
    with pytest.raises(ValidationError):
        shape.clean(value, None)


def test_what_is_just_within_a_limit_is_taken():
    longest = {"count": 9_999, "unit": "years"}

    assert shapes_of_days.SPAN.clean(longest, None) == longest
    assert shapes.NUMBER.clean(10**12 - 1, None) == 10**12 - 1
    assert shapes.TEXT.clean(" a\tb ", None) == "a b"
    assert shapes.TEXT.clean("x" * 500, None) == "x" * 500
    assert shapes_of_days.SPAN.clean({"count": 1, "unit": "days"}, None)["count"] == 1
    days = ["0001-01-02", "9998-12-31"]
    assert [shapes_of_days.DAY.clean(day, None) for day in days] == days
    assert shapes_of_days.DAY_RANGE.clean(days[:1] * 2, None) == days[:1] * 2
    with pytest.raises(ValidationError, match="from 1 to 9,999"):
        shapes_of_days.SPAN.clean({"count": 0, "unit": "days"}, None)


@pytest.mark.parametrize(
    ("shape", "message"), [(shapes.NUMBER, "Type a number."), (shapes_of_days.DAY, "Type a date.")]
)
def test_where_nothing_is_typed_it_is_said_what_to_type(shape, message):
    with pytest.raises(ValidationError, match=message):
        shape.read({"value": [""]}, None)


def test_of_many_values_the_first_are_told_and_how_many_follow():
    letters = list("abcdefghi")

    assert listed(letters[:8]) == "a, b, c, d, e, f, g or h"
    assert listed(letters) == "a, b, c, d, e, f, g or 2 more"


def test_the_ends_of_a_range_of_texts_are_compared_without_case():
    assert shapes.TEXT_RANGE.clean(["a", "B"], None) == ["a", "B"]
