"""What interactions have against changes to contacts."""

from django.utils.translation import gettext as _

from contacts.models import Contact
from interactions.models import Interaction


def has_interactions(contact: Contact) -> str:
    """A company stays a company, and a person a person, once there is history (CON-04)."""
    if Interaction.objects.filter(contact=contact.pk).exists():
        return _("There are interactions with this contact.")
    return ""
