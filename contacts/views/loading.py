"""How the pages of a contact load it, and what all of them show."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext

from contacts.models import Contact, Merge
from segments_app.common.http import see_other

LAST_KEY = 2**63 - 1  # that a database can have given


def user_of(request: HttpRequest) -> User:
    """Return who asks; the guard of every view has let nobody else in."""
    return cast(User, request.user)


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what was posted, None when the form is only shown; a POST may be empty."""
    return request.POST if request.method == "POST" else None


def get_contact(pk: int) -> Contact:
    """Return the contact with its company, or answer that there is none."""
    return get_object_or_404(Contact.objects.select_related("company"), pk=pk)


def find_contact(pk: int) -> Contact | None:
    """Return the contact with its company, if it is there."""
    return Contact.objects.select_related("company").filter(pk=pk).first()


def gone_meanwhile(request: HttpRequest, pk: int) -> HttpResponse:
    """Say of a contact that somebody was about to change where it went: into another, or away."""
    if pk > LAST_KEY:
        raise Http404
    if Merge.objects.standing().filter(gone_id=pk).exists():
        return see_other(request, Contact(pk=pk))  # whose page leads on
    if not Contact.objects.filter(pk__gt=pk).exists():
        raise Http404  # nobody was ever given that key, as far as can be told
    messages.warning(request, gettext("This contact is not there any more: it was deleted."))
    return see_other(request, "contacts:contact_list")


def crumbs(contact: Contact | None = None) -> list[tuple[str, str]]:
    """Return the way up from a page of the contact."""
    way = [(gettext("Contacts"), reverse("contacts:contact_list"))]
    if contact is not None:
        way.append((contact.name, contact.get_absolute_url()))
    return way


def page_context(contact: Contact, **more: Any) -> dict[str, Any]:
    """Return what every page about one contact shows."""
    return {"contact": contact, "crumbs": crumbs(contact)} | more
