"""Persons who may not be moved to another company now."""

from collections.abc import Iterable

from contacts.models import Outcome
from contacts.services import blockers

from .records import Record


def reject_staying(records: Iterable[Record]) -> None:
    """Reject records that would move a person whom something holds at its company (CON-06)."""
    moving = {
        record.contact: record
        for record in records
        if record.outcome == Outcome.UPDATED
        and "company_id" in record.after
        and record.before.get("company_id")
    }
    for blocker in blockers.company_changes if moving else []:
        for contact, reason in blocker([key for key in moving if key]).items():
            moving[contact].reject(reason)
