"""Computing on all cores: pure work in forked children, which touch no database.

Only where there is fork, and more than one core; else the work is done here, one after the other.
"""

import os
import pickle
import select
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple, NoReturn, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
MOST = 4  # children: a machine has other things to do
PATIENCE = 600  # seconds for one task


class ChildLost(Exception):
    """A child ended without an answer, or gives none."""


class _Child(NamedTuple):
    pid: int
    answer: BinaryIO


def cores() -> int:
    """Return how many children may work at once; 1 where there is no forking."""
    if not hasattr(os, "fork") or not hasattr(os, "sched_getaffinity"):
        return 1
    return min(len(os.sched_getaffinity(0)), MOST)


def side_by_side(
    work: Callable[[Task], Result], tasks: Iterable[Task], *, at_once: int | None = None
) -> Iterator[Result]:
    """Yield what `work` makes of each task, in their order.

    A child has all that is in memory here, does one task, sends what it found and is gone; what it
    changes is not seen here. When this process dies, it ends at its answer. Tasks are asked for
    here, while children work.
    """
    at_once = at_once or cores()
    if at_once == 1:
        yield from map(work, tasks)
        return
    children: deque[_Child] = deque()
    try:
        for task in tasks:
            if len(children) == at_once:
                yield _answer(children.popleft())
            children.append(_started(work, task))
        while children:
            yield _answer(children.popleft())
    finally:
        for child in children:
            os.kill(child.pid, signal.SIGKILL)
            _leave(child)


def _started(work: Callable[[Any], Any], task: Any) -> _Child:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        _work(work, task, writing)
    os.close(writing)
    return _Child(pid, open(reading, "rb"))


def _work(work: Callable[[Any], Any], task: Any, writing: int) -> NoReturn:
    """Be a child: answer, and end without any of the parent's farewells."""
    status = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends this
        with open(writing, "wb") as answer:
            pickle.dump(work(task), answer, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)


def _answer(child: _Child) -> Any:
    """Return what a child says; ChildLost where it says nothing."""
    if not select.select([child.answer], [], [], PATIENCE)[0]:
        os.kill(child.pid, signal.SIGKILL)
    said = child.answer.read()
    status = _leave(child)
    if status or not said:
        raise ChildLost(f"A child ended with status {status}.")
    return pickle.loads(said)  # noqa: S301 - it comes from our own child


def _leave(child: _Child) -> int:
    child.answer.close()
    return os.waitpid(child.pid, 0)[1]
