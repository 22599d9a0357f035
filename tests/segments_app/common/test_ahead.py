"""Batches are made one ahead of whoever works on them, and come as if they were not."""

from contextlib import closing
from threading import Event, current_thread

import pytest
from django.utils.translation import get_language, override

from segments_app.common.ahead import batches_ahead

PATIENCE = 20  # seconds


def test_batches_have_every_item_once_in_order():
    assert list(batches_ahead(range(7), 3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(batches_ahead(range(6), 3)) == [[0, 1, 2], [3, 4, 5]]
    assert list(batches_ahead([], 3)) == []


def test_the_next_batch_is_made_while_the_last_is_worked_on():
    is_made = Event()

    def items():
        yield from (1, 2)
        is_made.set()
        yield 3

    with closing(batches_ahead(items(), 2)) as batches:
        assert next(batches) == [1, 2]
        assert is_made.wait(PATIENCE)
        assert next(batches) == [3]


def test_what_goes_wrong_is_told_where_the_batch_is_taken():
    def items():
        yield 1
        raise ValueError("broken")

    batches = batches_ahead(items(), 1)

    assert next(batches) == [1]
    with pytest.raises(ValueError, match="broken"):
        next(batches)


def test_items_are_made_in_the_language_of_the_caller():
    def items():
        yield current_thread(), get_language()

    with override("de"):
        [[(thread, language)]] = batches_ahead(items(), 1)

    assert thread is not current_thread()
    assert language == "de"


def test_nothing_is_made_any_more_once_it_is_closed():
    made = []

    def items():
        for number in range(1_000):
            made.append(number)
            yield number

    with closing(batches_ahead(items(), 2)) as batches:
        next(batches)

    assert made == [0, 1, 2, 3]
