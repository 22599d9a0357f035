"""The explanation of a contact says of every rule what membership says."""

import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, MailingGroup
from segments_app.criteria.explaining import Explainer, explain
from segments_app.criteria.registry import sources
from segments_app.criteria.rules import EVERYONE, NOBODY, contacts_matching
from tests.factories import (
    make_company,
    make_interaction,
    make_person,
    make_salesperson,
    make_template,
)
from tests.segments_app.criteria.population import NOW
from tests.segments_app.criteria.samples import leaf, random_rule

pytestmark = pytest.mark.django_db


def matching(rule):
    return set(contacts_matching(rule, now=NOW).values_list("pk", flat=True))


@pytest.mark.parametrize("seed", range(6))
def test_the_verdict_on_every_contact_is_membership(seed, world):
    rnd = random.Random(seed)
    rules = [random_rule(rnd) for _ in range(50)]

    verdicts = Explainer(rules, now=NOW).verdicts(Contact.objects.all())

    assert len(verdicts) == len(world.contacts)
    for index, rule in enumerate(rules):
        assert {pk for pk, found in verdicts.items() if found[index]} == matching(rule), rule


def verdict(finding):
    """Return what the tree says as it is shown: from its leaves up."""
    parts = [verdict(part) for part in finding.parts]
    match finding.kind:
        case "all":
            return all(parts)
        case "any":
            return any(parts)
        case "none":
            return not any(parts)
        case "not":
            return not parts[0]
    return finding.holds


@pytest.mark.parametrize("seed", range(6))
def test_the_tree_shown_adds_up_to_membership(seed, world):
    rnd = random.Random(seed)
    rules = [random_rule(rnd) for _ in range(40)]
    contact = Contact.objects.order_by("pk")[seed * 3]

    findings = Explainer(rules, now=NOW).explain(contact)

    for rule, finding in zip(rules, findings, strict=True):
        is_in = contact.pk in matching(rule)
        assert (finding.holds, verdict(finding)) == (is_in, is_in), rule
        assert (finding.blocker is None) is is_in


def test_the_evidence_is_as_many_rows_as_the_rule_counts(world):
    rnd = random.Random(3)
    contacts = list(Contact.objects.order_by("pk"))
    told = 0
    for _ in range(40):
        rule = {"some": "interaction", "where": leaf(sources["interaction"], rnd)}
        counts = [{**rule, "times": {"exactly": count}} for count in (1, 2, 3)]
        explainer = Explainer([rule, *counts], now=NOW)
        for contact in rnd.sample(contacts, 5):
            found = explainer.explain(contact)
            count = next((n for n in (1, 2, 3) if found[n].holds), None)
            if count:
                told += 1
                assert found[0].value == f"Interactions: {count}"
                assert len(found[0].rows) == count
    assert told > 10


def test_the_contact_s_own_values_are_told_in_words(db):
    country = make_person(
        "Anna Berg",
        country="AT",
        has_parental_consent=True,
        salesperson=make_salesperson("S1", "Sven Sale"),
    )
    rules = [
        {"field": "country", "is": "any_of", "value": ["DE"]},
        {"field": "has_parental_consent", "is": "no"},
        {"field": "salesperson", "is": "empty"},
        {"field": "language", "is": "not_empty"},
        {"field": "city", "is": "contains", "value": "Wien"},
    ]

    values = [found.value for found in Explainer(rules, now=NOW).explain(country)]

    assert values == [
        "Country: Austria",
        "Parental consent received: yes",
        "Salesperson: Sven Sale",
        "Language: empty",
        "City: empty",
    ]


def test_rows_of_other_tables_are_told_by_their_names(db):
    company = make_company("Acme", city="Graz")
    person = make_person(company=company)
    for code in ("XA", "XB"):
        group = MailingGroup.objects.create(code=code, description=f"Group {code}")
        person.mailing_groups.create(mailing_group=group)
    rules = [
        {"field": "mailing_group", "is": "any_of", "value": ["XA"]},
        {"field": "company.city", "is": "is", "value": "Graz"},
    ]

    found = Explainer(rules, now=NOW).explain(person)

    assert [one.value for one in found] == [
        "Mailing group: Group XA and Group XB",
        "City of the company: Graz",
    ]
    assert [one.holds for one in found] == [True, True]


def test_the_latest_rows_that_count_are_named_with_what_is_asked_of_them(db):
    contact = make_person()
    letter = make_template(description="Letter")
    for day in (1, 2, 3, 4):
        make_interaction(contact, template=letter, occurred_on=date(2026, 3, day), cost="1.50")
    make_interaction(contact, template=letter, occurred_on=date(2026, 3, 20), cost="9")
    rule = {"some": "interaction", "where": {"field": "cost", "is": "at_most", "value": 2}}

    found = explain(rule, contact, now=NOW)

    assert found.value == "Interactions: 4"
    assert found.rows == (
        "4 March 2026 · Letter · 1.5",
        "3 March 2026 · Letter · 1.5",
        "2 March 2026 · Letter · 1.5",
    )
    cheap = {"field": "cost", "is": "at_most", "value": 1}
    assert explain(rule | {"where": cheap}, contact, now=NOW).value == ""  # it has others
    assert explain({"some": "comment"}, contact, now=NOW).value == "Comments: 0"


def test_the_first_thing_that_keeps_a_contact_out_is_named(db):
    contact = make_person(country="AT", city="Wien")
    country = {"field": "country", "is": "any_of", "value": ["AT"]}
    germany = {"field": "country", "is": "any_of", "value": ["DE"]}
    cologne = {"field": "city", "is": "is", "value": "Köln"}

    def blocker(rule):
        return explain(rule, contact, now=NOW).blocker

    assert blocker({"all": [country, germany, cologne]}).label == "Country is Germany"
    assert blocker({"all": [country, {"any": [germany, cologne]}]}).kind == "any"
    assert blocker({"not": {"any": [cologne, country]}}).label == "Country is Austria"
    assert blocker(country) is None
    assert blocker(EVERYONE) is None
    assert blocker(NOBODY).kind == "nobody"


def test_a_rule_that_names_what_is_gone_says_so(db):
    rules = [
        {"field": "mailing_group", "is": "any_of", "value": ["GONE"]},
        {"field": "nonsense", "is": "yes"},
        EVERYONE,
    ]

    found = Explainer(rules, now=NOW).explain(make_person())

    assert [(one.kind, one.holds) for one in found] == [
        ("broken", None),
        ("broken", None),
        ("everyone", True),
    ]
    assert "GONE" in found[0].label


def test_a_large_tree_costs_as_many_queries_as_a_leaf_on_the_same_tables(world):
    contact = Contact.objects.first()
    part = {
        "all": [
            {"field": "mailing_group", "is": "any_of", "value": ["A"]},
            {"field": "salesperson", "is": "any_of", "value": ["A"]},
            {"some": "interaction", "where": {"field": "template", "is": "any_of", "value": ["A"]}},
        ]
    }
    others = [{"field": "city", "is": "contains", "value": f"{n}"} for n in range(60)]
    large = {"any": [part, {"not": {"any": others}}, {"some": "comment"}, {"some": "answer"}]}

    def queries(rule):
        with CaptureQueriesContext(connection) as captured:
            explain(rule, contact, now=NOW)
        return len(captured)

    # Two for all parts and values, and the tables whose rows are named.
    assert queries(part) <= 8
    assert queries(large) <= queries(part) + 2


def test_many_values_are_asked_in_several_queries(db):
    contact = make_person()
    rules = [
        {"field": "number", "is": "any_of", "value": [f"N{first + n}" for n in range(9_999)]}
        for first in (0, 10_000, 20_000)
    ]
    rules.append({"field": "number", "is": "any_of", "value": [contact.number]})

    found = Explainer(rules, now=NOW).explain(contact)

    assert [one.holds for one in found] == [False, False, False, True]
