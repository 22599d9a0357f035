"""Which values the contact that stays has afterwards: chosen by people, restrictions by a rule."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.services import blockers
from contacts.services.preparing import InvalidContact, prepare

#: Of these the stricter one counts, whatever anybody chooses.
RESTRICTIONS = (
    "exclude_from_segments",
    "is_privacy_blocked",
    "is_minor",
    "has_parental_consent",
)
#: Follows from the others, or is the contact itself.
FIXED = ("id", "number", "type", "name", "submission", *RESTRICTIONS)
OF_COMPANIES = ("name", "vat_number", "registration_number")
OF_PERSONS = (
    "company", "first_name", "middle_name", "surname", "initials", "job_title",
    "organizational_level",
)  # fmt: skip


def choosable(contact_type: str) -> list[str]:
    """Return the fields of which a value is chosen, in the order of the contact."""
    others = OF_PERSONS if contact_type == Contact.Type.COMPANY else OF_COMPANIES
    return [
        field.name
        for field in Contact._meta.local_fields
        if (field.editable and field.name not in (*FIXED, *others))
        or (field.name == "name" and contact_type == Contact.Type.COMPANY)
    ]


def strictest(one: Contact, other: Contact) -> dict[str, bool]:
    """Return the restrictions of two contacts that become one: nobody is let through by it."""
    minors = [contact for contact in (one, other) if contact.is_minor]
    asked = minors or [one, other]
    return {
        "exclude_from_segments": one.exclude_from_segments or other.exclude_from_segments,
        "is_privacy_blocked": one.is_privacy_blocked or other.is_privacy_blocked,
        "is_minor": bool(minors),
        "has_parental_consent": all(contact.has_parental_consent for contact in asked),
    }


def apply_values(survivor: Contact, gone: Contact, values: Mapping[str, Any]) -> Contact:
    """Set what was chosen on the survivor, not saved, and return what it was."""
    unknown = values.keys() - {*choosable(survivor.type)}
    if unknown:
        raise TypeError(f"no values to choose: {', '.join(sorted(unknown))}")
    was = copy(survivor)
    for name, value in {**values, **strictest(survivor, gone)}.items():
        setattr(survivor, name, value)
    if survivor.company_id == gone.pk or was.company_id == gone.pk:
        raise InvalidContact({"company": _("A person cannot be merged with its company.")})
    if survivor.company_id != was.company_id:
        against = blockers.reasons(blockers.company_change, was)
        if against:
            raise InvalidContact({"company": " ".join(against)})
    prepare(survivor, was=was)
    return was
