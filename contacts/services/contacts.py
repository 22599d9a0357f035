"""Creating, changing and deleting contacts."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from contacts.models import ERASED_NUMBER, Contact, Merge
from segments_app.common.history import written_by
from segments_app.common.submissions import once
from segments_app.common.uses import StillUsed

from . import attributes as own_attributes
from . import blockers
from .defaults import current_setup, with_starting_values
from .duplicates import COMPARED, forget_keys, refresh_keys
from .files import discard_files, stored_names
from .inheritance import flow_down, follow_company
from .numbers import TypedNumberRefused, number_for
from .preparing import InvalidContact, prepare
from .privacy import forget_profile
from .refusals import Refused
from .suppressing import check_addresses, suppress_refusers
from .uses import uses_of

#: What `values` may name. Type, picture and search words have services of their own.
EDITABLE = frozenset(
    field.name
    for field in Contact._meta.local_fields
    if field.editable and field.name not in ("id", "type", "image", "number")
)


class ChangedMeanwhile(Refused):
    """Somebody else has changed the contact since the form was opened."""


class WasErased(Refused):
    """Nothing is written about a contact any more who was erased."""


@once(Contact)
@transaction.atomic
def create_contact(
    *,
    values: Mapping[str, Any],
    attributes: Mapping[str, Any] | None = None,
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> Contact:
    """Create a company or a person (`type`) with the next number, or the typed one (`number`).

    What `values` does not name starts from the set-up, the user's own salesperson and, for a
    person, the company; a value that is named stays as it is, even when empty. `attributes`
    are those that administrators have defined, by their code.
    """
    given = dict(values)
    contact = Contact(type=given.pop("type", Contact.Type.COMPANY), submission=submission)
    contact.created_by, contact.created_at, contact.modified_at = by, now, now
    typed = given.pop("number", "")
    apply(contact, with_starting_values({**given, "type": contact.type}, by=by), known={"type"})
    contact.number = free_number(typed)
    prepare(contact, was=None)
    contact.save(force_insert=True)
    check_addresses()
    if attributes:
        own_attributes.set_values(contact, attributes, by=by, now=now)
    refresh_keys([contact.pk])
    return contact


@transaction.atomic
def update_contact(
    contact: Contact,
    *,
    values: Mapping[str, Any],
    attributes: Mapping[str, Any] | None = None,
    by: User | None,
    now: datetime,
    seen_at: datetime | None = None,
) -> Contact:
    """Change a contact, and with a company its persons that inherit what changed.

    The number of statements is the same for a company of three and of three thousand.
    `seen_at` is the `modified_at` the user saw; refused if it is no longer that.
    """
    contact = locked(contact)
    if seen_at is not None and contact.modified_at != seen_at:
        raise ChangedMeanwhile(
            _("The contact was changed since you opened this page. Save again to keep yours.")
        )
    was = copy(contact)
    apply(contact, values)
    if contact.company_id != was.company_id:
        move(contact, was=was)
    prepare(contact, was=was)
    with written_by(by):
        save_changes(contact, was=was, now=now)
    if attributes and own_attributes.set_values(contact, attributes, by=by, now=now):
        contact.modified_at = now
        contact.save(update_fields=["modified_at"])
    if any(getattr(contact, name) != getattr(was, name) for name in COMPARED):
        refresh_keys([contact.pk])
    return contact


@transaction.atomic
def delete_contact(contact: Contact, *, by: User | None, now: datetime) -> None:
    """Delete a contact with all that is its own, and a company with its persons.

    Refused while interactions or segments need one of them: history is never emptied
    (CON-07; CON-08 is ours).
    """
    contact = locked(contact)
    persons = Contact.objects.filter(company=contact.pk)
    uses = uses_of(contact)
    if uses:
        raise StillUsed(contact, uses)
    suppress_refusers(Contact.objects.filter(Q(pk=contact.pk) | Q(company=contact.pk)), now=now)
    keys = [contact.pk, *persons.values_list("pk", flat=True)]
    discard_files(stored_names(keys))
    try:
        with transaction.atomic(), written_by(by):
            persons.delete()
            contact.delete()
            forget_keys(keys)
    except (ProtectedError, IntegrityError) as error:  # used since we looked
        raise StillUsed(contact, uses_of(contact)) from error


def locked(contact: Contact) -> Contact:
    """Return the contact as it is now; nobody else changes it before the transaction ends."""
    found = Contact.objects.select_for_update().get(pk=contact.pk)
    if found.was_erased:
        raise WasErased(_("This contact was erased. Enter a new contact instead."))
    return found


def apply(contact: Contact, values: Mapping[str, Any], *, known: set[str] | None = None) -> None:
    """Set the values, refusing names that are none of a contact's."""
    unknown = values.keys() - EDITABLE - (known or set())
    if unknown:
        raise TypeError(f"no values of a contact: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(contact, name, value)


def move(person: Contact, *, was: Contact) -> None:
    """Move a person to another company, or to none (CON-06)."""
    against = blockers.reasons(blockers.company_change, was)
    if against:
        raise InvalidContact({"company": " ".join(against)})
    if person.company is not None:
        follow_company(person, was=was, old=was.company, new=person.company, setup=current_setup())


def save_changes(contact: Contact, *, was: Contact, now: datetime) -> None:
    """Write the columns that changed, if any, and what follows for others."""
    changed = [
        field.name
        for field in Contact._meta.local_fields
        if getattr(contact, field.attname) != getattr(was, field.attname)
    ]
    if not changed:
        return
    contact.modified_at = now
    if contact.is_minor and not was.is_minor:
        forget_profile(contact)
    contact.save(update_fields=[*changed, "modified_at"])
    if contact.is_company:
        flow_down(contact, was=was, setup=current_setup(), now=now)
    check_addresses()


def free_number(typed: str) -> str:
    """Return the typed number if it is free, or the next free one of the series."""
    if typed.strip().upper().startswith(ERASED_NUMBER):
        raise InvalidContact({"number": _("This number is that of a contact who was erased.")})
    try:
        number = number_for("contact_numbers", typed)
    except TypedNumberRefused as error:
        raise InvalidContact({"number": str(error)}) from error
    while is_taken(number):
        if typed:
            raise InvalidContact({"number": _("Another contact has this number.")})
        number = number_for("contact_numbers")
    return number


def is_taken(number: str) -> bool:
    """Tell whether somebody has the number, or had it before being merged into another."""
    merged = Merge.objects.standing().filter(gone_number=number)
    return Contact.objects.filter(number=number).exists() or merged.exists()
