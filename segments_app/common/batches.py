"""Long rows of things, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

One = TypeVar("One")


def batched(things: Iterable[One], size: int) -> Iterator[list[One]]:
    """Yield so many things at a time; nothing is read ahead."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
