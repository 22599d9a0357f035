"""Many contacts changed at once: chosen in the list, looked at, done, undone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from contacts.models import BulkEdit, ContactQuerySet
from contacts.services import bulk
from contacts.services.refusals import Refused
from segments_app.bulk_edit_jobs import edit_matching_later, undo_later
from segments_app.bulk_edit_tables import BulkEditTable
from segments_app.common.access import requires, user_of
from segments_app.common.exports import exported
from segments_app.common.http import is_confirmed, next_url, render_page, see_other
from segments_app.common.submissions import made_from
from segments_app.common.tables import configured
from segments_app.forms.contact_bulk import BulkEditForm

CHANGE = "contacts.change_contact"
CARRIED = ("selected", "all_matching", "query", "next")
MOST_LEFT_ALONE = 50


@require_POST
@requires(CHANGE)
def contact_bulk_edit(request: HttpRequest) -> HttpResponse:
    """Ask what to change; show how many it concerns, and the first of them; then change them."""
    form = BulkEditForm(request.POST if "submission" in request.POST else None)
    is_valid = form.is_bound and form.is_valid()
    if is_valid and (done := done_before(request, form)):
        return see_other(request, done)
    chosen = bulk.chosen(request)
    back = next_url(request, reverse("contacts:contact_list"))
    look = bulk.look(chosen, form.changes) if is_valid else None
    count = look.chosen if look else chosen.count()
    if not count:
        messages.warning(request, gettext("Nobody was selected, so nothing was changed."))
        return see_other(request, back)
    if look and is_confirmed(request) and saw(request, count):
        return change(request, chosen, form, count, back)
    context = {
        "form": form,
        "count": count,
        "look": look,
        "told": bulk.told(form.changes) if look else [],
        "carried": [(name, value) for name in CARRIED for value in request.POST.getlist(name)],
        "has_moved": is_confirmed(request) and look is not None,
        "next": back,
        "crumbs": crumbs(),
    }
    status = 422 if form.errors else 200
    return render_page(request, "contacts/bulk_edit.html", context, status=status)


def done_before(request: HttpRequest, form: BulkEditForm) -> BulkEdit | None:
    """Return what the same form has done already."""
    key = form.cleaned_data["submission"]
    return made_from(BulkEdit, key, by=user_of(request)) if key else None


def saw(request: HttpRequest, count: int) -> bool:
    """Tell whether as many contacts are meant as the user saw."""
    return request.POST.get("count") == str(count)


def change(
    request: HttpRequest, chosen: ContactQuerySet, form: BulkEditForm, count: int, back: str
) -> HttpResponse:
    """Change them now, or have the worker do it where all of a great many are meant."""
    who: Any = {"by": user_of(request), "now": timezone.now()}
    how: Any = {"changes": form.changes, "submission": form.cleaned_data["submission"]}
    if request.POST.get("all_matching"):
        query = request.POST.get("query", "")
        job = edit_matching_later(query=query, count=count, url=back, **how, **who)
        if job is not None:
            return see_other(request, job)
    try:
        edit = bulk.edit_contacts(chosen, expected=count, **how, **who)
    except Refused as error:
        messages.error(request, str(error))
        return see_other(request, back)
    text = ngettext(
        "%(count)s contact is changed.", "%(count)s contacts are changed.", edit.contact_count
    )
    messages.success(request, text % {"count": shown(edit.contact_count)})
    return see_other(request, edit)


@require_GET
@requires(CHANGE)
def bulk_edit_list(request: HttpRequest) -> HttpResponseBase:
    rows = BulkEdit.objects.select_related("created_by")
    table = configured(BulkEditTable(rows), request)
    if "export" in request.GET:
        return exported(table, "changes")
    context = {"table": table, "crumbs": crumbs()[:1]}
    return render_page(
        request, "contacts/bulk_edit_list.html", context, partial="contacts/_contact_table.html"
    )


@require_GET
@requires(CHANGE)
def bulk_edit_detail(request: HttpRequest, pk: int) -> HttpResponse:
    edit = get_edit(pk)
    alone = bulk.left_alone(edit)
    context = {
        "edit": edit,
        "told": bulk.told(bulk.Changes.from_plain(edit.changes)),
        "left_alone": bulk.reasons_of(list(alone[:MOST_LEFT_ALONE])),
        "left_alone_count": alone.order_by().values("contact").distinct().count(),
        "crumbs": crumbs(),
    }
    return render_page(request, "contacts/bulk_edit_detail.html", context)


@require_POST
@requires(CHANGE)
def bulk_edit_undo(request: HttpRequest, pk: int) -> HttpResponse:
    edit = get_edit(pk)
    who: Any = {"by": user_of(request), "now": timezone.now()}
    job = undo_later(edit, **who) if edit.undone_at is None else None
    if job is not None:
        return see_other(request, job)
    edit = bulk.undo_edit(edit, **who)
    text = ngettext(
        "%(count)s contact is as it was.", "%(count)s contacts are as they were.",
        edit.restored_count,
    )  # fmt: skip
    messages.success(request, text % {"count": shown(edit.restored_count)})
    return see_other(request, edit)


def get_edit(pk: int) -> BulkEdit:
    return get_object_or_404(BulkEdit.objects.select_related("created_by", "undone_by"), pk=pk)


def crumbs() -> list[tuple[str, str]]:
    """Return the way up from a page about changes of many contacts."""
    return [
        (gettext("Contacts"), reverse("contacts:contact_list")),
        (gettext("Changes of many"), reverse("segments:bulk_edit_list")),
    ]


def shown(count: int) -> str:
    return number_format(count, force_grouping=True)
