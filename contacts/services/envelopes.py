"""Whom something is posted to: rows that have a contact, with the lines of its address."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from contacts.models import AlternativeAddress, Contact

from .addresses import address_block, addressee

ROWS = 500
ORDERS = {
    "postcode": ("posted_country", "posted_postcode", "contact__name", "pk"),
    "name": ("contact__name", "pk"),
    "number": ("contact__number", "pk"),
}


def to_post(rows: "QuerySet[Any]", *, address: str) -> "QuerySet[Any]":
    """Add where each row goes; `address` is the column with the alternative address, if any."""
    other = AlternativeAddress.objects.filter(pk=OuterRef(address))

    def posted(field: str) -> Any:
        theirs = Subquery(other.values(field)[:1])
        return Coalesce(theirs, F(f"contact__{field}"))

    posted_rows: QuerySet[Any] = rows.annotate(
        posted_address=NullIf(posted("address"), Value("")),
        posted_city=NullIf(posted("city"), Value("")),
        posted_postcode=posted("postcode"),
        posted_country=posted("country"),
    )
    return posted_rows


def has_place() -> Q:
    """Return the condition that a row of `to_post` can be posted: a street or box, and a city."""
    return Q(posted_address__isnull=False, posted_city__isnull=False)


def envelopes(
    rows: "QuerySet[Any]", *, address: str, home: str
) -> Iterator[list[tuple[Any, Contact, list[str]]]]:
    """Yield the rows, a few hundred at a time, each with its contact and the lines of its address.

    The country is named where it is not `home`, from where it is written.
    """
    found = rows.iterator(chunk_size=ROWS)
    while batch := list(islice(found, ROWS)):
        people = Contact.objects.select_related("company", "language")
        contacts = people.in_bulk({row.contact_id for row in batch})
        keys = {getattr(row, address) for row in batch} - {None}
        others = AlternativeAddress.objects.in_bulk(keys)
        yield [
            (row, contact, lines_of(contact, others.get(getattr(row, address)), home))
            for row in batch
            for contact in [contacts[row.contact_id]]
        ]


def lines_of(contact: Contact, other: AlternativeAddress | None, home: str) -> list[str]:
    """Return what stands on the envelope."""
    return address_block(other or contact, names=addressee(contact, other), home=home)
