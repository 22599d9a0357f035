"""What persons take from their company, and go on taking while they have nothing of their own.

Four fields stand alone; address and communication are taken as a whole, so that nobody gets
the street of one place and the city of another (CON-02, CON-03). Every change flows down in
one UPDATE a block, however many persons there are.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from contacts.models import Contact, MarketingSetup

from .search_words import exchange_city, exchange_email, refresh_search_text

#: The switch of the marketing setup, and the fields that are inherited together.
BLOCKS = {
    "inherits_salesperson": ("salesperson",),
    "inherits_territory": ("territory",),
    "inherits_country": ("country",),
    "inherits_language": ("language",),
    "inherits_address": ("address", "address_2", "postcode", "city", "county"),
    "inherits_communication": ("phone", "mobile_phone", "email", "home_page"),
}
COLUMNS = {field.name: field.attname for field in Contact._meta.local_fields}
INHERITED = tuple(field for block in BLOCKS.values() for field in block)


def blocks(setup: MarketingSetup) -> Iterator[tuple[str, ...]]:
    """Yield the blocks of fields that are switched on."""
    yield from (fields for switch, fields in BLOCKS.items() if getattr(setup, switch))


def inherited_values(company: Contact, *, setup: MarketingSetup) -> dict[str, Any]:
    """Return what a new person takes from the company."""
    return {field: getattr(company, field) for block in blocks(setup) for field in block}


def without_partial_blocks(
    inherited: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Leave out every block of which something was given: a block is inherited as a whole."""
    own = {field for block in BLOCKS.values() if given.keys() & {*block} for field in block}
    return {field: value for field, value in inherited.items() if field not in own}


def follow_company(
    person: Contact, *, was: Contact, old: Contact | None, new: Contact, setup: MarketingSetup
) -> None:
    """Give a person who changes company the new one's values where it had the old one's.

    What the same edit changed is the person's own.
    """
    for block in blocks(setup):
        before = value_of(was, block)
        inherited = before == value_of(old, block) if old else not any(before)
        if inherited and value_of(person, block) == before:
            take_over(person, new, block)


def flow_down(company: Contact, *, was: Contact, setup: MarketingSetup, now: datetime) -> None:
    """Pass changes of a company on to its persons who still had the old values."""
    persons = Contact.objects.filter(company=company.pk)
    for block in blocks(setup):
        before, after = value_of(was, block), value_of(company, block)
        if before == after:
            continue
        columns = [COLUMNS[field] for field in block]
        changes: dict[str, Any] = dict(zip(columns, after, strict=True))
        if "city" in block:
            changes["search_own"] = exchange_city(was.city, company.city)
        if "email" in block:
            changes["search_own"] = exchange_email(was.email, company.email)
        same = dict(zip(columns, before, strict=True))
        persons.filter(**same).update(**changes, modified_at=now)
    if was.search_own != company.search_own:
        refresh_search_text(persons)


def value_of(contact: Contact, block: tuple[str, ...]) -> list[Any]:
    """Return the block's values, comparable with those of another contact."""
    return [getattr(contact, COLUMNS[field]) for field in block]


def take_over(person: Contact, company: Contact, block: tuple[str, ...]) -> None:
    for field in block:
        setattr(person, field, getattr(company, field))
