"""How operations are timed: in turns, and the median of what each took."""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)  # benchmarks.seed.TODAY
RUNS = 3
LOCAL = ("", "localhost", "127.0.0.1", "::1")


def milliseconds(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return (time.perf_counter() - began) * 1000, result


def worked() -> float:
    """Return for how many milliseconds Python has been on a processor, and its database process.

    Waiting for others on a shared machine is not in it. Of a database on another machine, or
    not on Linux, only Python's is known.
    """
    from django.db import connection

    spent = time.process_time() * 1000
    connection.ensure_connection()
    host = connection.settings_dict.get("HOST", "")
    if connection.vendor == "postgresql" and (host in LOCAL or host.startswith("/")):
        one: Any = connection.connection
        path = Path(f"/proc/{one.info.backend_pid}/schedstat")
        if path.exists():
            spent += int(path.read_text().split()[0]) / 1_000_000
    return spent


def work(operation: Callable[[], Any]) -> float:
    """Return the median of the milliseconds of work that an operation takes."""
    spent = []
    for _run in range(2 * RUNS):
        before = worked()
        operation()
        spent.append(worked() - before)
    return statistics.median(spent)


def both(ours: Callable[[], Any], floor: Callable[[], Any]) -> tuple[float, float, Any, Any]:
    """Time the two in turns, so that what disturbs one disturbs the other; return medians."""
    times: tuple[list[float], list[float]] = ([], [])
    results: list[Any] = [None, None]
    for _run in range(RUNS):
        for side, work in enumerate((ours, floor)):
            spent, results[side] = milliseconds(work)
            times[side].append(spent)
    return statistics.median(times[0]), statistics.median(times[1]), results[0], results[1]


def median_of_turns(
    ours: Callable[[Any], Any], floor: Callable[[Any], Any], mine: list[Any], theirs: list[Any]
) -> tuple[float, float]:
    """Time the two in turns, each on things made for it; return medians."""
    times: tuple[list[float], list[float]] = ([], [])
    for one, other in zip(mine, theirs, strict=True):
        times[0].append(milliseconds(partial(ours, one))[0])
        times[1].append(milliseconds(partial(floor, other))[0])
    return statistics.median(times[0]), statistics.median(times[1])


@contextmanager
def rolled_back() -> Iterator[None]:
    """Do something in a transaction and take it back."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)
