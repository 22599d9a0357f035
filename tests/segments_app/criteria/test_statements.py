"""The shape of the statements that rules become: what looks the same to the user may take hours."""

import pytest

from segments_app.criteria.registry import Link
from segments_app.criteria.rules import contacts_matching, read_rules
from tests.segments_app.criteria.population import NOW

pytestmark = pytest.mark.django_db

GERMAN = {"field": "country", "is": "any_of", "value": ["DE"]}
NAMED = {"field": "name", "is": "starts_with", "value": "l"}
COMPANY = {"field": "company.city", "is": "not_empty"}
MET = {"some": "interaction"}
COMMENTED = {"some": "comment"}


def often(times, count, source="company_interaction"):
    return {"some": source, "times": {times: count}}


def statement(rule, **options):
    return str(contacts_matching(rule, now=NOW, **options).query)


def not_(rule):
    return {"not": rule}


@pytest.mark.parametrize(
    ("rule", "members"),
    [
        ({"any": [MET, COMMENTED]}, 2),
        ({"any": [MET, COMPANY, not_(COMMENTED)]}, 3),
        ({"any": [GERMAN, MET, NAMED]}, 2),  # what asks the contact itself is one member
        ({"any": [{"any": [GERMAN, MET]}, {"any": [NAMED, COMMENTED]}]}, 3),
        (not_({"all": [MET, COMMENTED]}), 2),
        (not_({"any": [not_(MET), not_({"all": [COMMENTED, GERMAN]})]}), 1),
        ({"all": [{"any": [MET, COMMENTED]}]}, 2),
        (not_({"any": [{"all": [MET, COMMENTED]}]}), 2),
        ({"any": [{"all": [GERMAN, MET]}, {"all": [NAMED, GERMAN]}]}, 2),
        ({"any": [{"all": [GERMAN, not_(NAMED)]}, not_(GERMAN)]}, 1),
        ({"any": [GERMAN, NAMED]}, 1),
        ({"any": [{"all": [GERMAN, not_(MET)]}, NAMED]}, 2),
        ({"any": [COMPANY, NAMED]}, 2),  # which asks another contact
        ({"any": [MET]}, 1),
        ({"all": [GERMAN, {"any": [MET, COMMENTED]}]}, 1),  # narrowed, tested contact by contact
        (not_({"any": [GERMAN, {"all": [MET, COMMENTED]}]}), 1),
    ],
)
def test_an_or_that_nothing_narrows_is_a_union(rule, members, world):
    assert statement(rule).count(" UNION ") == members - 1
    assert ('"contacts_contact"."id" IN' in statement(rule)) is (members > 1)
    assert " UNION " not in statement(rule, one_by_one=True)


@pytest.mark.parametrize(
    ("rule", "contacts"),  # how often the table of contacts is read
    [
        ({"any": [MET, COMMENTED]}, 1),  # the rows name their contacts
        ({"any": [MET, GERMAN]}, 2),
        ({"any": [not_(MET), COMMENTED]}, 2),
        ({"any": [often("at_least", 2, "interaction"), COMMENTED]}, 2),
        ({"any": [often("at_most", 1, "interaction"), COMMENTED]}, 2),
        ({"any": [often("at_least", 1), COMMENTED]}, 2),  # of the company: not of one contact
    ],
)
def test_a_member_of_a_union_takes_contacts_from_the_rows_that_name_them(rule, contacts, world):
    assert statement(rule).count('FROM "contacts_contact"') == contacts


@pytest.mark.parametrize(
    ("rule", "counts"),
    [
        (often("at_least", 2), True),
        (often("at_most", 1), True),
        (not_(often("at_least", 3)), True),
        (often("at_least", 1), False),  # whether there is one at all is a semi-join
        (often("at_most", 0), False),
        (often("exactly", 2), False),  # two counts would be made
        (often("at_least", 2, "interaction"), False),  # an index leads there, contact by contact
        ({"all": [GERMAN, often("at_least", 2)]}, False),
    ],
)
def test_rows_that_no_index_finds_by_contact_are_counted_in_one_go(rule, counts, world):
    assert ("HAVING" in statement(rule)) is counts
    assert "HAVING" not in statement(rule, one_by_one=True)


@pytest.mark.parametrize("rule", [often("at_most", 1), not_(often("at_least", 2))])
def test_the_opposite_of_a_count_is_an_anti_join(rule, world):
    assert "NOT (EXISTS(" in statement(rule)


def test_rows_are_not_sorted_to_be_counted(world):
    for count in (1, 2, 3):
        for source in ("interaction", "company_interaction"):
            assert "ORDER BY" not in statement(often("at_least", count, source))


@pytest.mark.parametrize("field", ["salesperson", "mailing_group"])
def test_a_filter_that_no_row_passes_is_a_statement_all_the_same(field, world):
    """The live index and the members of a UNION are made of its text."""
    assert statement({"field": field, "is": "matches", "value": "no such row"})


@pytest.mark.parametrize("rule", [MET, COMPANY, often("at_most", 0, "interaction")])
def test_for_the_first_few_each_contact_is_asked_by_itself(rule, world):
    (node,), compiler = read_rules([rule], now=NOW)

    assert "OFFSET 0)" in statement(rule, one_by_one=True)
    assert "OFFSET" not in statement(rule)
    assert "OFFSET" not in str(compiler.contacts(node).query)  # unless it is said


@pytest.mark.parametrize("rule", [MET, COMPANY, often("at_least", 2)])
def test_rows_are_tied_to_one_contact_in_the_way_that_is_asked_for(rule, world, monkeypatch):
    asked, of_outer = [], Link.of_outer

    def noted(link, **options):
        asked.append(options)
        return of_outer(link, **options)

    monkeypatch.setattr(Link, "of_outer", noted)
    statement(rule, one_by_one=True)
    assert asked == [{"one_by_one": True}]

    asked.clear()
    statement({"all": [rule, GERMAN]})
    assert asked == [{"one_by_one": False}]
