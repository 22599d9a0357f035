"""Seeded misreadings are told at their row, sound rules are left alone."""

from datetime import date

import pytest

from contacts.models import Contact, MailingGroup
from segments_app.criteria.editing import Editor
from segments_app.criteria.misreads import MOST_COUNTS, misreads
from segments_app.criteria.parts import part_of
from segments_app.criteria.rules import contacts_matching
from tests.factories import make_interaction, make_person
from tests.segments_app.criteria.population import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 29)


def is_(field, *values, how="any_of"):
    return {"field": field, "is": how, "value": list(values)}


def text(field, how, value):
    return {"field": field, "is": how, "value": value}


DE, AT = is_("country", "DE"), is_("country", "AT")
COLOGNE = text("city", "is", "Köln")
FAIR = is_("mailing_group", "FAIR")


@pytest.fixture
def people(db):
    """300 contacts: 60 in Germany of whom 6 in Cologne, 6 in Austria, 10 in a group."""
    group = MailingGroup.objects.create(code="FAIR", description="Fair")
    for index in range(300):
        country = "DE" if index < 60 else "AT" if index < 66 else "SE"
        person = make_person(country=country, city="Köln" if index < 6 else "Else")
        if index >= 290:
            person.mailing_groups.create(mailing_group=group)


def looked_over(rule, **given):
    asked = []

    def counter(rules):
        asked.extend(rules)
        return [contacts_matching(one, now=NOW).count() for one in rules]

    given = {"everybody": Contact.objects.count(), "day": DAY} | given
    reading = misreads(part_of(Editor.of_rule(rule).root), counter=counter, **given)
    assert len(asked) <= 3 * MOST_COUNTS
    return reading


def found(rule):
    return [(one.kind, one.path, one.other) for one in looked_over(rule).misreads]


@pytest.mark.lesson(41)
def test_an_or_that_swallows_the_other_row_is_told_at_the_row(people):
    reading = looked_over({"any": [COLOGNE, FAIR, DE]})

    (larger,) = reading.misreads
    assert (larger.kind, larger.path) == ("larger", "c-2")
    assert (larger.count, larger.without) == (70, 16)


def test_a_branch_that_matches_nobody_is_told(people):
    assert found({"any": [DE, text("city", "is", "Nowhere")]}) == [("nobody", "c-1", "")]
    assert found({"all": [DE, {"not": {"any": [FAIR, is_("country", "NO")]}}]}) == [
        ("nobody", "c-1-1", "")
    ]


def test_branches_that_match_the_same_people_are_told(people):
    same = [text("city", "contains", "öln"), COLOGNE]

    assert found({"any": same}) == [("same", "c-1", "c-0")]


CLASHES = [
    (DE, AT),
    (DE, is_("country", "DE", how="none_of")),
    (text("city", "is", "Köln"), text("city", "is", "Bonn")),
    (text("city", "is", "KOLN"), text("city", "is_not", "köln")),
    ({"field": "city", "is": "empty"}, text("city", "contains", "k")),
    ({"field": "city", "is": "empty"}, COLOGNE),
    ({"field": "is_minor", "is": "yes"}, {"field": "is_minor", "is": "no"}),
    (text("created_at", "before", "2026-01-01"), text("created_at", "after", "2026-02-01")),
    (
        text("created_at", "in_last", {"count": 7, "unit": "days"}),
        text("created_at", "in_period", "last_year"),
    ),
    (FAIR, is_("mailing_group", "FAIR", how="none_of")),
    ({"some": "interaction"}, {"not": {"some": "interaction"}}),
    (is_("company.country", "DE"), is_("company.country", "AT")),
]


@pytest.mark.parametrize(("one", "other"), CLASHES)
def test_two_conditions_that_exclude_each_other_are_told_without_counting(one, other, people):
    reading = looked_over({"all": [one, other]}, everybody=None)

    told = [(m.path, m.other) for m in reading.misreads if m.kind == "contradiction"]
    assert told == [("c-1", "c-0")]


def test_numbers_of_one_row_that_exclude_each_other_are_told(people):
    where = {"all": [text("cost", "at_most", 5), text("cost", "more_than", 5)]}

    (clash,) = looked_over({"some": "interaction", "where": where}).misreads

    assert (clash.kind, clash.path, clash.other) == ("contradiction", "c-0-w-1", "c-0-w-0")


def test_nested_groups_and_none_of_these_are_seen_through(people):
    rule = {"all": [DE, {"all": [FAIR, {"any": [COLOGNE, AT]}, {"not": {"any": [DE, AT]}}]}]}

    kinds = {one.kind for one in looked_over(rule).misreads}

    assert "contradiction" in kinds


def test_each_matches_somebody_and_all_together_nobody(people):
    reading = looked_over({"all": [COLOGNE, FAIR]})

    assert [(one.kind, one.path) for one in reading.misreads] == [("contradiction", "c")]


def test_two_refusals_joined_by_or_let_everybody_in(people):
    rule = {"any": [is_("country", "DE", how="none_of"), is_("country", "AT", how="none_of")]}

    assert ("everybody", "c-1", "c-0") in found(rule)


def test_more_than_a_quarter_of_all_is_told(people):
    (quarter,) = looked_over(is_("country", "SE")).misreads

    assert (quarter.kind, quarter.count, quarter.without) == ("quarter", 234, 300)


def test_zero_is_traced_to_the_row_and_the_nearest_change_is_offered(people):
    reading = looked_over({"all": [DE, COLOGNE, FAIR]})

    assert reading.emptied == "c-2"
    assert [(one.path, one.count) for one in reading.nearest] == [("c-2", 6)]


@pytest.mark.parametrize(
    "rule",
    [
        DE,
        {"all": [DE, COLOGNE]},
        {"any": [DE, AT]},
        {"any": [COLOGNE, FAIR]},
        {"all": [DE, {"not": {"any": [AT, FAIR]}}]},
        {"all": [DE, {"any": [COLOGNE, FAIR]}]},
        {"all": [DE, {"not": COLOGNE}]},
        is_("country", "DE", "AT"),
        {"all": [{"field": "city", "is": "not_empty"}, DE]},
        {"all": [text("created_at", "after", "2025-01-01"), DE]},
        {"all": [FAIR, is_("mailing_group", "FAIR")]},
    ],
)
def test_sound_rules_are_left_alone(rule, people):
    reading = looked_over(rule)

    assert (reading.misreads, reading.nearest, reading.emptied) == ([], [], "")


def test_both_conditions_may_hold_for_different_rows(people):
    contact = Contact.objects.filter(country="DE").first()
    for cost in (1, 9):
        make_interaction(contact, cost=cost)
    rule = {
        "all": [
            {"some": "interaction", "where": text("cost", "at_most", 5)},
            {"some": "interaction", "where": text("cost", "more_than", 5)},
        ]
    }

    assert found(rule) == []


def test_a_row_that_is_off_or_not_finished_is_no_part(people):
    editor = Editor.of_rule({"all": [DE, AT]})
    editor.apply("disable:c-1")

    assert [part.path for part in part_of(editor.root).parts] == ["c-0"]
    editor.root.items[0].typed = {}
    assert part_of(editor.root) is None


def test_what_takes_too_long_to_count_is_not_told(people):
    rule = {"any": [COLOGNE, DE, text("city", "is", "Nowhere")]}
    root = part_of(Editor.of_rule(rule).root)

    reading = misreads(root, counter=lambda rules: [None] * len(rules), everybody=None, day=DAY)

    assert reading.misreads == []
