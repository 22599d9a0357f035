"""What segments have against changes to contacts."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from contacts.models import Contact
from segments_app.models import SegmentLine

MOST = 5  # segments named


def are_on_open_segments(contacts: Collection[int]) -> dict[int, str]:
    """Say of which of these persons `is_on_open_segment` holds, in one query."""
    lines = SegmentLine.objects.of_open_segments().filter(contact__in=contacts)
    found: dict[int, list[str]] = {}
    for contact, number in lines.order_by("segment__number").values_list(
        "contact", "segment__number"
    ):
        found.setdefault(contact, []).append(number)
    return {contact: told(numbers[:MOST]) for contact, numbers in found.items()}


def is_on_open_segment(contact: Contact) -> str:
    """A person on an open segment stays at its company (CON-06)."""
    lines = SegmentLine.objects.of_open_segments().filter(contact=contact.pk)
    numbers = lines.order_by("segment__number").values_list("segment__number", flat=True)[:MOST]
    return told(numbers) if numbers else ""


def told(numbers: Iterable[str]) -> str:
    text = _("The contact is on a segment that is not logged yet: %(segments)s.")
    return text % {"segments": ", ".join(numbers)}
