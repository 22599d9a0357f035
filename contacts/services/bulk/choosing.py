"""The contacts of a list that are meant: the ticked ones, or all that match its filters."""

from typing import cast

from django.http import HttpRequest, QueryDict

from contacts.filters import ContactFilter
from contacts.models import Contact, ContactQuerySet
from segments_app.common.selection import selected_rows


def chosen(request: HttpRequest) -> ContactQuerySet:
    """Return the contacts that the form of the list sent."""
    rows = selected_rows(request, ContactFilter, Contact.objects.all())
    return cast(ContactQuerySet, rows)


def matching(query: str) -> ContactQuerySet:
    """Return the contacts that the filters in the query of an address let through."""
    rows: ContactQuerySet = ContactFilter(QueryDict(query), queryset=Contact.objects.all()).qs
    return rows
