"""Work done in forked children: in order, without a trace here, and over when this is."""

import os
import signal
import time

import pytest

from segments_app.common import side_by_side as module
from segments_app.common.side_by_side import ChildLost, side_by_side


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_results_come_in_the_order_of_the_tasks(at_once):
    def work(number):
        time.sleep(0.01 * (number % 2))
        return number * number, os.getpid()

    found = list(side_by_side(work, iter(range(7)), at_once=at_once))

    assert [square for square, _pid in found] == [n * n for n in range(7)]
    assert (os.getpid() in {pid for _square, pid in found}) is (at_once == 1)


def test_an_answer_larger_than_a_pipe_arrives_and_what_a_child_changes_stays_there():
    seen = []

    def work(number):
        seen.append(number)
        return bytes([number]) * 1_000_000

    assert [len(found) for found in side_by_side(work, [1, 2, 3], at_once=2)] == [1_000_000] * 3
    assert seen == []


def test_a_child_that_dies_is_an_error_and_the_others_end(capfd):
    def work(number):
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(ChildLost):
        list(side_by_side(work, range(4), at_once=2))

    assert_no_child()


def test_a_child_that_says_nothing_is_given_up(monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.05)

    with pytest.raises(ChildLost):
        list(side_by_side(time.sleep, [60], at_once=2))

    assert_no_child()


def test_children_end_when_nobody_wants_the_rest():
    results = side_by_side(lambda number: time.sleep(60 * number), [0, 1, 1], at_once=2)

    assert next(results) is None
    results.close()

    assert_no_child()


def assert_no_child():
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
