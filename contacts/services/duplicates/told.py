"""The words for what was compared, and for how sure it is."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact

from .scoring import LIKELY, SUGGESTED, SURE, Evidence, Facet

FACETS = {
    Facet.NAME: _("Name"),
    Facet.NUMBER: _("Registration, VAT or external number"),
    Facet.EMAIL: _("E-mail"),
    Facet.PHONE: _("Telephone"),
    Facet.STREET: _("Address"),
    Facet.POSTCODE: _("Post code"),
    Facet.CITY: _("City"),
    Facet.COMPANY: _("Same company"),
    Facet.HOUSEHOLD: _("Only a household or office in common"),
}
LEVELS = [
    (SURE, "good", _("Almost surely")),
    (LIKELY, "info", _("Likely")),
    (SUGGESTED, "neutral", _("Perhaps")),
]


def level(points: Any) -> tuple[str, Any]:
    """Return the tone and the words for so many points."""
    return next(
        ((tone, words) for least, tone, words in LEVELS if points >= least),
        ("neutral", LEVELS[-1][2]),
    )


def in_words(facet: Facet, value: str) -> str:
    """Return a value that was compared, of a number with what number it is."""
    if facet != Facet.NUMBER or not value:
        return value
    told = []
    for one in value.split(", "):
        name, _colon, key = one.partition(":")
        field: Any = Contact._meta.get_field(name)
        told.append(f"{capfirst(field.verbose_name)} {key.upper()}")
    return ", ".join(told)


def in_points(points: Any, *, signed: bool = False) -> str:
    """Write points as people read them; of one field with the sign."""
    text = number_format(abs(points), decimal_pos=0 if points == int(points) else 1)
    if not signed:
        return text if points >= 0 else f"\N{MINUS SIGN}{text}"
    return f"{'+' if points >= 0 else chr(0x2212)}{text}"


def what_agrees(told: Sequence[Evidence]) -> str:
    """Return the names of what agrees: "Name, E-mail and City"."""
    return get_text_list([str(FACETS[one.facet]) for one in told if one.points > 0], gettext("and"))
