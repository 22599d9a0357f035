"""Attributes are criteria from the moment on that an administrator defines them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db.models import BooleanField
from django.urls import reverse
from django.utils import translation

from contacts import services
from contacts.services import attributes
from segments_app.common.export_rows import field_at
from segments_app.common.uses import StillUsed, uses_of
from segments_app.criteria.explaining import explain
from segments_app.criteria.field_lists import sections_of
from segments_app.criteria.registry import sources
from segments_app.criteria.rules import InvalidRule, check_rule, contacts_matching
from segments_app.criteria.sentences import sentence
from tests.factories import make_attribute, make_person
from tests.segments_app.services.building import add, make_segment
from tests.segments_app.services.test_rule_uses import kept

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHO = {"by": None, "now": NOW}


def asks(code, operator, *value):
    rule = {"field": f"attribute:{code}", "is": operator}
    return rule | {"value": value[0]} if value else rule


def give(contact, **values):
    services.update_contact(contact, values={}, attributes=values, **WHO)


def names(rule):
    found = contacts_matching(rule, now=datetime.now(tz=UTC))
    return sorted(found.values_list("name", flat=True))


def test_a_new_attribute_is_offered_and_asked_without_a_restart():
    sizes = {"Ada": Decimal(39), "Bob": Decimal(44), "Cy": None}
    attributes.define_attribute(
        values={"code": "shoe_size", "label": "Shoe size", "kind": "number"}, **WHO
    )
    for name, size in sizes.items():
        give(make_person(name), shoe_size=size)

    offered = dict(sections_of(sources["contact"]))

    assert offered["Attributes"] == [("attribute:shoe_size", "Shoe size")]
    assert offered["Attributes of the company"] == [
        ("company.attribute:shoe_size", "Shoe size of the company")
    ]
    assert names(asks("shoe_size", "at_least", 40)) == ["Bob"]
    assert names(asks("shoe_size", "is_not", 44)) == ["Ada", "Cy"]
    assert names(asks("shoe_size", "matches", "<>44")) == ["Ada", "Cy"]
    assert names(asks("shoe_size", "empty")) == ["Cy"]


@pytest.mark.parametrize(
    ("operator", "value", "words"),
    [
        ("any_of", ["s", "m"], "Contacts where Shirt is M or Small."),
        ("none_of", ["s"], "Contacts where Shirt is not Small."),
        ("empty", None, "Contacts where Shirt is empty."),
    ],
)
def test_a_sentence_calls_attribute_and_choices_as_they_are_called_today(operator, value, words):
    attribute = make_attribute("shirt", "choice", choices=["s", "m"])
    choice = attribute.choices.get(code="s")
    attributes.change_choice(choice, values={"label": "Small"}, **WHO)

    assert sentence(asks("shirt", operator, *([value] if value else []))) == words


def test_a_renamed_choice_keeps_its_values_and_its_rules():
    attribute = make_attribute("shirt", "choice", choices=["s", "m"])
    give(make_person("Ada"), shirt="s")
    rule = check_rule(asks("shirt", "any_of", ["s"]))

    choice = attribute.choices.get(code="s")
    attributes.change_choice(choice, values={"label": "Tiny", "is_archived": True}, **WHO)

    assert names(rule) == ["Ada"]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (asks("gone", "empty"), "There is no field “attribute:gone” to ask about here."),
        (asks("old", "empty"), "The attribute Old is archived. Remove the condition."),
        (asks("shirt", "any_of", ["xl"]), "Shirt: “xl” does not exist any more. Remove it."),
    ],
    ids=["gone", "archived", "no such choice"],
)
def test_what_is_gone_or_archived_is_refused_with_its_place(rule, told):
    make_attribute("old", is_archived=True)
    make_attribute("shirt", "choice", choices=["s"])
    good = {"field": "city", "is": "is", "value": "Rome"}

    with translation.override("en"), pytest.raises(InvalidRule) as refused:
        check_rule({"all": [good, {"not": rule}]})

    assert (refused.value.message, refused.value.path) == (told, "all.1.not")


def test_saved_criteria_and_steps_are_told_before_archiving_or_deleting(now):
    attribute = make_attribute("card")
    shirt = make_attribute("shirt", "choice", choices=["s", "m"])
    segment = make_segment(now=now)
    add(segment, asks("card", "not_empty"), now=now)
    kept("A", {"any": [asks("shirt", "any_of", ["s"])]})
    changed = {"field": "field", "is": "any_of", "value": ["attribute:card"]}
    kept("B", {"some": "change", "where": changed})

    with translation.override("en"):
        uses = [str(use) for use in uses_of(attribute)]
        of_shirt = [str(use) for use in uses_of(shirt)]
        of_choices = {c.code: [str(use) for use in uses_of(c)] for c in shirt.choices.all()}
    with pytest.raises(StillUsed, match=segment.number):
        attributes.change_attribute(attribute, values={"is_archived": True}, **WHO)
    with pytest.raises(StillUsed):
        attributes.delete_attribute(attribute, **WHO)

    assert uses == ["saved criteria B, step 1", f"segment {segment.number}, step 1"]
    assert of_shirt == ["saved criteria A, step 1"]
    assert of_choices == {"s": ["saved criteria A, step 1"], "m": []}
    attribute.refresh_from_db()
    assert not attribute.is_archived


def test_who_changed_from_one_value_to_another_is_asked_and_said():
    make_attribute("shirt", "choice", choices=["s", "m"])
    ada, bob = make_person("Ada"), make_person("Bob")
    for person, sizes in ((ada, "sm"), (bob, "ms")):
        for size in sizes:
            give(person, shirt=size)
    parts = [
        {"field": "field", "is": "any_of", "value": ["attribute:shirt"]},
        {"field": "old", "is": "is", "value": "s"},
        {"field": "new", "is": "is", "value": "m"},
        {"field": "changed_at", "is": "in_last", "value": {"count": 2, "unit": "days"}},
    ]
    rule = {"some": "change", "where": {"all": parts}}

    assert names(rule) == ["Ada"]
    assert sentence(rule) == "Contacts where Shirt changed from “s” to “m” in the last 2 days."


def test_what_rules_ask_of_the_company_is_told_before_its_attribute_goes(now):
    branch = make_attribute("branch", "choice", choices=["retail", "food"])
    wanted = {"field": "company.attribute:branch", "is": "any_of", "value": ["retail"]}
    segment = make_segment(now=now)
    add(segment, wanted, now=now)
    retail, food = (branch.choices.get(code=code) for code in ("retail", "food"))

    with translation.override("en"):
        uses = [[str(use) for use in uses_of(thing)] for thing in (branch, retail, food)]

    told = [f"segment {segment.number}, step 1"]
    assert uses == [told, told, []]


def test_why_tells_what_the_contact_has():
    make_attribute("likes", "choices", choices=["tea", "wine"])
    ada = make_person("Ada")
    give(ada, likes=["wine", "tea"])

    rule = asks("likes", "any_of", ["wine"])
    finding = explain(rule, ada, now=NOW)

    assert (finding.holds, finding.value) == (True, "Likes: TEA and WINE")


def test_of_yes_and_no_it_may_be_unknown_and_every_half_has_its_other_half():
    make_attribute("vegan", "yes_no", label="Vegan")
    people = {name: make_person(name) for name in ("Ada", "Bob", "Cy")}
    give(people["Ada"], vegan=True)
    give(people["Bob"], vegan=False)
    halves = {"yes": ["Ada"], "no": ["Bob"], "empty": ["Cy"], "not_empty": ["Ada", "Bob"]}

    for operator, found in halves.items():
        rule = asks("vegan", operator)
        assert names(rule) == found
        assert names({"not": rule}) == sorted({*people} - {*found})
    assert [sentence(asks("vegan", one)) for one in ("empty", "not_empty")] == [
        "Contacts where Vegan is unknown.", "Contacts where Vegan is known.",
    ]  # fmt: skip
    assert explain(asks("vegan", "yes"), people["Cy"], now=NOW).value == "Vegan: unknown"


def test_whatever_may_be_unknown_is_asked_so():
    make_attribute("vegan", "yes_no")
    told = {}
    for source in sources.values():
        for one in source.offered().values():
            rows = source.rows if one.rows is None else one.rows
            column = field_at(rows.model, one.path)
            if isinstance(column, BooleanField):
                told[one.key] = column.null
                labels = [str(operator.label) for operator in one.kind.operators.values()]
                assert ("is unknown" in labels) is column.null, one.key

    assert (told["attribute:vegan"], told["is_minor"]) == (True, False)


def test_a_rule_with_many_attributes_looks_them_up_once(django_assert_num_queries):
    for number in range(40):
        make_attribute(f"a{number}", "choice", choices=["x"])
    rule = {"all": [asks(f"a{number}", "any_of", ["x"]) for number in range(40)]}

    with django_assert_num_queries(2):
        assert not contacts_matching(rule, now=NOW).exists()


def test_the_editor_of_a_segment_offers_and_keeps_attributes(client_for, marketer, now):
    make_attribute("shirt", "choice", choices=["s", "m"], label="Shirt size")
    give(make_person("Ada"), shirt="s")
    segment = make_segment(now=now)
    address = reverse("segments:segment_who", args=[segment.pk])

    page = client_for(marketer).get(address).content.decode()

    assert '<option value="attribute:shirt">Shirt size</option>' in page
