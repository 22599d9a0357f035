"""What segments have against changes to contacts."""

from django.utils.translation import gettext as _

from contacts.models import Contact
from segments_app.models import SegmentLine


def is_on_open_segment(contact: Contact) -> str:
    """A person on an open segment stays at its company (CON-06)."""
    lines = SegmentLine.objects.of_open_segments().filter(contact=contact.pk)
    numbers = lines.order_by("segment__number").values_list("segment__number", flat=True)[:5]
    if not numbers:
        return ""
    text = _("The contact is on a segment that is not logged yet: %(segments)s.")
    return text % {"segments": ", ".join(numbers)}
