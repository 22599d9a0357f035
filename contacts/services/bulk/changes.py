"""What can be changed for many contacts at once, and how it is kept and told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db.models import Case, CharField, Exists, OuterRef, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_countries import countries

from contacts.models import (
    Contact,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactQuerySet,
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    Salesperson,
    Territory,
)
from contacts.services import attributes
from contacts.services.refusals import Refused
from segments_app.common.models import CorrespondenceType

from .wishes import Wish, skipped_by, told_wish, wishes

NOTHING = "–"
#: Fields that point at a row of a small table.
CHOICES: dict[str, Any] = {
    "salesperson": Salesperson,
    "territory": Territory,
    "language": Language,
}
FLAG = "exclude_from_segments"
COLUMNS = (*CHOICES, "country", "correspondence_type", FLAG)


class CannotChange(Refused):
    """A change of many contacts that is not possible, or no longer."""


@dataclass(frozen=True)
class Kind:
    """A kind of groups: what a group is, what a member is, and who can be in one."""

    group: Any
    member: Any
    column: str
    type: str = ""

    def can_join(self) -> Q:
        return Q(type=self.type) if self.type else Q()

    def members(self, group: int) -> Any:
        return self.member._default_manager.filter(**{self.column: group})

    def is_member(self, group: int) -> Exists:
        """Ask, of a contact, whether it is in the group."""
        return Exists(self.members(group).filter(contact=OuterRef("pk")))


GROUPS = {
    "mailing_groups": Kind(MailingGroup, ContactMailingGroup, "mailing_group"),
    "job_responsibilities": Kind(
        JobResponsibility, ContactJobResponsibility, "job_responsibility", Contact.Type.PERSON
    ),
    "industry_groups": Kind(
        IndustryGroup, ContactIndustryGroup, "industry_group", Contact.Type.COMPANY
    ),
}


@dataclass(frozen=True)
class Changes:
    """Fields with their new values, keys for rows that are pointed at; groups joined and left.

    `attributes` are what is done with them and the value as text, by their code.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    joins: Mapping[str, list[int]] = field(default_factory=dict)
    leaves: Mapping[str, list[int]] = field(default_factory=dict)
    attributes: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        groups = any(self.joins.values()) or any(self.leaves.values())
        return bool(self.values or groups or self.attributes)

    @property
    def wishes(self) -> list[Wish]:
        """What is wished of the attributes that are still there."""
        return wishes(self.attributes)

    def as_plain(self) -> dict[str, Any]:
        """Return what can be kept as JSON."""
        return {
            "values": self.values,
            "joins": self.joins,
            "leaves": self.leaves,
            "attributes": self.attributes,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Self:
        told = plain.get("attributes", {})  # older changes had none
        return cls(plain["values"], plain["joins"], plain["leaves"], told)

    def concerns(self) -> Q:
        """Return who would be changed by any of it."""
        conditions = [differs(name, value) for name, value in self.values.items()]
        for name, group in pairs(self.joins):
            conditions.append(GROUPS[name].can_join() & ~Q(GROUPS[name].is_member(group)))
        for name, group in pairs(self.leaves):
            conditions.append(Q(GROUPS[name].is_member(group)))
        conditions += [wish.concerns() for wish in self.wishes]
        return reduce(or_, conditions)


def pairs(groups: Mapping[str, list[int]]) -> list[tuple[str, int]]:
    """Return each group with its kind."""
    return [(name, key) for name, keys in groups.items() for key in keys]


def differs(name: str, value: Any) -> Q:
    """Return who has something else in the field, and may have the value."""
    if value is None:
        return Q(**{f"{name}__isnull": False})
    if name in CHOICES:
        return ~Q(**{name: value}) | Q(**{f"{name}__isnull": True})
    if name == "country":  # a VAT number is of its country, and checked with it
        return ~Q(country=value) & Q(vat_number="")
    return ~Q(**{name: value})


def as_text(name: str, prefix: str = "") -> Combinable:
    """Return a field of a contact as the rows of a change keep it."""
    if name == FLAG:
        return Case(When(**{f"{prefix}{name}": True}, then=Value("yes")), default=Value("no"))
    column = f"{prefix}{name}_id" if name in CHOICES else f"{prefix}{name}"
    text: CharField[str, str] | TextField[str, str] = CharField(max_length=20)
    return Coalesce(Cast(column, text), Value(""), output_field=text)


def plain_text(name: str, value: Any) -> str:
    """Return a value as the rows of a change keep it."""
    if name == FLAG:
        return "yes" if value else "no"
    return "" if value is None else str(value)


@dataclass(frozen=True)
class Told:
    """One of the changes in words."""

    label: str
    value: str


class Names:
    """The names of the rows that changes point at, each small table read once."""

    def __init__(self) -> None:
        self.read: dict[str, dict[str, str]] = {}

    def of(self, name: str, text: str) -> str:
        """Return a kept text as people read it; of what is gone, that it is gone."""
        if not text:
            return NOTHING
        if name == FLAG:
            return _("yes") if text == "yes" else _("no")
        if name == "country":
            return str(countries.name(text) or text)
        if name == "correspondence_type":
            return str(dict(CorrespondenceType.choices).get(text, text))
        return self.table(name).get(text, _("no longer there"))

    def table(self, name: str) -> dict[str, str]:
        if name not in self.read:
            model = CHOICES[name] if name in CHOICES else GROUPS[name].group
            self.read[name] = {str(row.pk): str(row) for row in model._default_manager.all()}
        return self.read[name]


def label_of(name: str) -> str:
    """Return what a field, a group of a kind or an attribute is called."""
    if name.startswith(attributes.PREFIX):
        code = name.removeprefix(attributes.PREFIX)
        one = attributes.definitions().get(code)
        return one.label if one else code
    if name in GROUPS:
        return capfirst(str(GROUPS[name].group._meta.verbose_name))
    column: Any = Contact._meta.get_field(name)
    return capfirst(str(column.verbose_name))


def told(changes: Changes, names: Names | None = None) -> list[Told]:
    """Return all changes in words."""
    names = names or Names()
    found = [
        Told(label_of(name), names.of(name, plain_text(name, value)))
        for name, value in changes.values.items()
    ]
    found += [
        Told(_("Joins: %(kind)s") % {"kind": label_of(name)}, names.of(name, str(group)))
        for name, group in pairs(changes.joins)
    ]
    found += [
        Told(_("Leaves: %(kind)s") % {"kind": label_of(name)}, names.of(name, str(group)))
        for name, group in pairs(changes.leaves)
    ]
    pairs_of_words = [told_wish(wish) for wish in changes.wishes]
    return found + [Told(label, value or NOTHING) for label, value in pairs_of_words]


def skipped(contacts: ContactQuerySet, changes: Changes) -> list[tuple[str, int]]:
    """Return the reasons why something is not done for some, each with how many."""
    reasons: list[tuple[str, Q]] = []
    wanted = [name for name, _group in pairs(changes.joins)]
    if "industry_groups" in wanted:
        reasons.append((_("Persons have no industry group; their company has."), Q(type="person")))
    if "job_responsibilities" in wanted:
        reasons.append((_("Companies have no job responsibility."), Q(type="company")))
    if "country" in changes.values:
        other = ~Q(country=changes.values["country"]) & ~Q(vat_number="")
        text = _("The country stays where there is a VAT registration number: it belongs to it.")
        reasons.append((text, other))
    for wish in changes.wishes:
        reasons += skipped_by(wish)
    counted = [(text, contacts.filter(condition).count()) for text, condition in reasons]
    return [(text, count) for text, count in counted if count]
