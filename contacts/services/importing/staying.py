"""Changes that something which contacts have stands against: the row is rejected and says what."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from contacts.models import ContactAnswer, Outcome
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


def reject_profiled(records: Iterable[Record]) -> None:
    """Reject records that would make minors of contacts with answers (PRV-03).

    Answers are taken away where somebody sees them go: on the page of the contact.
    """
    minors = {
        record.contact: record
        for record in records
        if record.outcome == Outcome.UPDATED and record.after.get("is_minor")
    }
    if not minors:
        return
    answers = ContactAnswer.objects.filter(contact__in=[key for key in minors if key])
    for contact in answers.order_by().values_list("contact", flat=True).distinct():
        minors[contact].reject(
            _(
                "The contact has answers to questions, and minors cannot be profiled. "
                "Mark it as a minor on its page, which takes the answers away."
            )
        )
