"""What is looked up once for a request, however many ask: small set-ups that any user may change.

Outside of a request, and in a job that runs for hours, nothing is remembered: it is looked up
each time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")
_memory: ContextVar[dict[str, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember what is looked up inside; within another such block, with that."""
    if _memory.get() is not None:
        yield
        return
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(key: str, look_up: Callable[[], Found]) -> Found:
    """Return what was looked up under the key, or look it up now."""
    memory = _memory.get()
    if memory is None:
        return look_up()
    if key not in memory:
        memory[key] = look_up()
    found: Found = memory[key]
    return found


def forget(key: str) -> None:
    """Look it up anew: it was changed."""
    memory = _memory.get()
    if memory is not None:
        memory.pop(key, None)
