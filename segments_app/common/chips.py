"""Chips: what a list is filtered by, each with the address that takes it away."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django_filters import FilterSet


@dataclass(frozen=True)
class Chip:
    """One applied filter: its label, its value in words, and the address without it."""

    label: str
    text: str
    url: str


def chips(filterset: FilterSet, request: HttpRequest) -> list[Chip]:
    """Return a chip for each applied value, in the order of the filters."""
    form = filterset.form
    form.is_valid()
    return [
        Chip(force_str(form[name].label), text, address(request, without(request, form, name, key)))
        for name, value in form.cleaned_data.items()
        for text, key in applied(form.fields[name], value)
    ]


def clear_url(filterset: FilterSet, request: HttpRequest) -> str:
    """Return the address of the list with no filter at all; order and columns stay."""
    query = request.GET.copy()
    for name in filterset.form.fields:
        drop(query, filterset.form, name)
    return address(request, query)


def applied(field: forms.Field, value: Any) -> Iterator[tuple[str, str | None]]:
    """Yield the words of each value, and what stands for it in the address if it is one of many."""
    if value in (None, "", []) or (isinstance(value, QuerySet) and not value):
        return
    if isinstance(value, list | tuple | set | QuerySet):
        for one in value:
            yield in_words(field, one), str(one.pk if isinstance(one, Model) else one)
    else:
        yield in_words(field, value), None


def in_words(field: forms.Field, value: Any) -> str:
    """Return a cleaned value as a reader would say it."""
    if isinstance(value, slice):
        return range_in_words(value.start, value.stop)
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    choices: Iterable[Any] = () if isinstance(value, Model) else getattr(field, "choices", ())
    for key, label in flat(choices):
        if force_str(key) == force_str(value):
            return force_str(label)
    return scalar_in_words(value)


def flat(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def scalar_in_words(value: Any) -> str:
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATE_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if isinstance(value, Model | str):
        return force_str(value)
    return number_format(value, force_grouping=True)


def range_in_words(start: Any, stop: Any) -> str:
    values = {
        "from": "" if start is None else scalar_in_words(start),
        "to": "" if stop is None else scalar_in_words(stop),
    }
    if stop is None:
        return gettext("from %(from)s") % values
    if start is None:
        return gettext("up to %(to)s") % values
    return gettext("%(from)s to %(to)s") % values


def without(request: HttpRequest, form: forms.Form, name: str, key: str | None) -> QueryDict:
    query = request.GET.copy()
    left = [one for one in query.getlist(name) if key is not None and one != key]
    drop(query, form, name)
    if left:
        query.setlist(name, left)
    return query


def drop(query: QueryDict, form: forms.Form, name: str) -> None:
    """Take a filter, its range ends and the page out of the query."""
    suffixes = getattr(form.fields[name].widget, "suffixes", [])
    for parameter in (name, *(f"{name}_{suffix}" for suffix in suffixes), "page"):
        query.pop(parameter, None)


def address(request: HttpRequest, query: QueryDict) -> str:
    return f"{request.path}?{query.urlencode()}" if query else request.path
