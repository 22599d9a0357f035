"""One thread a process that builds bitmaps which somebody is going to ask for."""

import logging
from collections.abc import Callable, Iterable
from threading import Lock, Thread

from django.db import Error, connection

from segments_app.common.snapshots import begin_log
from segments_app.criteria.rules import InvalidRule

from .building import NotCovered
from .reading import read_bits
from .sets import Condition

logger = logging.getLogger("segments.live_index")
#: What yields the conditions to build; it is asked in the thread, with the thread's connection.
Wanted = Callable[[], Iterable[Condition]]


class Builder:
    """Builds one batch after the other; the thread ends, and lets its connection go, when idle."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[Wanted] = []
        self._thread: Thread | None = None

    def ask(self, wanted: Wanted) -> None:
        """Have conditions built soon."""
        with self._lock:
            self._waiting.append(wanted)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="live index", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Return once nothing is left to build."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        try:
            while batch := self._next():
                for wanted in batch:
                    self._build(wanted)
        finally:
            connection.close()

    def _next(self) -> list[Wanted]:
        with self._lock:
            batch, self._waiting = self._waiting, []
            if not batch:
                self._thread = None
            return batch

    def _build(self, wanted: Wanted) -> None:
        try:
            begin_log()
            conditions = dict.fromkeys(wanted())
            read_bits(conditions, builds=len(conditions))
        except (Error, NotCovered, InvalidRule):  # whoever asks next gets the answer from SQL
            logger.exception("no bitmaps were built")


builder = Builder()
