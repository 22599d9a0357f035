"""The list of contacts, what is done with many of them, and the searches behind pickers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from contacts import services
from contacts.filters import ContactFilter
from contacts.forms import MailingGroupForm
from contacts.models import Contact, ContactQuerySet
from contacts.tables import ContactTable
from segments_app.common.access import requires
from segments_app.common.exports import exported
from segments_app.common.http import next_url, render_page, see_other
from segments_app.common.selection import selected_rows
from segments_app.common.tables import BulkAction, configured

from .loading import user_of

CHANGE = "contacts.change_contact"
ADD_TO_GROUP = "contacts.add_contactmailinggroup"
MOST_OPTIONS = 20
CARRIED = ("selected", "all_matching", "query", "next")


@require_GET
@requires("contacts.view_contact")
def contact_list(request: HttpRequest) -> HttpResponseBase:
    rows = Contact.objects.for_list()
    filterset = ContactFilter(request.GET, queryset=rows, request=request)
    table = configured(
        ContactTable(filterset.qs),
        request,
        filterset=filterset,
        empty_action=(gettext("New contact"), reverse("contacts:contact_new")),
        bulk_actions=bulk_actions(request),
        bulk_url=reverse("contacts:contact_add_to_group"),
    )
    if "export" in request.GET:
        return exported(table, "contacts")
    context = {"filterset": filterset, "table": table}
    return render_page(
        request, "contacts/contact_list.html", context, partial="contacts/_contact_table.html"
    )


def bulk_actions(request: HttpRequest) -> list[BulkAction]:
    """Return what the user may do with the chosen contacts."""
    actions = []
    if request.user.has_perm(CHANGE):
        url = reverse("segments:contact_bulk_edit")
        actions.append(BulkAction("change", gettext("Change"), url=url))
    if request.user.has_perm(ADD_TO_GROUP):
        actions.append(BulkAction("add", gettext("Add to a mailing group")))
    if request.user.has_perm("contacts.record_consent"):
        url = reverse("contacts:contact_bulk_consent")
        actions.append(BulkAction("consent", gettext("Record consent"), url=url))
    return actions


@require_POST
@requires(ADD_TO_GROUP)
def contact_add_to_group(request: HttpRequest) -> HttpResponse:
    """Put the chosen contacts into a mailing group; asks which one first."""
    chosen: Any = selected_rows(request, ContactFilter, Contact.objects.all())
    form = MailingGroupForm(request.POST if "mailing_group" in request.POST else None)
    back = next_url(request, reverse("contacts:contact_list"))
    if form.is_valid():
        group = form.cleaned_data["mailing_group"]
        added = services.add_to_mailing_group(
            chosen, group=group, by=user_of(request), now=timezone.now()
        )
        text = ngettext(
            "%(count)s contact added to “%(group)s”.",
            "%(count)s contacts added to “%(group)s”.",
            added,
        )
        shown = number_format(added, force_grouping=True)
        messages.success(request, text % {"count": shown, "group": group})
        return see_other(request, back)
    context = {
        "form": form,
        "count": chosen.count(),
        "carried": [(name, value) for name in CARRIED for value in request.POST.getlist(name)],
        "cancel_url": back,
    }
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_add_to_group.html", context, status=status)


@require_GET
@requires("contacts.view_contact")
def contact_options(request: HttpRequest) -> HttpResponse:
    """Answer a picker's search among all contacts."""
    return options(request, Contact.objects.all())


@require_GET
@requires("contacts.view_contact")
def company_options(request: HttpRequest) -> HttpResponse:
    """Answer a picker's search among companies."""
    return options(request, Contact.objects.companies())


def options(request: HttpRequest, contacts: ContactQuerySet) -> HttpResponse:
    found = contacts.not_erased().search(request.GET.get("q", "")[:200]).select_related("company")
    results = [
        {"id": contact.pk, "text": in_a_line(contact)}
        for contact in found.order_by("name", "pk")[:MOST_OPTIONS]
    ]
    return JsonResponse({"results": results})


def in_a_line(contact: Contact) -> str:
    """Return what tells a contact from others of the same name."""
    parts = [contact.name, contact.company.name if contact.company else contact.city]
    return " · ".join([*filter(None, parts), contact.number])
