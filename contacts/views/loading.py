"""How the pages of a contact load it, and what all of them show."""

from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from contacts.models import Contact


def user_of(request: HttpRequest) -> User:
    """Return who asks; the guard of every view has let nobody else in."""
    return cast(User, request.user)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, None when the form is only shown; a POST may be empty."""
    return request.POST if request.method == "POST" else None


def get_contact(pk: int) -> Contact:
    """Return the contact with its company, or answer that there is none."""
    return get_object_or_404(Contact.objects.select_related("company"), pk=pk)


def crumbs(contact: Contact | None = None) -> list[tuple[str, str]]:
    """Return the way up from a page of the contact."""
    way = [(gettext("Contacts"), reverse("contacts:contact_list"))]
    if contact is not None:
        way.append((contact.name, contact.get_absolute_url()))
    return way


def page_context(contact: Contact, **more: Any) -> dict[str, Any]:
    """Return what every page about one contact shows."""
    return {"contact": contact, "crumbs": crumbs(contact)} | more
