"""What is said to exclude each other never both holds, for anybody."""

import random

import pytest

from segments_app.criteria.contradictions import contradict
from segments_app.criteria.misreads import denied
from segments_app.criteria.reader import read
from segments_app.criteria.registry import sources
from tests.segments_app.criteria.asking import matching_all
from tests.segments_app.criteria.population import TODAY
from tests.segments_app.criteria.samples import leaf

pytestmark = pytest.mark.django_db


def pairs(count, seed):
    """Two conditions on one field, over and over."""
    rnd = random.Random(seed)
    contact = sources["contact"]
    for _ in range(count):
        key = rnd.choice(list(contact.criteria))
        yield leaf(contact, rnd, key), leaf(contact, rnd, key)


@pytest.mark.parametrize("seed", range(4))
def test_conditions_said_to_exclude_each_other_hold_for_nobody_together(seed, world):
    told = [
        (one, other) for one, other in pairs(600, seed) if contradict(read(one), read(other), TODAY)
    ]

    assert len(told) > 40
    for pair, found in zip(told, matching_all([{"all": pair} for pair in told]), strict=True):
        assert not found, pair


def test_refusals_said_to_let_everybody_in_do(world):
    told = [
        (one, other)
        for one, other in pairs(1500, 9)
        if contradict(denied(read(one)), denied(read(other)), TODAY)
    ]

    assert len(told) > 20
    for pair, found in zip(told, matching_all([{"any": pair} for pair in told]), strict=True):
        assert set(found) == set(world.contacts), pair
