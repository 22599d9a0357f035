"""Places: countries, each whole or with a range of post codes; one condition on two columns.

A rule stores each place as one text: "AT", "DE 10000..19999", "DE 10" for all that begins so.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django_countries import countries

from segments_app.common.folding import fold

from .conditions import between_texts
from .operators import Kind, Operator
from .options import Options
from .shapes import Shape, only
from .values import Labels, Typed, check_list, check_text, listed

MOST = 100  # ranges and countries of one condition
CODE = re.compile(r"([A-Za-z]{2})(?:[ ,:]+(.*))?")
NAME = re.compile(r"([^\d]+?)[ ,:]*(\d.*)?")
RANGE = re.compile(r"(.+?) ?(?:\.\.|–| - ) ?(.+)")
DIGITS = re.compile(r"(\d+)-(\d+)", re.ASCII)  # a range where both are as long: 00-950 is a code


@dataclass(frozen=True)
class Place:
    """A country, and the first and last of its post codes; "" is all of them."""

    country: str
    first: str = ""
    last: str = ""

    @property
    def stored(self) -> str:
        """The text that a rule holds."""
        if not self.first:
            return self.country
        codes = self.first if self.first == self.last else f"{self.first}..{self.last}"
        return f"{self.country} {codes}"

    def words(self) -> str:
        """Return the place with the name of its country."""
        dash = self.stored.replace("..", "–").partition(" ")[2]
        return f"{countries.name(self.country)} {dash}".strip()

    def condition(self, path: str) -> Q:
        """Return the condition on the column of countries, and that of post codes beside it."""
        codes = between_texts(postcode_beside(path), [self.first, self.last], date.min)
        return Q((path, self.country)) & codes


def postcode_beside(path: str) -> str:
    """Return the column of post codes that belongs to one of countries."""
    return path.removesuffix("country") + "postcode"


def place(text: object) -> Place:
    """Return the place that a text means: "DE", "DE 10000-19999", "Germany 10"."""
    typed = check_text(text)
    country, codes = _country(typed)
    if not codes:
        return Place(country)
    ends = RANGE.fullmatch(codes)
    if (digits := DIGITS.fullmatch(codes)) and len(digits[1]) == len(digits[2]):
        ends = digits
    first, last = (ends[1], ends[2]) if ends else (codes, codes)
    if ".." in first + last:
        raise ValidationError(_("“%(text)s” is not a range of post codes.") % {"text": typed})
    if fold(first).replace(" ", "") > fold(last).replace(" ", ""):
        raise ValidationError(_("The first value comes after the last one."))
    return Place(country, first, last)


def _country(text: str) -> tuple[str, str]:
    """Return the code of the country that a text begins with, and the rest of it."""
    match = CODE.fullmatch(text)
    if match and match[1].upper() in countries:
        return match[1].upper(), match[2] or ""
    match = NAME.fullmatch(text)
    code = countries.by_name(match[1], language=get_language() or "en") if match else ""
    if not match or not code:
        message = _("“%(text)s” does not begin with a country, such as DE or Germany.")
        raise ValidationError(message % {"text": text})
    return code, match[2] or ""


class Places(Shape):
    """Several places: typed one on a line, or separated by semicolons."""

    widget = "places"
    example = '`["AT", "DE 10000..19999"]`'

    def clean(self, value: Any, options: Options | None) -> list[str]:
        texts = check_list(value)
        if len(texts) > MOST:
            message = _("These are too many values: at most %(limit)s.")
            raise ValidationError(message % {"limit": MOST})
        return sorted({place(one).stored for one in texts})

    def read(self, typed: Typed, options: Options | None) -> Any:
        return [one.strip() for one in re.split(r"[\n;]", only(typed)) if one.strip()]

    def shown(self, value: Any) -> dict[str, list[str]]:
        return {"value": ["\n".join(value)]}

    def words(self, value: Any, labels: Labels) -> dict[str, str]:
        return {"value": listed([place(one).words() for one in value])}

    def conditions(self, value: Any) -> int:
        # Countries as a whole are one; each range compares post codes by itself.
        ranges = [one for one in value if " " in one]
        return len(ranges) + (len(ranges) < len(value))


def in_places(path: str, value: Iterable[str], day: date) -> Q:
    """Return the condition that country and post code lie in one of the places."""
    found = [place(one) for one in value]
    whole = [one.country for one in found if not one.first]
    parts = [one.condition(path) for one in found if one.first]
    if whole:
        parts.append(Q((f"{path}__in", whole)))
    return reduce(or_, parts)


PLACES = Places()
PLACE = Kind(
    "place",
    _lazy("Country with post codes"),
    {
        "any_of": Operator(_lazy("is in"), _lazy("%(field)s is in %(value)s"), PLACES, in_places),
        "none_of": Operator(
            _lazy("is not in"), _lazy("%(field)s is not in %(value)s"), PLACES, negates="any_of"
        ),
    },
)
