"""What is ordered to be printed, and what came of it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_TOLD = 200


class What:
    """What can be printed."""

    LETTERS = "letters"
    COVERS = "covers"
    LABELS = "labels"
    FILE = "file"
    DOCUMENT = "document"


@dataclass(frozen=True)
class PrintOrder:
    """What is printed, for whom, and how it looks; plain values, which a job keeps.

    For a logged segment, or for one that is still open. `right` and `down` are mm.
    """

    what: str
    logged_segment: int | None = None
    segment: int | None = None
    only_letters: bool = True
    order: str = "postcode"
    window: str = "left"
    right: float = 0
    down: float = 0
    is_two_sided: bool = False
    sheet: str = "70x36"
    first: int = 1
    notes: str = ""
    ticks: tuple[tuple[str, bool], ...] = ()


@dataclass
class Printed:
    """What came of it; `unprinted` are characters the typeface does not have, by contact."""

    count: int = 0
    pages: int = 0
    without_place: int = 0
    unprinted: dict[str, str] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, Any]:
        """Plain values, of the characters no more than a page can tell."""
        told = dict(list(self.unprinted.items())[:MOST_TOLD])
        return {**asdict(self), "unprinted": told, "unprinted_count": len(self.unprinted)}


def order_of(parameters: Mapping[str, Any]) -> PrintOrder:
    """Return the order that a job keeps as plain values."""
    ticks = tuple((words, is_ticked) for words, is_ticked in parameters.get("ticks", ()))
    return PrintOrder(**{**parameters, "ticks": ticks})
