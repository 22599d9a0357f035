"""At every moment the live index counts what SQL counts, whoever writes what."""

import random
from threading import Event, Thread

import pytest
from django.db import connection

from contacts.models import Contact
from segments_app.common.snapshots import one_snapshot, prune_log
from segments_app.live_index import reading
from segments_app.live_index.counting import _bits, _conditions
from tests.segments_app.criteria.population import NOW, populate
from tests.segments_app.criteria.samples import rules

from .writing import STATEMENTS, Writer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no live index"),
]


#: What the random rules seldom ask: tables looked through, tables written in bulk, companies.
MORE = [
    {"field": "segment", "is": "any_of", "value": ["A", "B"]},
    {"field": "segment", "is": "not_empty"},
    {"some": "answer", "where": {"field": "questionnaire", "is": "any_of", "value": ["A"]}},
    {"some": "comment", "times": {"at_least": 2}},
    {"field": "industry_group", "is": "any_of", "value": ["A"]},
    {"some": "company_interaction", "where": {"field": "evaluation", "is": "not_empty"}},
]


@pytest.fixture
def ids():
    populate()
    return list(Contact.objects.values_list("pk", flat=True))


@pytest.fixture
def sets(index, ids):
    asked = index.matching_each([*MORE, *rules(40, seed=7)], now=NOW)
    first, second, third = asked[-3:]
    return [*asked, first & second - third, ~(first | second), ~first - ~second, index.NOBODY]


def both(sets, *, builds=1_000):
    """Return the counts of bitmaps and of SQL, in one snapshot."""
    with one_snapshot():
        known = reading.read_bits_here(_conditions(sets), builds=builds)
        counted = [_bits(one, known).bit_count() for one in sets]
        return counted, [one.contacts().count() for one in sets]


@pytest.mark.parametrize("seed", range(3))
def test_random_writers_committed_open_and_taken_back(index, sets, ids, connect, seed, monkeypatch):
    rnd = random.Random(seed)
    monkeypatch.setattr(reading, "MANY", rnd.choice([3, 40, 5_000]))
    writers = [Writer(connect(autocommit=n == 0), rnd, ids) for n in range(3)]
    written = 0
    for _step in range(40):
        writer = rnd.choice(writers)
        for _statement in range(rnd.randrange(1, 4)):
            written += writer.write() is not None
        if rnd.random() < 0.4:
            rnd.choice([writer.connection.commit, writer.connection.rollback])()
        if rnd.random() < 0.1:
            prune_log(keep=rnd.randrange(20))
        found, expected = both([*sets[: len(MORE)], *rnd.sample(sets, 6)])
        assert found == expected

    assert written > 20


def test_writers_that_never_rest(index, sets, ids, connect):
    stop = Event()

    def write(seed):
        writer = Writer(connect(), random.Random(seed), ids)
        while not stop.is_set():
            writer.write()
            if writer.rnd.random() < 0.5:
                writer.connection.commit()
        writer.connection.rollback()

    threads = [Thread(target=write, args=[seed]) for seed in range(2)]
    for thread in threads:
        thread.start()
    try:
        rnd = random.Random(1)
        for _step in range(40):
            found, expected = both(rnd.sample(sets, 8))
            assert found == expected
    finally:
        stop.set()
        for thread in threads:
            thread.join(30)


def test_each_statement_before_and_after_its_end(index, sets, ids, connect):
    writer = Writer(connect(), random.Random(2), ids)
    at_once = Writer(connect(autocommit=True), random.Random(3), ids)
    refused, rnd = [], random.Random(4)
    for statement in STATEMENTS:
        who = at_once if statement.startswith("TRUNCATE") else writer
        done = [who.write(statement) for _try in range(20)]
        refused += [] if any(done) else [statement]
        found, expected = both([*sets[: len(MORE)], *rnd.sample(sets, 6)])
        assert found == expected, statement
        writer.connection.commit()
        found, expected = both([*sets[: len(MORE)], *rnd.sample(sets, 6)])
        assert found == expected, statement

    assert refused == []
