"""Attributes in lists: a column and a filter for each, made of its definition."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import django_tables2 as tables
from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, Filter, MultipleChoiceFilter

from contacts.services import attributes
from contacts.services.attributes import Definition
from segments_app.common.filters import DateRangeFilter, NumberRangeFilter
from segments_app.common.folding import fold

from .models import AttributeValue

SHOWN = "shown_attributes"  # the values of a row of a list, of the columns that are shown


class AttributeColumn(tables.Column):
    """What the contacts of a list have of one attribute; read for the whole page at once."""

    def __init__(self, definition: Definition) -> None:
        is_number = {"class": "number"} if definition.kind == "number" else {}
        attrs = {"th": is_number, "td": is_number}
        super().__init__(
            verbose_name=definition.label,
            accessor="pk",
            orderable=False,
            empty_values=(),
            attrs=attrs,
        )
        self.definition = definition

    def render(self, record: Any, table: Any) -> str:
        value = attributes.of_rows(self.definition, getattr(record, SHOWN, ()))
        return attributes.in_words(self.definition, value) or str(table.default)

    def exported_value(self, _table: Any, record: Any) -> Any:
        """Return the value as a file has it: choices by their labels."""
        value = attributes.of_rows(self.definition, getattr(record, SHOWN, ()))
        if self.definition.has_choices or isinstance(value, bool):
            return attributes.for_file(self.definition, value)
        return "" if value is None else value


def columns() -> list[tuple[str, AttributeColumn]]:
    """Return a column for each attribute, under its name."""
    return [(one.name, AttributeColumn(one)) for one in attributes.offered()]


def with_shown(rows: QuerySet[Any], shown: list[Definition]) -> QuerySet[Any]:
    """Have the values of the columns that are shown read with the rows: one query for all."""
    if not shown:
        return rows
    values = AttributeValue.objects.filter(attribute__in=[one.pk for one in shown])
    with_values = Prefetch("attribute_values", queryset=values, to_attr=SHOWN)
    return rows.prefetch_related(None).prefetch_related(with_values)  # in place of other columns'


# Filters -------------------------------------------------------------------------------------


def filters() -> dict[str, Filter]:
    """Return a filter for each attribute that is offered as one, under its name."""
    return {one.name: made(one) for one in attributes.offered() if one.is_filter}


def made(definition: Definition) -> Filter:
    kinds: Mapping[str, Callable[..., Filter]] = {
        "text": CharFilter,
        "number": NumberRangeFilter,
        "date": DateRangeFilter,
        "yes_no": ChoiceFilter,
        "choice": MultipleChoiceFilter,
        "choices": MultipleChoiceFilter,
    }
    options: dict[str, Any] = {}
    if definition.kind == "yes_no":
        options = {"choices": [("yes", _("Yes")), ("no", _("No"))], "empty_label": _("Any")}
    elif definition.has_choices:
        choices = [(one.code, one.label) for one in definition.choices]
        options = {"choices": choices, "widget": forms.SelectMultiple({"data-picker": ""})}
    elif definition.kind == "text":
        options = {"max_length": attributes.MAX_TEXT}

    def method(rows: QuerySet[Any], _name: str, value: Any) -> QuerySet[Any]:
        return having(rows, definition, value)

    return kinds[definition.kind](label=definition.label, method=method, **options)


def having(rows: QuerySet[Any], definition: Definition, value: Any) -> QuerySet[Any]:
    """Return the contacts that have such a value."""
    condition = CONDITIONS[definition.kind](definition, value)
    if condition is None:
        return rows
    values = AttributeValue.objects.filter(
        condition, attribute=definition.pk, contact=OuterRef("pk")
    )
    return rows.filter(Exists(values))


def text(definition: Definition, value: str) -> Q | None:
    return Q(text__folded__contains=fold(value)) if value.strip() else None


def between(definition: Definition, value: slice | None) -> Q | None:
    if value is None:
        return None
    ends = {"gte": value.start, "lte": value.stop}
    given = {how: as_day(end) for how, end in ends.items() if end is not None}
    return Q(**{f"{definition.column}__{how}": end for how, end in given.items()})


def as_day(value: Any) -> date | Any:
    return value.date() if isinstance(value, datetime) else value


def yes_no(definition: Definition, value: str) -> Q | None:
    return Q(flag=value == "yes") if value else None


def any_of(definition: Definition, value: list[str]) -> Q | None:
    keys = [definition.by_code[code].pk for code in value]
    return Q(choice__in=keys) if keys else None


CONDITIONS: Mapping[str, Callable[..., Q | None]] = {
    "text": text,
    "number": between,
    "date": between,
    "yes_no": yes_no,
    "choice": any_of,
    "choices": any_of,
}
