"""A rule comes back the same from JSON and from the draft of the editor."""

import json
import os
import random

import pytest
from django.db import connection

from segments_app.criteria.editing import Editor
from segments_app.criteria.reader import read
from segments_app.criteria.tree import as_rule, simplified
from tests.segments_app.criteria.asking import matching_all
from tests.segments_app.criteria.samples import random_rule
from tests.segments_app.criteria.test_editing import sent

pytestmark = pytest.mark.django_db
TREES = int(os.environ.get("TREES", "250"))  # a page takes 20 ms: TREES=10000 for a night


def test_10_000_trees_are_read_back_from_their_own_text(world):
    """Reading asks a database for names only, so that on PostgreSQL a tenth of them will do."""
    rnd = random.Random(10_000)
    for _ in range(10_000 if connection.vendor == "sqlite" else 1_000):
        stored = as_rule(read(random_rule(rnd, depth=5)))

        assert as_rule(read(json.loads(json.dumps(stored)))) == stored


def test_a_simplified_tree_can_be_told_from_others_and_read_twice():
    parts = [{"field": "city", "is": "is", "value": value} for value in ("Lund", "Kiel")]
    once, again = (simplified(read({"any": parts})) for _ in range(2))

    assert once == again
    assert as_rule(once) == as_rule(once) == as_rule(again)


def test_1_000_trees_come_back_from_the_draft_of_the_editor(world):
    rnd = random.Random(1_000)
    for _ in range(1_000):
        stored = as_rule(read(random_rule(rnd, depth=3)))
        editor = Editor.of_rule(stored)

        assert Editor.of_draft(json.loads(json.dumps(editor.draft()))).rule() == stored


def test_a_rule_of_version_1_is_read_for_ever():
    """What is stored stays readable: these were written by the first version of the language."""
    for text in STORED:
        stored = json.loads(text)

        assert as_rule(read(stored)) == stored


def test_trees_come_back_from_the_html_of_the_form(world):
    rnd = random.Random(77)
    for _ in range(TREES):
        stored = as_rule(read(random_rule(rnd, depth=3)))

        assert sent(Editor.of_rule(stored)).rule() == stored


@pytest.mark.lesson(29)
def test_a_rule_of_version_1_counts_whom_it_has_always_meant(world):
    rules = [json.loads(text) for text in STORED]

    for rule, found in zip(rules, matching_all(rules), strict=True):
        assert set(found) == world.matching(rule), rule


STORED = [
    '{"version": 1, "everyone": true}',
    '{"version": 1, "any": []}',
    '{"version": 1, "field": "country", "is": "any_of", "value": ["AT", "DE"]}',
    '{"version": 1, "field": "postcode", "is": "between", "value": ["10", "19"]}',
    '{"version": 1, "not": {"some": "interaction", "where": {"field": "occurred_on", '
    '"is": "in_last", "value": {"count": 90, "unit": "days"}}}}',
    '{"version": 1, "all": [{"field": "name", "is": "contains", "value": "gmbh"}, {"any": ['
    '{"field": "mailing_group", "is": "all_of", "value": ["A", "B"]}, '
    '{"field": "exclude_from_segments", "is": "no"}]}]}',
    '{"version": 1, "some": "answer", "where": {"field": "answered_at", "is": "in_period", '
    '"value": "last_quarter"}, "times": {"at_least": 2}}',
]
