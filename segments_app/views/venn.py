"""The diagram of two or three sets: where each region is drawn, and what it is called."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext

from segments_app.services import Comparison

#: For so many sets: the outline of each region, and where its number is written.
SHAPES: Mapping[int, Mapping[str, tuple[str, int, int]]] = {
    2: {
        "a": ("M190 30A115 115 0 1 0 190 220A115 115 0 0 1 190 30Z", 75, 125),
        "b": ("M190 30A115 115 0 1 1 190 220A115 115 0 0 0 190 30Z", 305, 125),
        "ab": ("M190 30A115 115 0 0 1 190 220A115 115 0 0 1 190 30Z", 190, 125),
    },
    3: {
        "a": (
            "M80.4 219.6A110 110 0 1 1 190 29.8A110 110 0 0 0 143.4 129.5"
            "A110 110 0 0 0 80.4 219.6Z",
            90,
            99,
        ),
        "b": (
            "M190 29.8A110 110 0 1 1 299.6 219.6A110 110 0 0 0 236.6 129.5A110 110 0 0 0 190 29.8Z",
            290,
            99,
        ),
        "c": (
            "M299.6 219.6A110 110 0 1 1 80.4 219.6A110 110 0 0 0 190 210.2"
            "A110 110 0 0 0 299.6 219.6Z",
            190,
            276,
        ),
        "ab": (
            "M190 29.8A110 110 0 0 1 236.6 129.5A110 110 0 0 0 143.4 129.5A110 110 0 0 1 190 29.8Z",
            190,
            88,
        ),
        "ac": (
            "M80.4 219.6A110 110 0 0 1 143.4 129.5A110 110 0 0 0 190 210.2"
            "A110 110 0 0 1 80.4 219.6Z",
            128,
            190,
        ),
        "bc": (
            "M299.6 219.6A110 110 0 0 1 190 210.2A110 110 0 0 0 236.6 129.5"
            "A110 110 0 0 1 299.6 219.6Z",
            252,
            190,
        ),
        "abc": (
            "M143.4 129.5A110 110 0 0 1 236.6 129.5A110 110 0 0 1 190 210.2"
            "A110 110 0 0 1 143.4 129.5Z",
            190,
            156,
        ),
    },
}


@dataclass(frozen=True)
class Region:
    """A part of the diagram, and the row of the table beside it."""

    name: str
    words: str
    count: int
    url: str
    is_ticked: bool
    outline: str
    x: int
    y: int


def drawn(
    comparison: Comparison, counts: Mapping[str, int], ticked: Collection[str], *, may_see: bool
) -> list[Region]:
    """Return the regions; one without contacts, or whose contacts may not be seen, has no url."""
    shapes = SHAPES[len(comparison.sources)]
    return [
        Region(
            name=name,
            words=words_of(name, comparison.letters),
            count=count,
            url=url_of(comparison, name) if count and may_see else "",
            is_ticked=name in ticked,
            outline=shapes[name][0],
            x=shapes[name][1],
            y=shapes[name][2],
        )
        for name, count in counts.items()
    ]


def url_of(comparison: Comparison, region: str) -> str:
    page = reverse("segments:segment_compare_contacts", args=[region])
    return f"{page}?{comparison.query()}"


def words_of(region: str, letters: str) -> str:
    """Return which sets the contacts of a region are in: "A and B, not C"."""
    inside = get_text_list(list(region.upper()), gettext("and"))
    others = [letter.upper() for letter in letters if letter not in region]
    if not others:
        return inside
    if len(region) == 1:
        return gettext("%(set)s only") % {"set": inside}
    return gettext("%(sets)s, not %(others)s") % {
        "sets": inside,
        "others": get_text_list(others, gettext("or")),
    }
