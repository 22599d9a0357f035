"""Filter expressions as the reference product has them."""

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from segments_app.criteria.editing import Editor
from segments_app.criteria.expressions.formulas import formula
from segments_app.criteria.expressions.grammar import FilterError
from segments_app.criteria.expressions.literals import DAYS, NUMBERS, TEXTS, read
from segments_app.criteria.expressions.shape import DAY_FILTER, NUMBER_FILTER, TEXT_FILTER
from segments_app.criteria.expressions.writing import written
from segments_app.criteria.registry import sources
from segments_app.criteria.rules import InvalidRule, check_rule, contacts_matching
from segments_app.criteria.sentences import sentence
from tests.factories import make_person
from tests.segments_app.criteria.population import NOW
from tests.segments_app.criteria.samples import expression, operands


def about(field, text):
    return {"field": field, "is": "matches", "value": text}


def matched(field, text, values):
    """Return which of the values a filter lets through."""
    people = {value: make_person(**{field: value}) for value in values}
    found = set(contacts_matching(about(field, text), now=NOW))
    return [value for value, person in people.items() if person in found]


CITIES = ["", "10000", "10010", "20000", "30000", "Öz GmbH", "A & B", "O'Brien", "a*c", "New York"]
MATCHED = [
    ("10000..20000|30000&<>10010", ["10000", "10010", "20000", "30000"]),
    ("(10000..20000|30000)&<>10010", ["10000", "20000", "30000"]),
    ("@*gmbh*", ["Öz GmbH"]),
    ("*GMBH", ["Öz GmbH"]),
    ("oz*", ["Öz GmbH"]),
    ("''", [""]),
    ("<>''", CITIES[1:]),
    ("'A & B'", ["A & B"]),
    ("*'&'*", ["A & B"]),
    ("'a*c'", ["a*c"]),
    ("a?c", ["a*c"]),
    ("O'Brien|new york", ["O'Brien", "New York"]),
    ("?????", ["10000", "10010", "20000", "30000", "A & B"]),
    ("..10010&<>''", ["10000", "10010"]),
    (">=20000&<4", ["20000", "30000"]),
    ("<>*0*&<>a*", ["", "Öz GmbH", "O'Brien", "New York"]),
    ("*", CITIES),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "found"), MATCHED, ids=[text for text, _found in MATCHED])
def test_an_expression_means_what_it_means_in_the_reference_product(text, found):
    assert matched("city", text, CITIES) == found


MISTAKES = [
    ("a||b", 3),
    ("|a", 1),
    ("a|", 3),
    ("a&", 3),
    ("", 1),
    ("(a|b", 1),
    ("a|b)", 4),
    ("a|(b))", 6),
    ("'a|b", 1),
    ("a|'b", 3),
    ("a|<>", 5),
    ("<>a..b", 4),
    ("..", 1),
    ("a|..", 3),
    ("a..b..c", 5),
    ("a*..b", 1),
    (">a*", 1),
    ("b..a", 1),
    (">''", 1),
    ("a<b", 2),
    ("a(b)", 2),
    ("(a)b", 4),
    ("a\0b", 2),
    ("a|\ud800", 3),
    ("@", 1),
    ("a|\u0301", 3),
    ("(" * 11 + "a" + ")" * 11, 11),
    ("|".join(["a"] * 501), 1001),
    ("x" * 100_000, 2049),
    ("(" * 2_000, 11),
]


@pytest.mark.parametrize(("text", "position"), MISTAKES, ids=[repr(t)[:12] for t, _at in MISTAKES])
def test_a_mistake_is_told_with_its_character(text, position):
    if not text:
        with pytest.raises(ValidationError, match="Type a filter"):
            read(text, TEXTS)
        return
    with pytest.raises(FilterError) as mistake:
        read(text, TEXTS)

    assert mistake.value.position == position
    assert f"Character {position}: " in mistake.value.messages[0]


@pytest.mark.parametrize(
    ("text", "position"), [("1|x", 3), ("1..*", 4), ("1|NaN", 3), ("1|1e400", 3), ("0.0000001", 1)]
)
def test_what_is_no_number_is_told_with_its_character(text, position):
    with pytest.raises(FilterError) as mistake:
        read(text, NUMBERS)

    assert mistake.value.position == position


TYPED_DAYS = [
    ("de", "01.02.26", "2026-02-01"),
    ("de", ">=1.2.2026", ">=2026-02-01"),
    ("da", "1/2/26", "2026-02-01"),
    ("de", "1/2/26", "2026-02-01"),
    ("de-at", "1/2/26", "2026-02-01"),
    (None, "13/2/26", "2026-02-13"),
    ("de", "' 01.02.26 '", "2026-02-01"),
    ("en", "' 2026/2/1 '", "2026-02-01"),
    ("nl", "1-2-2026..", "2026-02-01.."),
    ("it", "1/2/2026", "2026-02-01"),
    ("en", "01.02.26", "2026-02-01"),
    ("en", "13/2/26", "2026-02-13"),
    ("en", "2/13/26", "2026-02-13"),
    ("en", "3/3/26", "2026-03-03"),
    ("en", "12/13/26", "2026-12-13"),
    ("en", "13/12/26", "2026-12-13"),
    ("en", "12/12/26", "2026-12-12"),
    ("en-us", "3/4/26", "2026-03-04"),
    ("en-gb", "3/4/26", "2026-04-03"),
    ("de", "1.2.68", "2068-02-01"),
    ("de", "1.2.69", "1969-02-01"),
    ("sv", "2026-02-01", "2026-02-01"),
    ("en", "2026/2/1", "2026-02-01"),
    ("en", "today", "t"),
    ("de", "t-7D..T", "t-7D..t"),
    ("en", "-90d", "t-90D"),
    ("en", "-cm .. cm", "-CM..CM"),
    ("en", "CM+1D|''", "CM+1D|''"),
]


@pytest.mark.parametrize(("language", "typed", "stored"), TYPED_DAYS)
def test_days_are_typed_in_the_manner_of_the_language_and_stored_as_one(language, typed, stored):
    with translation.override(language):
        assert DAY_FILTER.read({"value": [typed]}, None) == stored
        shown = DAY_FILTER.shown(stored)
        assert DAY_FILTER.read(shown, None) == stored


@pytest.mark.parametrize(
    "text",
    ["1/2/26", "30.2.26", "1.1", "010126", "1.1.126", "0001-01-01", "t7D", "5X", "CMCM",
     "11/12/26", "12/11/26", "3-3-26", "2-13-26", "012.1.2026", "9999-01-01"],
)  # fmt: skip
def test_a_day_that_nobody_can_be_sure_of_is_refused(text):
    with translation.override("en"), pytest.raises(FilterError) as mistake:
        DAY_FILTER.read({"value": [text]}, None)

    assert mistake.value.position == 1


def test_numbers_are_typed_in_the_manner_of_the_language():
    with translation.override("de"):
        assert NUMBER_FILTER.read({"value": ["1,5..2,50|-3"]}, None) == "1.5..2.5|-3"
        assert NUMBER_FILTER.shown("1.5..2.5|-3") == {"value": ["1,5..2,5|-3"]}


FORMULAS = [
    ("t", date(2026, 3, 31)),
    ("-90D", date(2025, 12, 31)),
    ("-1M", date(2026, 2, 28)),
    ("CM", date(2026, 3, 31)),
    ("-CM", date(2026, 3, 1)),
    ("CM+1D", date(2026, 4, 1)),
    ("CQ", date(2026, 3, 31)),
    ("-CQ-1D", date(2025, 12, 31)),
    ("CW", date(2026, 4, 5)),
    ("-CY", date(2026, 1, 1)),
    ("+1Q", date(2026, 6, 30)),
    ("-9999Y-CW", date(1, 1, 2)),
    ("9999Y+CY", date(9998, 12, 30)),
]


@pytest.mark.parametrize(("text", "day"), FORMULAS)
def test_a_formula_is_counted_from_the_day_of_the_question(text, day):
    assert formula(text).day(date(2026, 3, 31)) == day


@pytest.mark.django_db
def test_a_formula_is_never_frozen():
    rule = check_rule(about("created_at", "t-6D..t"))
    person = make_person()
    person.created_at = NOW
    person.save()

    found = [
        person in contacts_matching(rule, now=NOW + timedelta(days=days)) for days in (-1, 0, 6, 7)
    ]

    assert rule["value"] == "t-6D..t"
    assert found == [False, True, True, False]


@pytest.mark.parametrize("literals", [TEXTS, NUMBERS, DAYS], ids=["texts", "numbers", "days"])
def test_10_000_expressions_are_read_back_from_their_own_text(literals):
    field = {TEXTS: "name", DAYS: "created_at"}.get(literals)
    source = sources["contact"] if field else sources["interaction"]
    values = operands(source.criteria[field or "cost"])
    rnd = random.Random(1)
    for _ in range(10_000):
        text = written(read(expression(values, rnd), literals), literals)

        assert written(read(text, literals), literals) == text


def test_any_text_can_be_quoted_and_comes_back():
    rnd = random.Random(2)
    letters = "ab'|&()<>=*?@. ..\"ö"
    for _ in range(2_000):
        text = "".join(rnd.choices(letters, k=rnd.randrange(1, 8)))
        quoted = "'" + text.replace("'", "''") + "'"
        once = TEXT_FILTER.clean(quoted, None)

        (piece,) = read(once, TEXTS).value.pieces
        assert piece == text


def test_words_say_how_an_expression_is_understood():
    rule = about("postcode", "10000..20000|30000&<>10010")

    assert sentence(rule) == (
        "Contacts where Post code (is from “10000” to “20000” or (is “30000” and is not “10010”))."
    )
    assert sentence(about("created_at", "t-7D..CM")) == (
        "Contacts where Created is from 7 days before today to the end of the month."
    )


def test_each_part_of_an_expression_counts_for_the_limits_of_a_rule():
    ranges = about("city", "|".join(f"{n}..{n}" for n in range(1, 202)))
    values = about("city", "|".join(str(n) for n in range(400)))

    assert check_rule(values)["value"].count("|") == 399
    with pytest.raises(InvalidRule, match="too many conditions"):
        check_rule(ranges)


@pytest.mark.django_db
def test_the_editor_points_at_the_character():
    editor = Editor.of_rule(about("city", "a|b"))
    row = editor.root.items[0]
    row.typed["value"] = ["Malmö|(Lund"]

    with pytest.raises(InvalidRule, match="Character 7"):
        editor.rule()
    view = editor.context()["group"].items[0]

    assert view.mistake == ("Malmö|", "(Lund")
    assert view.errors == ["Character 7: this bracket is never closed."]


@pytest.mark.django_db
def test_the_code_of_a_row_can_be_filtered_and_new_rows_are_found_too():
    from contacts.models import Territory

    north = Territory.objects.create(code="N-1")
    rule = check_rule(about("territory", "N-*"))
    people = [make_person(territory=north)]
    later = Territory.objects.create(code="N-2")
    people += [make_person(territory=later)]
    nowhere = make_person()

    found = set(contacts_matching(rule, now=NOW))
    blank = set(contacts_matching(about("territory", "''"), now=NOW))

    assert found >= set(people) and nowhere not in found
    assert nowhere in blank and not blank & set(people)
