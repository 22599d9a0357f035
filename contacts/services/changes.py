"""The history of a contact's values, which the database writes."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from contacts.models import ContactChange, ContactQuerySet


@transaction.atomic
def erase_changes(contacts: ContactQuerySet, *, by: User | None, now: datetime) -> int:
    """Forget what the contacts' values were, as a person may ask; return how many changes."""
    theirs = ContactChange.objects.filter(contact__in=contacts.order_by().values("pk"))
    return theirs.delete()[0]
