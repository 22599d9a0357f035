"""Imports of contacts: a file chosen, its columns named, looked at, brought in, taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.models import ContactImport
from contacts.services.consent import ConsentRefused
from contacts.services.importing import starting
from contacts.services.importing.options import Options
from contacts.services.importing.rejects import reject_lines
from contacts.services.refusals import Refused
from segments_app import contact_import_jobs as import_work
from segments_app.common.access import requires, user_of
from segments_app.common.downloads import offered
from segments_app.common.exports import exported
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.limits import takes_imports
from segments_app.common.sheets import Shape, Unreadable
from segments_app.common.tables import configured
from segments_app.contact_import_tables import (
    ImportFilter,
    ImportRowFilter,
    ImportRowTable,
    ImportTable,
    rows_of,
)
from segments_app.forms.contact_import import ContactFileForm, MappingForm, ShapeForm
from segments_app.forms.import_effects import EffectsForm
from segments_app.models import Job
from segments_app.services.exports import record_export
from segments_app.services.jobs import has_worker, run_job

from .contact_import_words import effects_of

VIEW = "contacts.view_contactimport"
IMPORT = "contacts.import_contacts"
TABLE = "contacts/_contact_table.html"
Request = Callable[..., Job]


def loaded(pk: int) -> ContactImport:
    rows = ContactImport.objects.select_related("created_by", "undone_by")
    return get_object_or_404(rows, pk=pk)


def crumbs(*imports: ContactImport) -> list[tuple[str, str]]:
    found = [(gettext("Contacts"), reverse("contacts:contact_list"))]
    if imports:
        found.append((gettext("Imports"), reverse("segments:contact_import_list")))
    return found + [(str(each), each.get_absolute_url()) for each in imports[1:]]


@require_GET
@requires(VIEW)
def contact_import_list(request: HttpRequest) -> HttpResponseBase:
    rows = ContactImport.objects.select_related("created_by")
    filterset = ImportFilter(request.GET, queryset=rows, request=request)
    table = configured(ImportTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, "imports")
    context = {"filterset": filterset, "table": table, "crumbs": crumbs()}
    return render_page(request, "segments/contact_import_list.html", context, partial=TABLE)


@takes_imports
@require_http_methods(["GET", "POST"])
@requires(IMPORT)
def contact_import_new(request: HttpRequest) -> HttpResponse:
    """Take a file, and lead to its columns."""
    form = ContactFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["upload"]
        try:
            imported = starting.start(
                file, name=file.name or "", by=user_of(request), now=timezone.now()
            )
        except Unreadable as error:
            form.add_error("upload", str(error))
        else:
            return see_other(request, "segments:contact_import_columns", imported.pk)
    context = {"form": form, "crumbs": crumbs()}
    status = 422 if form.errors else 200
    return render_page(request, "segments/contact_import_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires(IMPORT)
def contact_import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the columns and the options; then look what would happen."""
    imported = loaded(pk)
    if not imported.is_draft:
        return see_other(request, imported)
    form = MappingForm(request.POST or None, imported=imported)
    effects = EffectsForm(request.POST or None, imported=imported, user=user_of(request))
    if request.method == "POST" and all([form.is_valid(), effects.is_valid()]):
        options = replace(form.options, **effects.chosen)
        try:
            imported = starting.settle(imported, mapping=form.mapping, options=options)
        except ConsentRefused as error:
            effects.show(error)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            return followed(request, import_work.request_look, imported)
    shape_form = ShapeForm(shape=Shape(**imported.shape))
    return columns_page(request, imported, form, effects, shape_form)


@require_POST
@requires(IMPORT)
def contact_import_shape(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file in another way."""
    imported = loaded(pk)
    form = ShapeForm(request.POST, shape=Shape(**imported.shape))
    if form.is_valid():
        try:
            starting.reshape(imported, shape=form.chosen)
        except (Refused, Unreadable) as error:
            form.add_error(None, str(error))
        else:
            return see_other(request, "segments:contact_import_columns", imported.pk)
    effects = EffectsForm(imported=imported, user=user_of(request))
    return columns_page(request, imported, MappingForm(imported=imported), effects, form)


def columns_page(
    request: HttpRequest,
    imported: ContactImport,
    form: MappingForm,
    effects: EffectsForm,
    shape_form: ShapeForm,
) -> HttpResponse:
    earlier = ContactImport.objects.finished().filter(sha256=imported.sha256)
    context = {
        "imported": imported,
        "form": form,
        "effects": effects,
        "shape_form": shape_form,
        "earlier": earlier.order_by("-imported_at").first(),
        "crumbs": crumbs(imported),
    }
    status = 422 if form.errors or effects.errors or shape_form.errors else 200
    return render_page(request, "segments/contact_import_columns.html", context, status=status)


@require_GET
@requires(VIEW)
def contact_import_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what would come of each row, or what came of it."""
    imported = loaded(pk)
    filterset = ImportRowFilter(request.GET, queryset=rows_of(imported), request=request)
    rows = ImportRowTable(filterset.qs, new_group=Options.of(imported.options).new_group)
    table: Any = configured(rows, request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, "import")
    context = {
        "imported": imported,
        "filterset": filterset,
        "table": table,
        "effects": effects_of(imported),
        "is_undoable": is_undoable(imported),
        "counts": [(each.label, each.value, count) for each, count in imported.counts.items()],
        "crumbs": crumbs(imported),
    }
    return render_page(request, "segments/contact_import_detail.html", context, partial=TABLE)


def is_undoable(imported: ContactImport) -> bool:
    """Tell whether the import has written anything."""
    effects = imported.effects
    written = imported.created_count or imported.updated_count or effects.get("segment")
    recorded = any(ends["recorded"] for ends in (effects.get("consents") or {}).values())
    return imported.status == ContactImport.Status.DONE and bool(written or recorded)


@require_POST
@requires(IMPORT)
def contact_import_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Import what was looked at."""
    return followed(request, import_work.request_import, loaded(pk))


@require_POST
@requires(IMPORT)
def contact_import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the import back, after asking."""
    imported = loaded(pk)
    if imported.status != ContactImport.Status.DONE:
        return see_other(request, imported)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Undo the import"),
            question=gettext(
                "Contacts that it made are deleted, values that it changed are put back, consents "
                "are taken back, and its contacts leave the group and the segment. Objections "
                "stay. What somebody has changed or used since stays, and you are told why."
            ),
            action=gettext("Undo the import"),
            cancel_url=imported.get_absolute_url(),
            is_danger=True,
        )
    return followed(request, import_work.request_undo, imported)


@require_POST
@requires(IMPORT)
def contact_import_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a file away that was not imported."""
    imported = loaded(pk)
    try:
        starting.give_up(imported)
    except Refused as error:
        messages.warning(request, str(error))
        return see_other(request, imported)
    messages.info(request, gettext("The file was thrown away. No contact was changed."))
    return see_other(request, "segments:contact_import_list")


@require_GET
@requires(IMPORT)
def contact_import_rejects(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Offer the rows that were not taken, to mend and load again."""
    imported = loaded(pk)
    name = f"rejected-{imported.pk}.csv"
    record_export(
        view="segments:contact_import_rejects",
        name=name,
        path=request.path,
        query="",
        filters="",
        columns=imported.header,
        format="csv",
        row_count=imported.rejected_count + imported.skipped_count,
        by=user_of(request),
        now=timezone.now(),
    )
    response = StreamingHttpResponse(reject_lines(imported), content_type="text/csv")
    return offered(response, name)


def followed(request: HttpRequest, ask_for: Request, imported: ContactImport) -> HttpResponse:
    """Ask for work and lead to it, or to its result: without a worker it is done here."""
    by: User = user_of(request)
    now: datetime = timezone.now()
    job = ask_for(imported, by=by, now=now)
    if not has_worker():
        run_job(job.pk, now=now)
    job.refresh_from_db()
    return see_other(request, job.result_url if job.status == Job.Status.DONE else job)
