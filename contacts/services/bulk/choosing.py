"""The contacts of a list that are meant: the ticked ones, or all that match its filters."""

from typing import Any

from django.http import HttpRequest, QueryDict

from contacts.filters import ContactFilter
from contacts.models import Contact, ContactQuerySet
from segments_app.common.selection import selected_rows


def chosen(request: HttpRequest) -> ContactQuerySet:
    """Return the contacts that the form of the list sent."""
    rows: Any = selected_rows(request, ContactFilter, Contact.objects.all())
    return rows  # type: ignore[no-any-return]


def matching(query: str) -> ContactQuerySet:
    """Return the contacts that the filters in the query of an address let through."""
    rows: Any = ContactFilter(QueryDict(query), queryset=Contact.objects.all()).qs
    return rows  # type: ignore[no-any-return]
