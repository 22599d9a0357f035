"""All fields of contacts as a file that can be imported again, and contacts as business cards.

The columns are called by the names of the fields, in English and in no other language: so the
import knows them. What is pointed at is written by its code, a company by its number.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

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
WORDS = {None: "", True: "true", False: "false"}


@dataclass(frozen=True)
class ContactExport:
    """Writes the contacts of a list; `path` leads from a row of it to the contact's key."""

    path: str

    def header(self) -> list[str]:
        return [*FIELDS, *GROUPS, *(attribute.key for attribute in attributes.offered())]

    def rows(self, rows: QuerySet[Any]) -> Iterator[list[Any]]:
        """Yield the fields of each contact in the order of the list."""
        own = attributes.offered()
        for keys in self._keys(rows):
            found = {
                key: plain(values)
                for key, *values in Contact.objects.filter(Among("pk", keys)).values_list(
                    "pk", *FIELDS.values()
                )
            }
            codes = [codes_of(keys, *group) for group in GROUPS.values()]
            held = attributes.held(keys, own)
            for key in filter(found.__contains__, keys):
                groups = (BETWEEN_CODES.join(by_contact.get(key, ())) for by_contact in codes)
                values = (
                    attributes.as_text(one, held[key, one.code]) if (key, one.code) in held else ""
                    for one in own
                )
                yield [*found[key], *groups, *values]

    def cards(self, rows: QuerySet[Any]) -> Iterator[str]:
        """Yield the business card of each contact in the order of the list."""
        for keys in self._keys(rows):
            found = Contact.objects.select_related("company", "language").in_bulk(keys)
            yield from (card_of(found[key]) for key in keys if key in found)

    def _keys(self, rows: QuerySet[Any]) -> Iterator[list[int]]:
        """Yield the keys of contacts, a few thousand at a time."""
        keys = iter(rows.values_list(self.path, flat=True).iterator(CONTACTS_PER_FETCH))
        while batch := list(islice(keys, CONTACTS_PER_FETCH)):
            yield batch


def plain(values: Iterable[Any]) -> list[Any]:
    """Return values as they are imported again, whatever the language."""
    return [WORDS.get(value, value) for value in values]


def codes_of(keys: list[int], model: type[Any], code: str) -> dict[int, list[str]]:
    """Return the codes of the groups that each of the contacts is in."""
    found: dict[int, list[str]] = {}
    rows = model._default_manager.filter(Among("contact_id", keys)).order_by("contact_id", code)
    for key, written in rows.values_list("contact_id", code):
        found.setdefault(key, []).append(written)
    return found
