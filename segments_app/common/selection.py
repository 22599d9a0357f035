"""Rows chosen in a list: the ticked ones, or all that match its filters."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django_filters import FilterSet

KEY_DIGITS = 18  # what surely fits the largest key a database holds


def selected_rows(
    request: HttpRequest, filterset_class: type[FilterSet], rows: QuerySet[Any]
) -> QuerySet[Any]:
    """Return what the selection bar sent, never more than `rows` and never a page by mistake.

    "All matching" is decided here, by the filters in the sent address, and not by the browser.
    """
    if request.POST.get("all_matching"):
        query = QueryDict(request.POST.get("query", ""))
        matching: QuerySet[Any] = filterset_class(query, queryset=rows, request=request).qs
        return matching
    keys = (value for value in request.POST.getlist("selected") if value.isascii())
    return rows.filter(
        pk__in=[int(key) for key in keys if key.isdigit() and len(key) <= KEY_DIGITS]
    )
