"""All fields of contacts as a file that can be imported again, and contacts as business cards.

The columns are called by the names of the fields, in English and in no other language: so the
import knows them. What is pointed at is written by its code, a company by its number.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import BooleanField, F, QuerySet, Value
from django.db.models.functions import Coalesce

from contacts.models import (
    Contact,
    ContactBusinessRelation,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
)
from segments_app.common.keys import Among

from . import attributes
from .cards import card_of

CONTACTS_PER_FETCH = 2_000
#: The columns, and where their values stand.
FIELDS = {
    **{
        name: name
        for name in (
            *("number", "external_id", "type", "name", "name_2", "first_name", "middle_name"),
            *("surname", "initials", "job_title"),
        )
    },
    "organizational_level": "organizational_level__code",
    "salutation": "salutation__code",
    "company_number": "company__number",
    "company": "company__name",
    **{
        name: name
        for name in (
            *("email", "email_2", "phone", "mobile_phone", "home_page", "address", "address_2"),
            *("postcode", "city", "county", "country"),
        )
    },
    "language": "language__code",
    "format_region": "format_region",
    "currency_code": "currency_code",
    "territory": "territory__code",
    "salesperson": "salesperson__code",
    **{
        name: name
        for name in (
            *("registration_number", "vat_number", "correspondence_type"),
            *("exclude_from_segments", "is_privacy_blocked", "is_minor", "has_parental_consent"),
        )
    },
}
#: Columns of several codes, and the rows that say them.
GROUPS: dict[str, tuple[type[Any], str]] = {
    "mailing_groups": (ContactMailingGroup, "mailing_group__code"),
    "industry_groups": (ContactIndustryGroup, "industry_group__code"),
    "business_relations": (ContactBusinessRelation, "business_relation__code"),
    "job_responsibilities": (ContactJobResponsibility, "job_responsibility__code"),
}
BETWEEN_CODES = "; "
FLAGS = [
    place
    for place, path in enumerate(FIELDS.values())
    if "__" not in path and isinstance(Contact._meta.get_field(path), BooleanField)
]


@dataclass(frozen=True)
class ContactExport:
    """Writes the contacts of a list; `path` leads from a row of it to the contact's key."""

    path: str

    def header(self) -> list[str]:
        return [*FIELDS, *GROUPS, *(attribute.key for attribute in attributes.offered())]

    def rows(self, rows: QuerySet[Any]) -> Iterator[list[Any]]:
        """Yield the fields of each contact in the order of the list.

        They are read along with the list, groups and attributes for a few thousand at a time.
        """
        own = attributes.offered()
        groups = [Codes(*group) for group in GROUPS.values()]
        for batch in self._batches(rows):
            keys = [key for key, *_values in batch if key is not None]
            codes = [group.of(keys) for group in groups]
            held = attributes.held(keys, own)
            for key, *values in batch:
                if key is None:
                    continue
                for place in FLAGS:
                    values[place] = "true" if values[place] else "false"
                values += [by_contact.get(key, "") for by_contact in codes]
                for one in own:
                    value = held.get((key, one.code))
                    values.append("" if value is None else attributes.as_text(one, value))
                yield values

    def cards(self, rows: QuerySet[Any]) -> Iterator[str]:
        """Yield the business card of each contact in the order of the list."""
        for keys in self._keys(rows):
            found = Contact.objects.select_related("company", "language").in_bulk(keys)
            yield from (card_of(found[key], is_numbered=True) for key in keys if key in found)

    def _batches(self, rows: QuerySet[Any]) -> Iterator[list[tuple[Any, ...]]]:
        """Yield keys of contacts with their fields, a few thousand at a time."""
        prefix = self.path.removesuffix("pk").replace("_id", "__")
        fields = (
            Coalesce(F(f"{prefix}{path}"), Value("")) if "__" in path else F(f"{prefix}{path}")
            for path in FIELDS.values()
        )
        read = iter(rows.values_list(self.path, *fields).iterator(CONTACTS_PER_FETCH))
        while batch := list(islice(read, CONTACTS_PER_FETCH)):
            yield batch

    def _keys(self, rows: QuerySet[Any]) -> Iterator[list[int]]:
        """Yield the keys of contacts, a few thousand at a time."""
        keys = iter(rows.values_list(self.path, flat=True).iterator(CONTACTS_PER_FETCH))
        while batch := list(islice(keys, CONTACTS_PER_FETCH)):
            yield batch


class Codes:
    """The codes of the groups of one kind that contacts are in."""

    def __init__(self, model: type[Any], code: str) -> None:
        group, _between, _code = code.partition("__")
        self.rows, self.column = model._default_manager, f"{group}_id"
        groups = model._meta.get_field(group).related_model._default_manager
        self.codes = dict(groups.values_list("pk", "code"))

    def of(self, contacts: Iterable[int]) -> dict[int, str]:
        """Return the codes of each contact that is in any group, one behind the other."""
        found: dict[int, list[str]] = {}
        rows = self.rows.filter(Among("contact_id", contacts)).order_by()
        for key, group in rows.values_list("contact_id", self.column):
            found.setdefault(key, []).append(self.codes.get(group, ""))
        return {key: BETWEEN_CODES.join(sorted(codes)) for key, codes in found.items()}
