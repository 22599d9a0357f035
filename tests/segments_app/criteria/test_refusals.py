"""What is not understood is refused with its place; nothing is skipped."""

import pytest

from contacts.models import MailingGroup
from segments_app.criteria.rules import InvalidRule, check_rule, contacts_matching
from tests.factories import make_person
from tests.segments_app.criteria.population import NOW

pytestmark = pytest.mark.django_db

GERMAN = {"field": "country", "is": "any_of", "value": ["DE"]}
NAMED = {"field": "name", "is": "is", "value": "Ada"}


def nested(depth, rule=GERMAN):
    for _ in range(depth - 1):
        rule = {"all": [rule, GERMAN]}
    return rule


def about(field, operator, *value):
    return {"field": field, "is": operator} | ({"value": value[0]} if value else {})


REFUSED = {
    "nothing": ({}, ""),
    "not an object": (["all"], ""),
    "two operators": ({"all": [GERMAN], "any": [GERMAN]}, ""),
    "two operators below": ({"any": [GERMAN, {"not": GERMAN, "all": [GERMAN]}]}, "any.1"),
    "an unknown key": ({**GERMAN, "extra": 1}, ""),
    "an unknown key in a group": ({"all": [GERMAN], "name": "x"}, ""),
    "an unknown field": (about("nope", "is", 1), ""),
    "a field of another table": (about("occurred_on", "in_period", "today"), ""),
    "a field that is no text": (about(["name"], "is", "x"), ""),
    "an unknown operator": (about("country", "in_last", 1), ""),
    "no operator": ({"field": "name", "value": "x"}, ""),
    "no value": (about("name", "is"), ""),
    "a value too many": (about("name", "empty", "x"), ""),
    "a null value": (about("name", "is", None), ""),
    "a text that is none": (about("name", "is", 3), ""),
    "an empty text": (about("name", "contains", "  "), ""),
    "a text of accents only": (about("name", "contains", "\u0301"), ""),
    "a NUL byte": (about("name", "is", "a\0b"), ""),
    "half a character": (about("name", "is", "\ud800"), ""),
    "a long text": (about("name", "is", "x" * 501), ""),
    "no values": (about("country", "any_of", []), ""),
    "a value instead of a list": (about("country", "any_of", "DE"), ""),
    "a list of lists": (about("country", "any_of", [["DE"]]), ""),
    "a NUL byte in a list": (about("mailing_group", "any_of", ["a\0"]), ""),
    "an unknown country": (about("country", "any_of", ["DE", "XX"]), ""),
    "a country by its code of three letters": (about("country", "any_of", ["DEU"]), ""),
    "a country by its number": (about("country", "any_of", ["276"]), ""),
    "a digit that is no number": (about("country", "any_of", ["²"]), ""),
    "an unknown choice": (about("type", "any_of", ["robot"]), ""),
    "an unknown code": (about("mailing_group", "any_of", ["NONE"]), ""),
    "an id that is a text": (about("profile_answer", "any_of", ["1"]), ""),
    "an id that is true": (about("profile_answer", "any_of", [True]), ""),
    "an endless id": (about("profile_answer", "any_of", [10**40]), ""),
    "too many values": (about("name", "any_of", [str(n) for n in range(10_001)]), ""),
    "a backward range": (about("postcode", "between", ["2", "1"]), ""),
    "a range of one": (about("postcode", "between", ["2"]), ""),
    "a date that is none": (about("created_at", "on", "2026-02-30"), ""),
    "a date of long ago": (about("created_at", "on", "0001-01-01"), ""),
    "a backward period": (about("created_at", "between", ["2026-02-02", "2026-02-01"]), ""),
    "an unknown period": (about("created_at", "in_period", "last_century"), ""),
    "no span": (about("created_at", "in_last", 90), ""),
    "a span of nothing": (about("created_at", "in_last", {"count": 0, "unit": "days"}), ""),
    "a span of halves": (about("created_at", "in_last", {"count": 1.5, "unit": "days"}), ""),
    "a span of moons": (about("created_at", "in_last", {"count": 1, "unit": "moons"}), ""),
    "an endless span": (about("created_at", "in_last", {"count": 10**9, "unit": "days"}), ""),
    "an empty group inside": ({"all": [GERMAN, {"any": []}]}, "all.1.any"),
    "not an empty group": ({"not": {"all": []}}, "not.all"),
    "a group of no list": ({"all": GERMAN}, "all"),
    "everyone inside": ({"any": [GERMAN, {"everyone": True}]}, "any.1"),
    "not everyone": ({"not": {"everyone": True}}, "not"),
    "everyone but false": ({"everyone": False}, "everyone"),
    "everyone and more": ({"everyone": True, "all": [GERMAN]}, ""),
    "an unknown source": ({"some": "nope"}, "some"),
    "the contact as a source": ({"some": "contact", "where": NAMED}, "some"),
    "rows of rows": ({"some": "comment", "where": {"some": "comment"}}, "where.some"),
    "own fields of a row": ({"some": "comment", "where": NAMED}, "where"),
    "an empty where": ({"some": "comment", "where": {"all": []}}, "where.all"),
    "no where": ({"some": "comment", "where": None}, "where"),
    "never": ({"some": "comment", "times": {"at_least": 0}}, "times"),
    "often": ({"some": "comment", "times": {"often": 3}}, "times"),
    "how often twice": ({"some": "comment", "times": {"at_least": 1, "at_most": 2}}, "times"),
    "half a time": ({"some": "comment", "times": {"exactly": 0.5}}, "times"),
    "a list as how often": ({"some": "comment", "times": ["exactly", 1]}, "times"),
    "true times": ({"some": "comment", "times": {"exactly": True}}, "times"),
    "how often, below": (
        {"all": [GERMAN, {"some": "comment", "times": {"exactly": -1}}]}, "all.1.times",
    ),
    "an operator that is no text": (about("name", ["is"], "x"), ""),
    "an unknown key of rows": ({"some": "comment", "value": 1}, ""),
    "an unknown key of a not": ({"all": [{"not": GERMAN, "value": 1}]}, "all.0"),
    "an empty group and more": ({"all": [], "some": "comment"}, ""),
    "a group of no list, below": ({"any": [GERMAN, {"all": GERMAN}]}, "any.1.all"),
    "something below": ({"any": [GERMAN, {"all": [GERMAN, {"not": 1}]}]}, "any.1.all.1.not"),
    "rows eleven levels down": (
        nested(10, {"some": "comment", "where": {"field": "text", "is": "empty"}}),
        ".".join([*["all.0"] * 9, "where"]),
    ),
    "200 conditions and rows": ({"any": [GERMAN] * 200 + [{"some": "comment"}]}, "any.200"),
    "198 conditions and a filter of three": (
        {"any": [GERMAN] * 198 + [about("city", "matches", "1..1|2..2|3..3")]}, "any.198",
    ),
    "version true": ({"version": True, "everyone": True}, "version"),
    "a later version": ({"version": 2, "everyone": True}, "version"),
    "a version inside": ({"not": {"version": 1, **GERMAN}}, "not"),
    "eleven levels": (nested(11), ".".join(["all.0"] * 10)),
    "four hundred levels": (nested(400), ".".join(["all.0"] * 10)),
    "201 conditions": ({"any": [GERMAN] * 201}, "any.200"),
    "201 in a list": (about("mailing_group", "all_of", [str(n) for n in range(201)]), ""),
    "too many values in all": (
        {"any": [about("name", "any_of", [str(n) for n in range(9_000)])] * 3},
        "any.2",
    ),
}  # fmt: skip


def refusal(rule):
    """Return where a rule is refused, and it is by whoever reads it."""
    places = set()
    for read in (check_rule, lambda rule: contacts_matching(rule, now=NOW)):
        with pytest.raises(InvalidRule) as refused:
            read(rule)
        assert refused.value.message.endswith((".", ":"))
        assert str(refused.value) == refused.value.message
        places.add(refused.value.path)
    (place,) = places
    return place


def test_a_rule_that_is_none_is_refused_with_its_place():
    assert {name: refusal(rule) for name, (rule, _path) in REFUSED.items()} == {
        name: path for name, (_rule, path) in REFUSED.items()
    }


#: What the user reads, where a near miss would tell something else.
WORDS = [
    ({"any": [GERMAN, {"everyone": True}]}, "“All contacts” cannot be combined with conditions."),
    (
        {"version": "x" * 30, "everyone": True},
        f"This rule is of version {'x' * 20}, which this program does not know.",
    ),
    ({"some": "x" * 60}, f"There is nothing called “{'x' * 50}” to look for here."),
    (about("name", "is"), "A value is missing."),
    (about("name", "empty", "x"), "There must be no value here."),
    (about("nope", "is", 1), "There is no field “nope” to ask about here."),
    ({**GERMAN, "extra": 1}, "“extra” has no meaning here."),
    (about("name", "is", "x" * 501), "This text is too long: at most 500 characters."),
    (REFUSED["too many values"][0], "These are too many values: at most 10,000."),
    (
        REFUSED["too many values in all"][0],
        "These are too many values in one rule: at most 20,000.",
    ),
    (about("country", "any_of", []), "Choose at least one value."),
    (about("created_at", "between", "2026"), "Give two values: from and to."),
]


def test_a_refusal_says_what_is_wrong():
    for rule, message in WORDS:
        with pytest.raises(InvalidRule) as refused:
            check_rule(rule)

        assert refused.value.message == message


@pytest.mark.parametrize("number", [True, "x", None, "NaN", "Infinity", 10**12, "0.0000001", [1]])
def test_a_number_that_is_none_is_refused(number):
    rule = {"some": "interaction", "where": about("cost", "at_least", number)}

    with pytest.raises(InvalidRule):
        check_rule(rule)


@pytest.mark.parametrize(
    "rule",
    [nested(10), {"any": [GERMAN] * 200}, about("name", "any_of", [str(n) for n in range(10_000)])],
    ids=["ten levels", "200 conditions", "10,000 values"],
)
def test_a_rule_at_the_limits_is_answered(rule):
    assert list(contacts_matching(rule, now=NOW)) == list(
        contacts_matching({"not": {"not": rule}} if rule != nested(10) else rule, now=NOW)
    )


def test_a_rule_without_conditions_is_read_and_is_nobody():
    make_person()
    for key in ("all", "any"):
        assert check_rule({key: []}) == {"version": 1, key: []}
        assert not contacts_matching({key: []}, now=NOW).exists()


def test_conditions_on_rows_may_stand_on_the_tenth_level():
    assert check_rule(nested(9, {"some": "comment", "where": about("text", "empty")}))


def test_a_deleted_group_is_refused_not_widened():
    group = MailingGroup.objects.create(code="FAIR")
    rule = check_rule({"not": about("mailing_group", "any_of", ["FAIR"])})
    group.delete()

    with pytest.raises(InvalidRule, match="FAIR"):
        contacts_matching(rule, now=NOW)


def test_a_canonical_rule_is_clean():
    rule = {
        "all": [
            {"any": [about("name", "is", "  Ada  Lovelace ")]},
            {"not": {"not": about("country", "any_of", ["SE", "DE", "SE"])}},
            {"not": about("name", "contains", "x")},
            {"some": "interaction", "where": {"all": [about("cost", "is", "12.500")]}},
            {"some": "interaction", "times": {"at_least": 1}},
        ]
    }

    assert check_rule(rule) == {
        "version": 1,
        "all": [
            about("name", "is", "Ada Lovelace"),
            about("country", "any_of", ["DE", "SE"]),
            about("name", "not_contains", "x"),
            {"some": "interaction", "where": about("cost", "is", "12.5")},
            {"some": "interaction"},
        ],
    }
