"""Lines of somebody who is erased: they count as before, and say nothing of their own."""

from contacts.models import Contact
from interactions.services.erasing import drop_contents
from segments_app.models import SegmentLine


def empty_lines(contact: Contact) -> None:
    """Take the lines' own texts away."""
    lines = SegmentLine.objects.filter(contact=contact.pk)
    contents = set(lines.exclude(content=None).values_list("content", flat=True))
    lines.update(content=None)
    drop_contents(contents)
