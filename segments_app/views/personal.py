"""Everything stored about a person, as a page and as a file; who took it is recorded (AC-01…03)."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from contacts.models import Contact
from contacts.services.personal import Told, everything_about, files_of
from segments_app.common.access import requires, user_of
from segments_app.common.downloads import offered
from segments_app.common.http import render_page
from segments_app.models import ExportRecord
from segments_app.services.exports import DATA_OF_ONE, exports_since, record_export

TAKE = "segments.take_personal_data"
MOST_ROWS = 100
MOST_EXPORTS = 200


@require_GET
@requires(TAKE)
def contact_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is stored about a contact; looking at it is recorded."""
    contact = get_object_or_404(Contact.objects.select_related("company"), pk=pk)
    context = collected(request, contact)
    note(request, context["told"], ExportRecord.Format.PAGE)
    crumbs = [
        (gettext("Contacts"), reverse("contacts:contact_list")),
        (contact.name, contact.get_absolute_url()),
    ]
    context |= {"most_rows": MOST_ROWS, "crumbs": crumbs}
    return render_page(request, "contacts/contact_data.html", context)


@require_GET
@requires(TAKE)
def contact_data_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand it out as a ZIP: JSON for machines, HTML for people, and the files."""
    contact = get_object_or_404(Contact.objects.select_related("company"), pk=pk)
    context = collected(request, contact)
    note(request, context["told"], ExportRecord.Format.ZIP)
    answer = HttpResponse(zipped(context), content_type="application/zip")
    return offered(answer, f"{contact.number}.zip")


def collected(request: HttpRequest, contact: Contact) -> dict[str, Any]:
    """Return all that is told, with the exports that may have held the contact."""
    own = reverse("segments:contact_data", args=[contact.pk])
    exports = exports_since(contact.created_at, but_of=own)[:MOST_EXPORTS]
    return {
        "contact": contact,
        "told": everything_about(contact),
        "exports": exports,
        "taken_at": timezone.now(),
        "taken_by": user_of(request),
    }


def zipped(context: dict[str, Any]) -> bytes:
    """Return the ZIP."""
    told: Told = context["told"]
    taken = [
        {"at": one.created_at, "by": str(one.created_by), "list": one.name, "rows": one.row_count}
        for one in context["exports"]
    ]
    plain = told.plain() | {"exports since the contact was made": taken}
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "data.json", json.dumps(plain, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        )
        archive.writestr("data.html", render_to_string("contacts/contact_data_file.html", context))
        for name, kept in files_of(told.contact):
            with kept.open("rb") as opened:
                archive.writestr(f"files/{name}", opened.read())
    return file.getvalue()


def note(request: HttpRequest, told: Told, form: str) -> None:
    """Record who took it; by the contact's number, so that the record survives an erasure."""
    record_export(
        view=DATA_OF_ONE,
        name=f"{told.contact.number}.zip",
        path=request.path,
        query="",
        filters="",
        columns=[],
        format=form,
        row_count=told.row_count,
        by=user_of(request),
        now=timezone.now(),
    )
