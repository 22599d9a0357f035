"""The values of merge fields for many contacts: a fixed number of statements for all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, QuerySet
from django.utils import formats, translation

from campaigns.models import Campaign
from contacts.models import AttributeValue, Contact, Language, Salesperson, SalutationFormula
from contacts.services import attributes
from contacts.services.salutations import best_formula, filled_in

from .fields import ATTRIBUTE, FIELDS

#: The sources that are read from the contact's row.
OF_CONTACT = ("contact", "company", "salutation")


@dataclass(frozen=True)
class SegmentFacts:
    """What a text may say of the segment."""

    number: str
    description: str


@dataclass(frozen=True)
class Addressee:
    """A contact who is written to, and what goes with it. `given` comes from whoever sends."""

    key: int
    contact: int
    language: Language | None = None
    salesperson: int | None = None
    campaign: int | None = None
    segment: SegmentFacts | None = None
    day: date | None = None
    given: Mapping[str, str] = field(default_factory=dict)


class Values:
    """The values of one addressee, read as they are asked for, in the language of the text."""

    def __init__(self, addressee: Addressee, loaded: "Loaded") -> None:
        self.addressee = addressee
        self.given = addressee.given
        self.contact: Contact | None = loaded.contacts.get(addressee.contact)
        self.salesperson = loaded.salespersons.get(addressee.salesperson or 0)
        self.campaign = loaded.campaigns.get(addressee.campaign or 0)
        self.segment = addressee.segment
        self.day = addressee.day
        self._loaded = loaded
        self._read: dict[str, str] = {}

    @property
    def company(self) -> Contact | None:
        """The contact's company; of a company itself."""
        contact = self.contact
        return contact if contact is None or contact.is_company else contact.company

    def salutation(self, formality: str) -> str:
        """Return how a letter begins in the language of the text."""
        if self.contact is None or self.contact.salutation_id is None:
            return ""
        formulas = self._loaded.formulas[self.contact.salutation_id, formality]
        language = self.addressee.language
        formula = best_formula(formulas, language.pk if language else self.contact.language_id)
        return filled_in(formula, self.contact) if formula else ""

    def __call__(self, name: str) -> str:
        """Return the value of a field in words, "" where there is none."""
        if name not in self._read:
            if self._code == translation.get_language():
                self._read[name] = self._of_attribute(name) or self._of_source(name)
            else:
                with translation.override(self._code):
                    self._read[name] = self._of_attribute(name) or self._of_source(name)
        return self._read[name]

    def _of_source(self, name: str) -> str:
        return in_words(FIELDS[name].read(self)) if name in FIELDS else ""

    def _of_attribute(self, name: str) -> str:
        definition = self._loaded.definitions.get(name.removeprefix(ATTRIBUTE))
        if definition is None or not name.startswith(ATTRIBUTE):
            return ""
        rows = self._loaded.attributes[self.addressee.contact]
        return attributes.in_words(definition, attributes.of_rows(definition, rows))

    @property
    def _code(self) -> str | None:
        language = self.addressee.language
        return language.code if language else translation.get_language()


@dataclass(frozen=True)
class Loaded:
    """What was read for a batch of addressees."""

    contacts: Mapping[int, Contact]
    salespersons: Mapping[int, Salesperson]
    campaigns: Mapping[int, Campaign]
    formulas: Mapping[tuple[int, str], Sequence[SalutationFormula]]
    definitions: Mapping[str, attributes.Definition]
    attributes: Mapping[int, Sequence[AttributeValue]]


def load(addressees: Collection[Addressee], names: Iterable[str]) -> Loaded:
    """Read what the fields need for all addressees: seven statements at most."""
    wanted = set(names)
    codes = [name.removeprefix(ATTRIBUTE) for name in wanted if name.startswith(ATTRIBUTE)]
    sources = {name.partition(".")[0] for name in wanted}
    keys = {one.contact for one in addressees} if sources & set(OF_CONTACT) else set()
    contacts = _by_key(_with_related(Contact.objects.all(), wanted), keys)
    return Loaded(
        contacts=contacts,
        salespersons=_by_key(
            Salesperson.objects.all(),
            {one.salesperson for one in addressees} if "salesperson" in sources else set(),
        ),
        campaigns=_by_key(
            Campaign.objects.all(),
            {one.campaign for one in addressees} if "campaign" in sources else set(),
        ),
        formulas=_formulas(contacts.values()) if "salutation" in sources else {},
        definitions=attributes.definitions() if codes else {},
        attributes=_attributes(keys, codes),
    )


def _with_related(rows: "QuerySet[Contact]", names: Collection[str]) -> "QuerySet[Contact]":
    """Return contacts with what the fields say of other tables, and nothing else."""
    said = {"company": ("company", "salutation"), "language": (), "territory": ()}
    related = [
        table
        for table, sources in said.items()
        if f"contact.{table}" in names or any(name.startswith(sources) for name in names)
    ]
    return rows.select_related(*related) if related else rows


def in_words(value: Any) -> str:
    """Return a value as the language that is in force writes it."""
    match value:
        case None:
            return ""
        case date():
            return formats.date_format(value, "DATE_FORMAT")
        case Decimal():
            return formats.number_format(value, use_l10n=True, force_grouping=True)
    return str(value)


def _by_key(rows: "QuerySet[Any]", keys: Collection[int | None]) -> Mapping[int, Any]:
    wanted = [key for key in keys if key is not None]
    found: Iterable[Model] = rows.filter(pk__in=wanted) if wanted else ()
    return {row.pk: row for row in found}


def _formulas(
    contacts: Iterable[Contact],
) -> Mapping[tuple[int, str], Sequence[SalutationFormula]]:
    found: defaultdict[tuple[int, str], list[SalutationFormula]] = defaultdict(list)
    used = {contact.salutation_id for contact in contacts}
    for formula in SalutationFormula.objects.filter(salutation__in=used - {None}):
        found[formula.salutation_id, formula.formality].append(formula)
    return found


def _attributes(
    contacts: Collection[int], codes: Collection[str]
) -> Mapping[int, Sequence[AttributeValue]]:
    found: defaultdict[int, list[AttributeValue]] = defaultdict(list)
    if codes:
        rows = AttributeValue.objects.filter(contact__in=contacts, attribute__code__in=codes)
        for row in rows:
            found[row.contact_id].append(row)
    return found
