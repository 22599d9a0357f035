"""Bitmaps of many values, built in one statement, are those of each value alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact, MailingGroup
from segments_app.common.snapshots import begin_log, log_state, one_snapshot
from segments_app.criteria import reader  # noqa: F401 - declares the criteria
from segments_app.criteria.registry import sources
from segments_app.live_index import building, matching_each
from tests.factories import make_contact
from tests.segments_app.criteria.population import NOW, pickable, populate

postgres_only = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has no live index"
)
#: What is asked of the same row beside the value.
BESIDE = {
    "interaction": {"field": "cost", "is": "at_least", "value": 0},
    "answer": {"field": "questionnaire", "is": "any_of", "value": ["A", "B"]},
}


def rules_of(source, criterion):
    """Return, for each value, the rules that pick it: alone, and beside another condition."""
    for value in pickable(criterion):
        leaf = {"field": criterion.key, "is": "any_of", "value": [value]}
        if source.link is None:
            yield leaf
        else:
            beside = BESIDE.get(source.key)
            yield {"some": source.key, "where": {"all": [leaf, beside]} if beside else leaf}


def picking():
    """Return the criteria whose values can be picked, with their rules."""
    found = {}
    for source in sources.values():
        for criterion in source.offered().values():
            if criterion.options is not None and "any_of" in criterion.kind.operators:
                rules = list(rules_of(source, criterion))
                if len(rules) > 1:
                    found[f"{source.key}.{criterion.key}"] = rules
    return found


def conditions_of(rules):
    return [next(one.conditions()) for one in matching_each(rules, now=NOW)]


def of_pairs(picks):
    """Return whom each value is picked by, from the pairs of all values."""
    [key] = {pick.key for pick in picks}
    found = {pick.value: set() for pick in picks}
    companies = {}
    for pk, company in Contact.objects.values_list("pk", "company"):
        companies.setdefault(company or pk, set()).add(pk)
    for value, key in picks[0].pairs(list(found)):
        if key is not None:
            found[value] |= companies.get(key, set()) if picks[0].link.by_company else {key}
    return list(found.values())


@pytest.mark.django_db
def test_the_pairs_of_a_value_are_the_contacts_of_its_condition():
    populate()
    told_apart = 0
    for name, rules in picking().items():
        conditions = conditions_of(rules)
        expected = [set(one.contacts().values_list("pk", flat=True)) for one in conditions]
        by_key = {}
        for condition in conditions:
            for pick in condition.picks():
                by_key.setdefault(pick.key, []).append(pick)
        together = [picks for picks in by_key.values() if len(picks) == len(rules)]

        assert together, name
        for picks in together:
            assert of_pairs(picks) == expected, name
        told_apart += len(set(map(frozenset, expected))) > 1
    assert told_apart > 25


@postgres_only
@pytest.mark.django_db(transaction=True)
def test_the_values_of_every_criterion_are_built_in_one_statement_as_each_alone():
    populate()
    begin_log()
    for name, rules in picking().items():
        conditions = conditions_of(rules)
        with one_snapshot():
            state = log_state()
            alone = [building.build(building.Batch([one]), state)[one] for one in conditions]
            with CaptureQueriesContext(connection) as captured:
                [batch] = building.batched(conditions)
                together = building.build(batch, state)

        assert [together[one] for one in conditions] == alone, name
        assert len(captured) == 1, name


@postgres_only
@pytest.mark.django_db(transaction=True)
def test_ids_far_apart_and_at_the_ends_of_words_are_kept(index):
    ids = [1, 63, 64, 127, 128, 1_000, 1_023, 70_000]
    for pk in ids:
        make_contact(pk=pk, country="AT" if pk in (63, 70_000) else "DE")
    asked = [{"field": "country", "is": "any_of", "value": [one]} for one in ("DE", "AT", "FR")]

    with one_snapshot():
        found = index.reading.read_bits_here(conditions_of(asked), builds=1)

    austrian = 1 << 63 | 1 << 70_000
    assert list(found.values()) == [sum(1 << pk for pk in ids) - austrian, austrian, 0]


@postgres_only
@pytest.mark.django_db(transaction=True)
def test_very_many_values_are_built_so_many_at_once(index):
    contact = make_contact()
    groups = MailingGroup.objects.bulk_create(
        MailingGroup(code=f"G{n}", description=f"G{n}") for n in range(building.AT_ONCE + 2)
    )
    contact.mailing_groups.create(mailing_group=groups[-1])
    rules = [{"field": "mailing_group", "is": "any_of", "value": [one.code]} for one in groups]
    sets = matching_each(rules, now=NOW)

    with CaptureQueriesContext(connection) as captured:
        counts = index.counts_if_ready(sets, builds=2)

    assert counts == [0] * (len(groups) - 1) + [1]
    # Begin, say which kind of transaction, the state of the log, two for the values, end.
    assert len(captured) == 6


def test_conditions_that_pick_nothing_or_something_else_are_built_alone(db):
    populate()
    rules = [
        {"field": "country", "is": "any_of", "value": ["DE"]},
        {"field": "country", "is": "any_of", "value": ["AT", "DE"]},
        {"field": "mailing_group", "is": "all_of", "value": ["B"]},
        {"field": "mailing_group", "is": "any_of", "value": ["A"]},
        {"field": "mailing_group", "is": "not_empty"},
        {"some": "interaction", "times": {"at_least": 2}},
        {
            "some": "mailing_group",
            "where": {"not": {"field": "mailing_group", "is": "any_of", "value": ["A"]}},
        },
    ]

    batches = building.batched(conditions_of(rules))

    assert [len(one.conditions) for one in batches] == [1] * len(rules)


def test_what_is_asked_of_the_same_row_keeps_conditions_apart(db):
    populate()
    template = {"field": "template", "is": "any_of", "value": ["A"]}
    cost = {"field": "cost", "is": "at_least"}
    rules = [
        {
            "some": "interaction",
            "where": {"all": [template | {"value": [code]}, cost | {"value": n}]},
        }
        for code in ("A", "B")
        for n in (1, 2)
    ]

    batches = building.batched(conditions_of(rules))

    assert [len(one.conditions) for one in batches] == [2, 2]
