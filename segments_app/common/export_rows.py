"""The rows of a list as plain values: its filters, its order and the chosen columns, all pages."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import connections, transaction
from django.db.models import Field, Model, QuerySet
from django.utils.encoding import force_str

from .tables import BaseTable

ROWS_PER_FETCH = 2_000


def steadily(rows: Iterator[Any], using: str) -> Iterator[Any]:
    """Read rows as they come: PostgreSQL gathers them all first outside a transaction.

    SQLite never does, and a transaction would keep everybody else from writing.
    """
    if connections[using].vendor != "postgresql":
        yield from rows
        return
    with transaction.atomic(using=using):
        yield from rows


def rows_of(table: BaseTable, columns: list[Any]) -> Iterator[list[Any]]:
    """Yield the values of the columns; no more than a few thousand rows are in memory.

    Columns that are plain columns of the query are read as values. One that is not (a property,
    a `value_<name>` method of the table, an `exported_value(table, record)` of the column) makes
    the rows be read as objects.
    """
    rows: QuerySet[Any] = table.reading(table.data.data, {bound.name for bound in columns})
    found = [query_path(rows, table, bound) for bound in columns]
    paths = [path for path in found if path is not None]
    if len(paths) == len(columns):
        labels = [
            getattr(bound.column, "exported_label", None) or labels_of(rows.model, path)
            for bound, path in zip(columns, paths, strict=True)
        ]
        told = [(place, label) for place, label in enumerate(labels) if label is not None]
        for values in rows.values_list(*paths).iterator(chunk_size=ROWS_PER_FETCH):
            row = list(values)
            for place, label in told:
                row[place] = label(row[place])
            yield row
    else:
        getters = [getter(table, bound) for bound in columns]
        for record in rows.iterator(chunk_size=ROWS_PER_FETCH):
            yield [get(record) for get in getters]


def query_path(rows: QuerySet[Any], table: BaseTable, bound: Any) -> str | None:
    """Return the path by which the query itself can give the column, if it can."""
    path = str(bound.accessor).replace(".", "__")
    if hasattr(table, f"value_{bound.name}") or hasattr(bound.column, "exported_value"):
        return None
    if path in rows.query.annotations:
        return path
    field = field_at(rows.model, path)
    return path if field is not None and not field.is_relation else None


def field_at(model: type[Model] | None, path: str) -> "Field[Any, Any] | None":
    """Return the concrete field at the end of a path over single relations."""
    field: Any = None
    for name in path.split("__"):
        if model is None:
            return None
        try:
            field = model._meta.pk if name == "pk" else model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        if field.one_to_many or field.many_to_many:
            return None
        model = field.related_model
    return field if getattr(field, "concrete", False) else None


def labels_of(model: type[Model], path: str) -> Callable[[Any], Any] | None:
    """Return how a stored value reads, by its label where the field has choices; else None.

    Labels are put into the language once, not a million times.
    """
    field = field_at(model, path)
    choices = getattr(field, "flatchoices", ()) or ()
    labels = {value: force_str(label) for value, label in choices}
    return (lambda value: labels.get(value, value)) if labels else None


def getter(table: BaseTable, bound: Any) -> Callable[[Any], Any]:
    """Return how to take the column's value from an object, as plain data."""
    own = getattr(table, f"value_{bound.name}", None)
    if hasattr(bound.column, "exported_value"):
        return partial(bound.column.exported_value, table)

    def get(record: Any) -> Any:
        if own is not None:
            return own(record=record)
        value = bound.accessor.resolve(record, quiet=True)
        if hasattr(bound.column, "exported_label"):
            return bound.column.exported_label(value)
        shown = getattr(record, f"get_{bound.accessor}_display", None)
        if shown is not None:
            return shown()
        return value() if callable(value) and not isinstance(value, Model) else value

    return get
