"""Which tables hold something about a contact, and which of them are told to it (AC-01).

Every foreign key to Contact, and every table whose rows go with such rows, has an entry here or
in the `ready` of the app that has it. They are found by introspection: data about a person is
not handed out, and a test fails, while one is missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CASCADE, DO_NOTHING, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.services.merging import pointing


@dataclass(frozen=True)
class Holding:
    """What is told of the rows that a foreign key leads to: all of them, unless it says why not.

    `also` are rows they point at that are told with them, as the text that was sent; `named` are
    paths to what the names of such rows need.
    """

    why_not: str | Promise = ""
    also: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        return not self.why_not


COMPUTED = _("Computed from the other values, and made again at any time.")
SOMEBODY_ELSE = _("About somebody else, who has data of their own.")
ELSEWHERE = _("Told with the row it belongs to.")

#: By "app.Model.field", where the field leads to the contact, or to rows that are told.
HOLDINGS: dict[str, Holding] = {
    "contacts.Contact.company": Holding(why_not=SOMEBODY_ELSE),
    "contacts.AlternativeAddress.contact": Holding(),
    "contacts.AddressDateRange.contact": Holding(),
    "contacts.AddressDateRange.alternative_address": Holding(why_not=ELSEWHERE),
    "contacts.ContactMailingGroup.contact": Holding(),
    "contacts.ContactIndustryGroup.contact": Holding(),
    "contacts.ContactBusinessRelation.contact": Holding(),
    "contacts.ContactJobResponsibility.contact": Holding(),
    "contacts.ContactWebSource.contact": Holding(),
    "contacts.ContactAnswer.contact": Holding(),
    "contacts.ContactComment.contact": Holding(),
    "contacts.ContactFile.contact": Holding(),
    "contacts.ContactChange.contact": Holding(),
    "contacts.AttributeValue.contact": Holding(),
    "contacts.ConsentEvent.contact": Holding(also=("wording",), named=("wording__purpose",)),
    "contacts.ConsentState.contact": Holding(),
    "contacts.Restriction.contact": Holding(),
    "contacts.SuppressedContact.contact": Holding(),
    "contacts.UncheckedContact.contact": Holding(why_not=COMPUTED),
    "contacts.BulkEditRow.contact": Holding(),
    "contacts.ImportRow.contact": Holding(),
    "contacts.Merge.survivor": Holding(),
    "contacts.MergeChange.merge": Holding(),
    "contacts.MatchKey.contact": Holding(why_not=COMPUTED),
    "contacts.DuplicatePair.first": Holding(why_not=SOMEBODY_ELSE),
    "contacts.DuplicatePair.second": Holding(why_not=SOMEBODY_ELSE),
}


class UndecidedHoldings(Exception):
    """A table holds something about contacts, and nobody has said whether it is told."""


@dataclass(frozen=True)
class Way:
    """How to come from a row to its contact: by a foreign key, perhaps of the row it belongs to."""

    model: type[Model]
    field: str
    path: str

    @property
    def name(self) -> str:
        return f"{self.model._meta.label}.{self.field}"


def ways() -> Iterator[Way]:
    """Yield every foreign key to Contact, and those of rows that go with such rows."""
    direct = [Way(one.model, one.field, one.field) for one in pointing()]
    yield from direct
    parents: dict[type[Model], Way] = {}
    for way in direct:
        if way.model is not Contact and (way.name not in HOLDINGS or HOLDINGS[way.name].is_told):
            parents.setdefault(way.model, way)
    for parent in parents.values():
        for model, field in _going_with(parent.model):
            yield Way(model, field, f"{field}__{parent.path}")


def _going_with(parent: Any) -> Iterator[tuple[type[Model], str]]:
    """Yield the foreign keys whose rows go with a row of `parent`, by Django or by the database."""
    for relation in parent._meta.related_objects:
        if relation.on_delete in (CASCADE, DO_NOTHING) and not relation.related_model._meta.proxy:
            yield relation.related_model, relation.field.name


def undecided() -> list[str]:
    """Return the tables about which nothing is decided."""
    return sorted({way.name for way in ways()} - HOLDINGS.keys())


def all_holdings() -> list[tuple[Way, Holding]]:
    """Return what is told and what is not, always in one order."""
    if missing := undecided():
        raise UndecidedHoldings(", ".join(missing))
    return sorted(((way, HOLDINGS[way.name]) for way in ways()), key=lambda each: each[0].name)
