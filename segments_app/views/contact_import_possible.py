"""Rows of a file that may be about somebody who is there: seen with whom, and chosen one by one."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from contacts.models import Contact, ImportRow
from contacts.services.duplicates import Facet
from contacts.services.duplicates.told import FACETS, in_points, level
from contacts.services.importing.options import Options, Possible
from contacts.services.importing.resembling import choose
from contacts.services.refusals import Refused
from segments_app import contact_import_jobs as import_work
from segments_app.common.access import requires
from segments_app.common.http import render_page, see_other

from .contact_imports import IMPORT, crumbs, followed, loaded

ROWS = 50


@require_http_methods(["GET", "POST"])
@requires(IMPORT)
def contact_import_possible(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the rows with whom they may be about; keep what is chosen, and look again."""
    imported = loaded(pk)
    if not imported.is_draft:
        return see_other(request, imported)
    rows = ImportRow.objects.filter(contact_import=imported, candidates__isnull=False)
    page = Paginator(rows.order_by("number"), ROWS).get_page(request.GET.get("page"))
    shown = _shown(list(page.object_list), imported.choices)
    if request.method == "POST":
        try:
            imported = choose(imported, choices=_chosen(request, shown))
        except Refused as error:
            messages.warning(request, str(error))
            return see_other(request, imported)
        return followed(request, import_work.request_look, imported)
    rule = Options.of(imported.options).possible
    context = {
        "imported": imported,
        "page": page,
        "rows": shown,
        "rule": Possible(rule).label,
        "crumbs": [*crumbs(imported), (imported.file_name, imported.get_absolute_url())],
    }
    return render_page(request, "segments/contact_import_possible.html", context)


def _chosen(request: HttpRequest, shown: list[dict[str, Any]]) -> dict[int, str]:
    """Return what was chosen for the rows that the page shows; nothing else is taken."""
    found = {}
    for row in shown:
        choice = request.POST.get(row["name"], "")
        known = {value for value, _words in row["choices"]}
        found[row["number"]] = choice if choice in known else ""
    return found


def _shown(rows: list[ImportRow], choices: dict[str, str]) -> list[dict[str, Any]]:
    keys = {candidate[0] for row in rows for candidate in row.candidates or []}
    there = Contact.objects.select_related("company").in_bulk(keys)
    return [_told(row, there, choices.get(str(row.number), "")) for row in rows]


def _told(row: ImportRow, there: dict[int, Contact], choice: str) -> dict[str, Any]:
    candidates: list[dict[str, Any]] = [
        {
            "contact": there[key],
            "level": level(points),
            "points": in_points(points),
            "agrees": get_text_list([str(FACETS[Facet(one)]) for one in facets], gettext("and")),
        }
        for key, points, facets in row.candidates or []
        if key in there
    ]
    change = gettext("Change %(name)s (%(number)s)")
    return {
        "number": row.number,
        "name": f"row_{row.number}",
        "label": row.label or gettext("Row %(row)s") % {"row": row.number},
        "outcome": row.get_outcome_display(),
        "candidates": candidates,
        "choice": choice,
        "choices": [
            ("", gettext("As for all")),
            (Possible.CREATE.value, gettext("Make a new contact")),
            (Possible.SKIP.value, gettext("Skip the row")),
            *(
                (
                    str(c["contact"].pk),
                    change % {"name": c["contact"].name, "number": c["contact"].number},
                )
                for c in candidates
            ),
        ],
    }
