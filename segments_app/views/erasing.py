"""Erasing a person: what goes, what stays and why, who has to be told; and what was erased."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from contacts.models import Contact, Erasure
from contacts.services import personal
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page, see_other
from segments_app.common.reports import reported
from segments_app.erasure_jobs import erase_later, running_for
from segments_app.forms.erasing import ErasureForm
from segments_app.services.exports import exports_since

ERASE = "contacts.erase_contact"
PAGE_SIZE = 50
MOST_EXPORTS = 20
COLUMNS = (_("Erased at"), _("Contact"), _("Cause"), _("By"), _("What is left"))


@require_http_methods(["GET", "POST"])
@requires(ERASE)
def contact_erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what erasing does, and do it, or have the worker do it; sent twice it is done once."""
    if request.method == "POST" and Erasure.objects.filter(contact_key=pk).exists():
        return done(request)
    contact = get_object_or_404(Contact, pk=pk)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = {"cause": form.cleaned_data["cause"], "by": user_of(request), "now": timezone.now()}
        if job := erase_later(contact, **said):
            return see_other(request, "segments:job_detail", job.pk)
        try:
            personal.erase_contact(contact, **said)
        except personal.ErasureRefused as error:
            form.add_error(None, str(error))
        else:
            return done(request)
    own = reverse("segments:contact_data", args=[contact.pk])
    exports = exports_since(contact.created_at, but_of=own)
    crumbs = [
        (gettext("Contacts"), reverse("contacts:contact_list")),
        (contact.name, contact.get_absolute_url()),
    ]
    context = {
        "contact": contact,
        "form": form,
        "preview": personal.preview(contact),
        "exports": exports[:MOST_EXPORTS],
        "job": running_for(contact),
        "crumbs": crumbs,
    }
    status = 422 if form.errors else 200
    return render_page(request, "contacts/contact_erase.html", context, status=status)


@require_GET
@requires("contacts.view_erasure")
def erasure_list(request: HttpRequest) -> HttpResponseBase:
    """List what was erased: when, by whom and why, without a name."""
    rows = Erasure.objects.select_related("erased_by").order_by("-erased_at", "-pk")
    if "export" in request.GET:
        return reported(request, "erasures", COLUMNS, map(as_row, rows.iterator()))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    crumbs = [(gettext("Contacts"), reverse("contacts:contact_list"))]
    context = {"page": page, "crumbs": crumbs}
    return render_page(request, "contacts/erasure_list.html", context)


def as_row(erasure: Erasure) -> list[Any]:
    """Return an erasure as a row of a file."""
    by = erasure.erased_by
    left = gettext("An empty row, for figures") if erasure.is_row_kept else gettext("Nothing")
    who = by.get_full_name() or by.username if by else ""
    return [erasure.erased_at, erasure.contact_key, erasure.get_cause_display(), who, left]


def done(request: HttpRequest) -> HttpResponse:
    messages.success(request, gettext("The contact is erased."))
    return see_other(request, "segments:erasure_list")
