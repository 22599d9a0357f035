"""The merge fields there are: nothing else can be put into what is written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any

from django.utils.translation import gettext_lazy as _

from contacts.services import attributes

ATTRIBUTE = "contact.attribute."
ATTRIBUTE_NAME = re.compile(r"contact\.attribute\.[a-z][a-z0-9_]{0,19}")


class Kind(StrEnum):
    """What a value is, which decides where it may stand."""

    WORDS = "words"
    LINES = "lines"  # keeps its line ends
    LINK = "link"  # an address of the web, alone in a link


@dataclass(frozen=True)
class MergeField:
    """One field: how it is written, what it is called, and how it is read."""

    name: str
    label: Any
    read: Callable[[Any], Any] = lambda _values: ""
    kind: Kind = Kind.WORDS

    @property
    def source(self) -> str:
        """Where the value comes from: the first part of the name."""
        return self.name.partition(".")[0]

    @property
    def written(self) -> str:
        """The field as it stands in a text."""
        return f"{{{{ {self.name} }}}}"


def of_source(path: str) -> Callable[[Any], Any]:
    """Return what reads a path such as `company.city`; None where there is no company."""
    source, _dot, rest = path.partition(".")
    find = attrgetter(rest)

    def read(sources: Any) -> Any:
        found = getattr(sources, source)
        return None if found is None else find(found)

    return read


def plain(source: str, **labels: Any) -> list[MergeField]:
    """Return the fields that are columns of a source."""
    return [
        MergeField(f"{source}.{name}", label, of_source(f"{source}.{name}"))
        for name, label in labels.items()
    ]


def given(name: str, label: Any, kind: Kind) -> MergeField:
    """Return a field whose value comes from whoever sends."""
    return MergeField(name, label, lambda sources: sources.given.get(name), kind)


ADDRESS = {
    "address": _("Address"), "address_2": _("Address 2"), "postcode": _("Post code"),
    "city": _("City"), "county": _("County"),
}  # fmt: skip
REACHED = {"phone": _("Telephone"), "email": _("E-mail")}
OWN = [
    MergeField("salutation.formal", _("Formal salutation"), lambda s: s.salutation("formal")),
    MergeField("salutation.informal", _("Informal salutation"), lambda s: s.salutation("informal")),
    *plain(
        "contact",
        first_name=_("First name"), middle_name=_("Middle name"), surname=_("Surname"),
        initials=_("Initials"), name=_("Name"), job_title=_("Job title"), number=_("Number"),
        **ADDRESS,
    ),
    MergeField("contact.country", _("Country"), of_source("contact.country.name")),
    *plain("contact", mobile_phone=_("Mobile telephone"), **REACHED),
    MergeField("contact.language", _("Language"), lambda s: s.contact.language),
    MergeField("contact.territory", _("Territory"), lambda s: s.contact.territory),
    *plain("company", name=_("Name of the company"), number=_("Number"), **ADDRESS),
    MergeField("company.country", _("Country"), of_source("company.country.name")),
    *plain("company", **REACHED),
    *plain("salesperson", name=_("Name of the salesperson"), job_title=_("Job title"), **REACHED),
    *plain(
        "campaign",
        number=_("Number"), description=_("Description of the campaign"),
        starts_on=_("Starting date"), ends_on=_("Ending date"),
    ),
    *plain("segment", number=_("Number"), description=_("Description of the segment")),
    MergeField("interaction.date", _("Date of the interaction"), lambda s: s.day),
    given("sender.name", _("Name of the sender"), Kind.WORDS),
    given("sender.email", _("E-mail of the sender"), Kind.WORDS),
    given("sender.address", _("Postal address of the sender"), Kind.LINES),
    given("unsubscribe_url", _("Link to unsubscribe"), Kind.LINK),
    given("preferences_url", _("Link to the preferences"), Kind.LINK),
]  # fmt: skip
FIELDS: Mapping[str, MergeField] = {field.name: field for field in OWN}
SOURCES = {
    "salutation": _("Salutation"), "contact": _("Contact"), "company": _("Company"),
    "salesperson": _("Salesperson"), "campaign": _("Campaign"), "segment": _("Segment"),
    "interaction": _("Interaction"), "sender": _("Sender"),
}  # fmt: skip
#: What only whoever sends an e-mail can give.
GIVEN = ("sender.name", "sender.email", "sender.address", "unsubscribe_url", "preferences_url")


def kind_of(name: str) -> Kind | None:
    """Return the kind of a field, None where there is none; attributes are not looked up."""
    if name in FIELDS:
        return FIELDS[name].kind
    return Kind.WORDS if ATTRIBUTE_NAME.fullmatch(name) else None


def known_fields() -> list[MergeField]:
    """Return the fields that may be written, in the order they are offered."""
    return [
        *OWN,
        *(
            MergeField(f"{ATTRIBUTE}{one.code}", one.label)  # read by what its definition says
            for one in attributes.offered()
        ),
    ]


def mergeable() -> list[tuple[str, str]]:
    """Return the fields that hang on the contact alone, for a list to choose from."""
    sources = ("salutation", "contact", "company")
    return [
        (one.name, f"{SOURCES[one.source]}: {one.label}")
        for one in known_fields()
        if one.source in sources
    ]


def field_groups() -> list[tuple[str, list[MergeField]]]:
    """Return the fields that may be written under the name of where they come from."""
    groups: dict[str, list[MergeField]] = {}
    for one in known_fields():
        groups.setdefault(one.source, []).append(one)
    return [(str(SOURCES.get(source, _("Links"))), fields) for source, fields in groups.items()]
