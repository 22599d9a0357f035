"""Rows as plain values that a JSON column keeps, and rows made of them again."""

from typing import Any

from django.db import models

Image = dict[str, Any]


def image(row: models.Model, *names: str) -> Image:
    """Return the values of a row, or those of these columns, by column."""
    fields = [f for f in row._meta.concrete_fields if not names or f.attname in names]
    return {field.attname: plain(field, row) for field in fields}


def plain(field: Any, row: models.Model) -> Any:
    """Return one value; a moment keeps its microseconds, which Django's JSON would cut."""
    value = field.value_from_object(row)
    if value is None or isinstance(field, models.JSONField):
        return value
    if isinstance(value, bool | int):
        return value
    return str(value) if isinstance(field, models.FileField) else field.value_to_string(row)


def made_of(model: type[models.Model], values: Image) -> Any:
    """Return the row, not saved, that these values were taken of."""
    return model(**{name: python(model, name, value) for name, value in values.items()})


def python(model: type[models.Model], name: str, value: Any) -> Any:
    """Return a value as the column has it in Python."""
    field: Any = next(f for f in model._meta.concrete_fields if f.attname == name)
    if value is None or isinstance(field, models.JSONField):
        return value
    return field.target_field.to_python(value) if field.is_relation else field.to_python(value)


def restore(model: type[models.Model], values: Image) -> None:
    """Insert the row again, with its key."""
    model._base_manager.bulk_create([made_of(model, values)])
