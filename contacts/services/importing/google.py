"""What only address books of Google write: kinds beside numbers, several values in one cell."""

from collections.abc import Sequence

from segments_app.common.text import normalise

from .cells import BETWEEN_VALUES, tidy

VALUE = " - Value"
KINDS = (" - Type", " - Label")
MOBILE = ("mobil", "cell", "handy", "mobiel")


def is_google(header: Sequence[str]) -> bool:
    """Tell whether the columns are those of an address book of Google."""
    return any(title.endswith(VALUE) for title in header)


def first_of_several(text: str) -> str:
    """Return the first of the values of a cell, tidied."""
    return tidy(text.partition(BETWEEN_VALUES)[0])


def kinds_beside(header: Sequence[str]) -> dict[int, int]:
    """Return where the kind of each value stands: in the column before, of the same name."""
    return {
        index: index - 1
        for index, title in enumerate(header)
        if index
        and title.endswith(VALUE)
        and header[index - 1] in [title.removesuffix(VALUE) + kind for kind in KINDS]
    }


def places_of(kind: str, otherwise: str) -> tuple[str, ...]:
    """Return the fields that a telephone number of a kind may fill, the right one first."""
    words = normalise(kind)
    if "fax" in words or "pager" in words:
        return ()
    if not words:
        return (otherwise,)
    is_mobile = any(word in words for word in MOBILE)
    return ("mobile_phone", "phone") if is_mobile else ("phone", "mobile_phone")
