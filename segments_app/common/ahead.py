"""Work on one batch while the next is being made."""

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from django.utils.translation import get_language, override

T = TypeVar("T")


def batches_ahead(items: Iterable[T], size: int) -> Generator[list[T], None, None]:
    """Yield lists of `size` items, the last one shorter; the next is made in a thread meanwhile.

    Worth it where whoever takes them waits for the database. What makes the items must not ask
    it: a thread has a connection of its own. Its language is the caller's. Close it before
    what the items are read from.
    """
    rest, language = iter(items), get_language()

    def take() -> list[T]:
        with override(language):
            return [*islice(rest, size)]

    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(take)
        while batch := coming.result():
            coming = thread.submit(take)
            yield batch
