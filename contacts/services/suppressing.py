"""Addresses that nobody is approached at, whoever enters them again (ER-04…06, decision 0035)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from contacts.models import (
    AlternativeAddress,
    ConsentState,
    Contact,
    ContactQuerySet,
    SuppressedContact,
    Suppression,
    UncheckedContact,
)
from contacts.models.consent import REFUSED
from segments_app.common.folding import fold

from .fingerprints import (
    COLUMNS,
    Kind,
    addresses_of,
    fingerprint,
    in_letters,
    key_id,
    normal_email,
    normal_postal,
)
from .refusals import Refused

BATCH = 2_000


class SuppressionRefused(Refused):
    """There is nothing to suppress, or nothing to lift."""


@dataclass(frozen=True)
class Address:
    """An e-mail address, or a postal address with the name on it, as somebody typed it."""

    email: str = ""
    name: str = ""
    address: str = ""
    postcode: str = ""
    country: str = ""

    @property
    def kind(self) -> str:
        """Which of the two it is."""
        return Kind.EMAIL if self.email.strip() else Kind.POSTAL

    @property
    def fingerprint(self) -> str:
        """The keyed hash; SuppressionRefused where there is too little to hash."""
        if self.kind == Kind.EMAIL:
            normal = normal_email(self.email)
            if not normal:
                raise SuppressionRefused(_("Enter an e-mail address, such as name@example.com."))
        else:
            normal = normal_postal(
                name=self.name, address=self.address, postcode=self.postcode, country=self.country
            )
            if not normal:
                raise SuppressionRefused(
                    _("Enter an e-mail address, or a name with address and post code.")
                )
        return fingerprint(self.kind, normal)


@transaction.atomic
def suppress(
    address: Address, *, cause: str, reason: str = "", by: User | None, now: datetime
) -> Suppression:
    """Approach nobody at an address from now on; whoever has it is left out.

    Nothing of the address is kept but its hash. Doing it again returns what is there.
    """
    kind, hashed = address.kind, address.fingerprint
    there = Suppression.objects.filter(kind=kind, fingerprint=hashed, lifted_at=None).first()
    if there is not None:
        return there
    made = _suppress(kind, hashed, cause=cause, reason=reason, by=by, now=now)
    _mark(_candidates(address), {(kind, hashed): made})
    return made


@transaction.atomic
def suppress_contact(
    contact: Contact, *, cause: str, reason: str = "", by: User | None, now: datetime
) -> list[Suppression]:
    """Suppress all addresses of a contact, so that entering them again does not bring it back.

    Others at the same e-mail address are left out too.
    """
    rows = [*_rows(Contact.objects.filter(pk=contact.pk)), *_other_rows([contact.pk])]
    hashed = {one for _key, row in rows for one in addresses_of(row)}
    made = []
    for kind, one in sorted(hashed):
        there = Suppression.objects.filter(kind=kind, fingerprint=one, lifted_at=None).first()
        made.append(there or _suppress(kind, one, cause=cause, reason=reason, by=by, now=now))
    known = {(one.kind, one.fingerprint): one for one in made}
    for _key, row in rows[:1]:
        for email in filter(None, row[:2]):
            _mark(_candidates(Address(email=email)), known)
    _mark(Contact.objects.filter(pk=contact.pk), known)
    return made


def suppress_refusers(contacts: ContactQuerySet, *, now: datetime) -> int:
    """Before contacts are deleted: keep those from coming back who have refused anything."""
    refused = ConsentState.objects.filter(status__in=REFUSED).values("contact")
    found = list(contacts.filter(pk__in=refused).order_by("pk"))
    for contact in found:
        suppress_contact(contact, cause=Suppression.Cause.OBJECTED, by=None, now=now)
    return len(found)


@transaction.atomic
def lift_suppression(
    suppression: Suppression, *, reason: str, by: User | None, now: datetime
) -> Suppression:
    """Let an address be used again; that it was suppressed, and why it no longer is, stays."""
    found = Suppression.objects.select_for_update().get(pk=suppression.pk)
    if found.lifted_at is not None:
        return found
    if not reason.strip():
        raise SuppressionRefused(_("Say why the address may be used again."))
    found.lifted_at, found.lifted_by, found.lifted_reason = now, by, reason.strip()
    found.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    found.contacts.all().delete()
    return found


def suppression_of(address: Address) -> Suppression | None:
    """Return what suppresses an address, if anything does."""
    rows = Suppression.objects.filter(lifted_at=None, kind=address.kind)
    return rows.filter(fingerprint=address.fingerprint).order_by("-suppressed_at").first()


def suppressed_on(contact: Contact) -> datetime | None:
    """Return since when an address of a contact is suppressed, None if none is."""
    rows = SuppressedContact.objects.filter(contact=contact.pk).order_by("suppressed_at")
    return rows.values_list("suppressed_at", flat=True).first()


def suppressed_addresses() -> set[tuple[str, str]]:
    """Return kind and keyed hash of every address that is suppressed."""
    rows = Suppression.objects.filter(lifted_at=None)
    return {(kind, hashed) for kind, hashed in rows.values_list("kind", "fingerprint")}


def check_addresses() -> int:
    """Look at the contacts whose addresses were written since the last time; return how many.

    Services that write contacts end with it; the worker and logging do it for all else that
    has written them. A contact is read into Python here: its hash takes the key, which the
    database does not know.
    """
    if not UncheckedContact.objects.exists():
        return 0
    known = {(one.kind, one.fingerprint): one for one in Suppression.objects.filter(lifted_at=None)}
    checked = 0
    while keys := _check_some(known):
        checked += len(keys)
    return checked


@transaction.atomic
def _check_some(known: dict[tuple[str, str], Suppression]) -> list[int]:
    """Check a batch; who changes one of the contacts meanwhile waits, and queues it again."""
    queue = UncheckedContact.objects.select_for_update(skip_locked=True).order_by("pk")
    keys = list(queue.values_list("pk", flat=True)[:BATCH])
    if keys:
        SuppressedContact.objects.filter(contact__in=keys).delete()
        _mark(Contact.objects.filter(pk__in=keys), known)
        UncheckedContact.objects.filter(pk__in=keys).delete()
    return keys


def _suppress(
    kind: str, hashed: str, *, cause: str, reason: str, by: User | None, now: datetime
) -> Suppression:
    return Suppression.objects.create(
        kind=kind,
        fingerprint=hashed,
        key_id=key_id(),
        cause=cause,
        reason=reason.strip(),
        suppressed_at=now,
        suppressed_by=by,
    )


def _candidates(address: Address) -> Any:
    """Return contacts among whom are all who have the address: few, where an e-mail is asked.

    Its domain is compared as the database folds it, in both of its spellings.
    """
    contacts = Contact.objects.order_by()
    if address.kind == Kind.POSTAL:
        return contacts.exclude(address="").exclude(postcode="")
    domain = normal_email(address.email).rpartition("@")[2]
    typed = address.email.strip().rpartition("@")[2]
    at_domain = Q()
    for spelling in {fold(domain), fold(typed), fold(in_letters(domain))}:
        for name in ("email", "email_2"):
            at_domain |= Q(**{f"{name}__folded__endswith": f"@{spelling}"})
    others = AlternativeAddress.objects.exclude(email="").values("contact")
    return contacts.filter(at_domain | Q(pk__in=others))


def _mark(contacts: Any, known: dict[tuple[str, str], Suppression]) -> None:
    """Write down which of the contacts have one of these addresses."""
    if not known:
        return
    found: list[SuppressedContact] = []
    for key, row in _rows(contacts):
        found += _matches(key, row, known)
    for key, row in _other_rows(contacts.values("pk")):
        found += _matches(key, row, known)
    SuppressedContact.objects.bulk_create(found, ignore_conflicts=True, batch_size=BATCH)


def _matches(
    key: int, row: tuple[Any, ...], known: dict[tuple[str, str], Suppression]
) -> Iterator[SuppressedContact]:
    for address in addresses_of(row):
        if (suppression := known.get(address)) is not None:
            yield SuppressedContact(
                contact_id=key, suppression=suppression, suppressed_at=suppression.suppressed_at
            )


def _rows(contacts: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    for key, *row in contacts.order_by().values_list("pk", *COLUMNS).iterator(BATCH):
        yield key, tuple(row)


def _other_rows(contacts: Iterable[int] | Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the other addresses of the contacts, as rows of COLUMNS."""
    rows = AlternativeAddress.objects.filter(contact__in=contacts).order_by()
    named = Coalesce(NullIf("company_name", Value("")), "contact__name")
    columns = ("contact", "email", "called", "address", "postcode", "country")
    for key, email, *row in rows.annotate(called=named).values_list(*columns).iterator(BATCH):
        yield key, (email, "", *row)
