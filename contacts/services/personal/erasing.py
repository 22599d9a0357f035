"""A person erased for good: nothing of it is found again, and no figure changes (ER-01…11).

One transaction. What points at the contact is deleted, or kept without its texts where figures
or ledgers count it; then the contact's row goes, or stays empty where something needs it. Every
other text that names the person is freed of it. What remains is a keyed hash of the addresses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contacts.models import (
    ERASED_NUMBER,
    Contact,
    ContactChange,
    Erasure,
    MatchKey,
    Merge,
    SuppressedContact,
    Suppression,
    UncheckedContact,
)
from contacts.services.refusals import Refused
from contacts.services.suppressing import Address, suppress, suppress_contact
from segments_app.common.erasing import erasing
from segments_app.common.history import written_by
from segments_app.common.retrying import retried

from .elsewhere import (
    empty_log,
    files_naming,
    forget_files,
    forget_made_anew,
    forget_sessions,
    hold_files,
    unname_files,
)
from .fates import LOCKS, Fate, emptied, fates, rows_of
from .holdings import Way
from .mentions import take_out
from .telling import files_of
from .words import Words, words_of

#: Of the contact's own row.
STAYS = ("id", "type", "created_at")


class ErasureRefused(Refused):
    """The contact cannot be erased; the message says what to do first."""


@dataclass(frozen=True)
class Preview:
    """What erasing would do: rows that go, rows that stay and why, and who else is touched."""

    gone: list[tuple[str, int]]
    kept: list[tuple[str, int, str]]
    is_row_kept: bool
    others: int
    refusal: str


def preview(contact: Contact) -> Preview:
    """Say what erasing a contact would do, without doing it."""
    gone, kept, is_row_kept = [], [], False
    for way, fate in fates():
        count = rows_of(contact, way).count()
        label = capfirst(str(way.model._meta.verbose_name_plural))
        if not count or way.model is Contact:
            continue
        if fate.is_kept:
            kept.append((label, count, str(fate.why_kept)))
            is_row_kept = is_row_kept or fate.need_contact
        else:
            gone.append((label, count))
    return Preview(gone, kept, is_row_kept, _sharing(contact), _against(contact))


@retried
@transaction.atomic
def erase_contact(contact: Contact, *, cause: str, by: User | None, now: datetime) -> Erasure:
    """Erase a contact; said again it returns what was done.

    A contact whose interactions figures count keeps an empty row, so that they count as before.
    """
    done = Erasure.objects.filter(contact_key=contact.pk).first()
    if done is not None:
        return done
    made = erase_contacts([contact.pk], cause=cause, by=by, now=now)
    if not made:
        raise ErasureRefused(_("The contact is not there any more."))
    return made[0]


@retried
@transaction.atomic
def erase_contacts(
    keys: Sequence[int], *, cause: str, by: User | None, now: datetime
) -> list[Erasure]:
    """Erase a few contacts, with one look through all texts; those not there are passed over."""
    for lock in LOCKS:
        lock(keys)
    contacts = list(Contact.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    done = set(Erasure.objects.filter(contact_key__in=keys).values_list("contact_key", flat=True))
    contacts = [contact for contact in contacts if contact.pk not in done]
    for contact in contacts:
        if against := _against(contact):
            raise ErasureRefused(against)
    words = Words.together(words_of(contact) for contact in contacts)
    files = [file.name or "" for contact in contacts for _name, file in files_of(contact)]
    with written_by(by), erasing():
        made = [_erase_one(contact, cause=cause, by=by, now=now) for contact in contacts]
        mentions = take_out(words)
    for erasure in made:
        erasure.counts["mentions"] = mentions
    forget_sessions(words)
    hold_files()
    naming = files_naming(words)
    unname_files(naming)
    transaction.on_commit(partial(forget_files, [*files, *forget_made_anew(naming)]))
    return Erasure.objects.bulk_create(made)


def _erase_one(contact: Contact, *, cause: str, by: User | None, now: datetime) -> Erasure:
    _suppress(contact, by=by, now=now)
    counts, is_row_kept = _erase_rows(contact)
    _erase_own(contact, is_kept=is_row_kept, now=now)
    empty_log(contact)
    return Erasure(
        contact_key=contact.pk,
        cause=cause,
        is_row_kept=is_row_kept,
        counts=counts,
        erased_at=now,
        erased_by=by,
    )


def _against(contact: Contact) -> str:
    persons = Contact.objects.filter(company=contact.pk).count() if contact.is_company else 0
    if persons:
        return _(
            "%(count)d persons belong to this company. Erase them, or move them to another "
            "company, and then erase it."
        ) % {"count": persons}
    return ""


def _sharing(contact: Contact) -> int:
    """Return how many others have one of its e-mail addresses: they are left out as well."""
    emails = [email for email in (contact.email, contact.email_2) if email]
    others = Contact.objects.exclude(pk=contact.pk)
    return others.filter(email__in=emails).count() if emails else 0


def _suppress(contact: Contact, *, by: User | None, now: datetime) -> None:
    """Keep the addresses from coming back, also those of contacts merged into this one."""
    cause = Suppression.Cause.ERASED
    suppress_contact(contact, cause=cause, by=by, now=now)
    for values in Merge.objects.filter(survivor=contact.pk).values_list("gone", flat=True):
        for email in filter(None, (values.get("email"), values.get("email_2"))):
            suppress(Address(email=email), cause=cause, by=by, now=now)


def _erase_rows(contact: Contact) -> tuple[dict[str, Any], bool]:
    """Empty what is kept, delete the rest; return how many rows, and whether the contact stays."""
    gone: dict[str, int] = {}
    kept: dict[str, int] = {}
    is_row_kept = False
    for way, fate in fates():
        if way.model is Contact:
            continue
        if not fate.is_kept:
            gone[way.name] = _delete(contact, way)
        elif count := _empty(contact, way, fate):
            kept[way.name] = count
            is_row_kept = is_row_kept or fate.need_contact
    return {"gone": {name: n for name, n in gone.items() if n}, "kept": kept}, is_row_kept


def _delete(contact: Contact, way: Way) -> int:
    rows = rows_of(contact, way)
    count: int = rows.count()
    rows.delete()
    return count


def _empty(contact: Contact, way: Way, fate: Fate) -> int:
    rows = rows_of(contact, way)
    count: int = rows.count()
    if count and fate.special is not None:
        fate.special(contact)
    if count and fate.emptied:
        rows.update(**emptied(way.model, fate.emptied))
    return count


def _erase_own(contact: Contact, *, is_kept: bool, now: datetime) -> None:
    """Delete the row, or empty it; then what the database wrote about that."""
    own = Contact.objects.filter(pk=contact.pk)
    if is_kept:
        own.update(**_empty_row(contact, now=now))
    else:
        own.delete()
    ContactChange.objects.filter(contact=contact.pk).delete()
    MatchKey.objects.filter(contact=contact.pk).delete()
    SuppressedContact.objects.filter(contact=contact.pk).delete()
    UncheckedContact.objects.filter(pk=contact.pk).delete()


def _empty_row(contact: Contact, *, now: datetime) -> dict[str, Any]:
    """Return values that say nothing about anybody, of every column there is."""
    values: dict[str, Any] = {}
    for field in Contact._meta.local_concrete_fields:
        if field.name not in STAYS:
            values[field.name] = None if field.null else field.get_default() or ""
            if field.get_internal_type() == "BooleanField":
                values[field.name] = False
    return values | {
        "number": f"{ERASED_NUMBER}{contact.pk}",
        "name": _("Erased"),
        "is_privacy_blocked": True,
        "exclude_from_segments": True,
        "modified_at": now,
    }
