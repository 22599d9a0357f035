"""Every rule reads back as a sentence, in the language of whoever reads."""

import random

import pytest
from django.utils import translation

from segments_app.criteria.registry import sources
from segments_app.criteria.rules import EVERYONE, NOBODY, check_rule
from segments_app.criteria.sentences import lazy_sentence, sentence, sentences
from tests.segments_app.criteria.asking import matching_all
from tests.segments_app.criteria.samples import leaf, rules
from tests.segments_app.criteria.test_rules import CRITERIA, whole

pytestmark = pytest.mark.django_db

GERMAN = {"field": "country", "is": "any_of", "value": ["DE", "AT"]}
RECENT = {"field": "occurred_on", "is": "in_last", "value": {"count": 90, "unit": "days"}}
BY_A = {"field": "salesperson", "is": "any_of", "value": ["A"]}

SENTENCES = [
    (EVERYONE, "All contacts."),
    (NOBODY, "Nobody."),
    (GERMAN, "Contacts where Country is Austria or Germany."),
    (
        {"all": [GERMAN, {"any": [BY_A, {"field": "is_minor", "is": "no"}]}]},
        "Contacts where Country is Austria or Germany "
        "and (Salesperson is A person or Minor is no).",
    ),
    (
        {"all": [{"not": GERMAN}, {"not": {"some": "interaction", "where": RECENT}}]},
        "Contacts where Country is not Austria or Germany "
        "and there is no interaction where (Date is in the last 90 days).",
    ),
    (
        {"not": {"any": [GERMAN, BY_A]}},
        "Contacts where none of these holds: "
        "(Country is Austria or Germany or Salesperson is A person).",
    ),
    (
        {"some": "interaction", "where": {"all": [RECENT, BY_A]}, "times": {"at_least": 3}},
        "Contacts where there are at least 3 interactions "
        "where (Date is in the last 90 days and Salesperson is A person).",
    ),
    (
        {"some": "comment", "times": {"at_most": 1}},
        "Contacts where there is at most 1 comment.",
    ),
    (
        {"field": "name", "is": "any_of", "value": [str(n) for n in range(20)]},
        "Contacts where Name is “0”, “1”, “2”, “3”, “4”, “5”, “6” or 13 more.",
    ),
    (
        {"field": "created_at", "is": "between", "value": ["2026-01-31", "2026-02-28"]},
        "Contacts where Created is between 31 January 2026 and 28 February 2026.",
    ),
    (
        {"field": "mailing_group", "is": "all_of", "value": ["A", "B"]},
        "Contacts where Mailing group is all of A row and B row.",
    ),
    (
        {
            "some": "change",
            "where": {
                "all": [
                    {"field": "field", "is": "any_of", "value": ["territory"]},
                    {"field": "old", "is": "is", "value": "NORTH"},
                    {"field": "new", "is": "is", "value": "SOUTH"},
                    {"field": "changed_at", "is": "in_last", "value": RECENT["value"]},
                ]
            },
        },
        "Contacts where Territory changed from “NORTH” to “SOUTH” in the last 90 days.",
    ),
    (
        {"field": "postcode", "is": "between", "value": ["10", "19"]},
        "Contacts where Post code is between 10 and 19.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "words"), SENTENCES, ids=[words for _rule, words in SENTENCES])
def test_a_rule_reads_back(rule, words, world):
    assert sentence(rule) == words


@pytest.mark.parametrize(("source", "key"), CRITERIA)
def test_every_operator_of_every_criterion_has_words(source, key, world):
    criterion = source.criterion(key)
    rules = [
        whole(source, leaf(source, random.Random(key), key, operator))
        for operator in criterion.kind.operators
    ]

    told = sentences([*rules, *({"not": rule} for rule in rules)])

    for words, opposite in zip(told[: len(rules)], told[len(rules) :], strict=True):
        assert str(criterion.label) in words
        assert words.endswith(".") and "%(" not in words and "None" not in words
        assert opposite != words


def test_the_sentence_is_in_the_language_of_the_moment(world):
    rule = {"field": "country", "is": "any_of", "value": ["DE"]}
    later = lazy_sentence(rule)

    with translation.override("de"):
        german = str(later)
    with translation.override("en"):
        english = str(later)

    assert "Deutschland" in german
    assert "Germany" in english


def test_what_no_longer_exists_is_named_and_a_broken_rule_says_why(world):
    gone = {"field": "mailing_group", "is": "any_of", "value": ["GONE"]}

    assert sentence(gone) == "Contacts where Mailing group is “GONE”, which no longer exists."
    assert sentence({"field": "nope", "is": "is", "value": 1}).startswith(
        "These criteria cannot be read: "
    )
    assert sentence(None).startswith("These criteria cannot be read: ")


def test_many_sentences_look_up_each_table_once(world, django_assert_num_queries):
    groups = {"field": "mailing_group", "is": "none_of", "value": ["B", "C"]}

    with django_assert_num_queries(2):  # salespersons, mailing groups
        sentences([{"all": [BY_A, GERMAN, {"any": [groups, BY_A]}]}, groups, BY_A] * 30)


@pytest.mark.lesson(39)
def test_rules_that_read_the_same_mean_the_same(world):
    meant = {}
    asked = list(map(check_rule, rules(400, seed=2)))
    for rule, words, found in zip(asked, sentences(asked), matching_all(asked), strict=True):
        assert meant.setdefault(words, set(found)) == set(found), rule


def test_every_source_says_how_many(world):
    for source in sources.values():
        if source.link is None:
            continue
        told = {
            sentence({"some": source.key, "times": {how: count}})
            for how in ("at_least", "exactly", "at_most")
            for count in (1, 2, 5)
        }
        assert len(told) == 9
