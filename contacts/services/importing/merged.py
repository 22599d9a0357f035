"""Numbers of contacts that were merged into others: they lead there, and nobody else gets them."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from contacts.models import Contact, Merge, Outcome
from segments_app.common.keys import AmongTexts

from .records import Record


def taken(numbers: Collection[Any]) -> set[str]:
    """Return those that a contact has, or had before it was merged into another."""
    present = Contact.objects.filter(AmongTexts("number", numbers)).values_list("number", flat=True)
    merged = Merge.objects.standing().filter(AmongTexts("gone_number", numbers))
    return {*present, *merged.values_list("gone_number", flat=True)}


def reject_merged(records: Iterable[Record]) -> None:
    """Reject rows that would make a contact anew which was merged into another."""
    made = [r for r in records if r.outcome == Outcome.CREATED and "number" in r.after]
    if not made:
        return
    numbers = {record.after["number"] for record in made}
    merges = Merge.objects.standing().filter(AmongTexts("gone_number", numbers))
    stayed = dict(merges.values_list("gone_number", "survivor__number"))
    for record in made:
        if into := stayed.get(record.after["number"]):
            record.reject(
                _("The contact with this number was merged into %(number)s.") % {"number": into}
            )
