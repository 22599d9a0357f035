"""Restriction of processing: data that may be kept and seen, but not used (Art. 18, ER-09)."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Contact, Restriction

from .contacts import locked
from .refusals import InvalidValues


@transaction.atomic
def restrict_contact(
    contact: Contact, *, reason: str, by: User | None, now: datetime
) -> Restriction:
    """Keep a contact out of every segment and interaction; a second time changes nothing."""
    contact = locked(contact)
    if not reason.strip():
        raise InvalidValues({"reason": _("Say why the processing is restricted.")})
    there = contact.restrictions.filter(lifted_at=None).first()
    return there or Restriction.objects.create(
        contact=contact, reason=reason.strip(), restricted_at=now, restricted_by=by
    )


@transaction.atomic
def lift_restriction(contact: Contact, *, reason: str, by: User | None, now: datetime) -> int:
    """Let a contact be used again; that it was restricted, and why it no longer is, stays."""
    contact = locked(contact)
    if not reason.strip():
        raise InvalidValues({"reason": _("Say why the contact may be used again.")})
    there = contact.restrictions.filter(lifted_at=None)
    return there.update(lifted_at=now, lifted_by=by, lifted_reason=reason.strip())
