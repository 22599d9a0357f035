"""Making a person of a company, and the other way round (CON-04, CON-05)."""

from collections.abc import Iterator
from copy import copy
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Attribute, Contact
from segments_app.common.history import written_by

from . import blockers
from .contacts import locked, save_changes
from .defaults import current_setup
from .preparing import prepare
from .refusals import Refused


class TypeStays(Refused):
    """The contact has what only its present type may have; `reasons` names all of it."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@transaction.atomic
def change_type(contact: Contact, *, to: str, by: User | None, now: datetime) -> Contact:
    """Make the contact a company or a person; nothing to do when it is one already."""
    contact = locked(contact)
    if contact.type == to:
        return contact
    against = type_reasons(contact)
    if against:
        raise TypeStays(against)
    was = copy(contact)
    contact.type = Contact.Type(to)
    if contact.is_company:
        clear_personal(contact)
    swap_salutation(contact)
    prepare(contact, was=was if contact.is_company else None)
    with written_by(by):
        save_changes(contact, was=was, now=now)
    return contact


def type_reasons(contact: Contact) -> list[str]:
    """Return everything that keeps the contact's type as it is."""
    own = company_reasons(contact) if contact.is_company else person_reasons(contact)
    return [*blockers.reasons(blockers.type_change, contact), *own, *attribute_reasons(contact)]


def attribute_reasons(contact: Contact) -> Iterator[str]:
    """Yield the attributes it has that the other type cannot have."""
    other = {"for_persons": False} if contact.is_company else {"for_companies": False}
    theirs = Attribute.objects.filter(values__contact=contact.pk, **other).distinct()
    for attribute in theirs.order_by("position", "label", "pk"):
        yield _("It has the attribute %(attribute)s.") % {"attribute": attribute.label}


def company_reasons(contact: Contact) -> Iterator[str]:
    """Yield what a company has and a person must not."""
    if contact.persons.exists():
        yield _("It has persons.")
    if contact.business_relations.exists():
        yield _("It has business relations.")
    if contact.industry_groups.exists():
        yield _("It has industry groups.")
    if contact.currency_code:
        yield _("It has a currency.")
    if contact.vat_number:
        yield _("It has a VAT registration number.")


def person_reasons(contact: Contact) -> Iterator[str]:
    """Yield what a person has and a company must not."""
    if contact.organizational_level_id:
        yield _("It has an organizational level.")
    if contact.job_responsibilities.exists():
        yield _("It has job responsibilities.")
    if contact.is_minor:
        yield _("It is a minor.")


def clear_personal(contact: Contact) -> None:
    """Take away what only persons have; the name stays."""
    contact.company = None
    contact.has_parental_consent = False
    for field in ("first_name", "middle_name", "surname", "initials", "job_title"):
        setattr(contact, field, "")


def swap_salutation(contact: Contact) -> None:
    """Give the default of the new type in place of the old type's."""
    setup = current_setup()
    old, new = setup.company_salutation, setup.person_salutation
    if contact.is_company:
        old, new = new, old
    if contact.salutation_id is None or (old and contact.salutation_id == old.pk):
        contact.salutation = new
