"""What a new task may start from, as the address names it."""

from typing import Any

from django.http import HttpRequest

from campaigns.models import Campaign
from contacts.models import Contact
from interactions.models import Interaction
from segments_app.common.widgets import is_key
from segments_app.models import Segment

SOURCES: dict[str, Any] = {
    "contact": Contact.objects.select_related("salesperson", "company"),
    "segment": Segment.objects.select_related("salesperson", "campaign"),
    "interaction": Interaction.objects.select_related(
        "contact__company", "salesperson", "campaign"
    ),
    "campaign": Campaign.objects.all(),
}


def source_of(request: HttpRequest, name: str) -> Any:
    """Return the row that the address names, None where it names none."""
    wanted = request.GET.get(name, "")
    return SOURCES[name].filter(pk=int(wanted)).first() if is_key(wanted) else None
