"""Texts of other tables that name a person: found by introspection, and freed of the name.

A new table is searched unless it is named here with the reason.
"""

import json
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from django.apps import apps
from django.db.models import CharField, F, JSONField, Model, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from .words import SHORTEST, Words

#: Other people's own data, and what is no text about contacts.
NOT_SEARCHED = {
    "contacts.Contact": "the data of others, who may have the same name or live there too",
    "contacts.AlternativeAddress": "the data of others",
    "contacts.AttributeValue": "the data of others",
    "contacts.ContactChange": "what the data of others were",
    "contacts.ConsentWording": "what everybody was asked, word for word",
    "contacts.Erasure": "nothing about anybody",
    "segments.AuditEntry": "no texts about contacts",
    "segments.AuditSeal": "sums of those",
    "contacts.Salesperson": "our own people",
    "auth.User": "our own people",
    "auth.Group": "names of roles",
    "auth.Permission": "names of rights",
    "contenttypes.ContentType": "names of tables",
    "sessions.Session": "written in a form of its own: services/personal/sessions.py",
}
#: Between two columns: no word goes over it.
NEXT = Value("\n", output_field=TextField())
#: Columns of codes and hashes.
NO_TEXTS = ("code", "fingerprint", "key_id")
#: Rows that are about the person as a whole where they name it: these columns are emptied.
EMPTIED: dict[str, tuple[str, ...]] = {
    "contacts.ImportRow": ("label", "cells", "before", "after", "candidates", "reason", "kept"),
    "contacts.MergeChange": ("before", "after"),
    "contacts.ContactImport": ("samples",),
}


def searched() -> Iterator[tuple[type[Model], list[Any]]]:
    """Yield the tables that may hold a text that names somebody, with these columns."""
    for model in apps.get_models():
        if model._meta.label in NOT_SEARCHED or not model._meta.managed:
            continue
        columns = [one for one in model._meta.local_concrete_fields if _is_text(one)]
        if columns:
            yield model, columns


def _is_text(field: Any) -> bool:
    if not isinstance(field, CharField | TextField | JSONField):
        return False
    is_short = field.max_length is not None and field.max_length <= SHORTEST
    return not (field.choices or field.unique or is_short or field.name in NO_TEXTS)


def take_out(words: Words) -> dict[str, int]:
    """Take the words out of every text that names them; return how many rows, by table."""
    found = {}
    if words.texts:
        for model, columns in searched():
            if count := _take_out_of(model, columns, words):
                found[model._meta.label] = count
    return found


def _take_out_of(model: type[Model], columns: list[Any], words: Words) -> int:
    count = 0
    for row in _naming(model, columns, words):
        changed = _without(row, columns, words)
        if changed:
            emptied = EMPTIED.get(model._meta.label, ())
            changed |= {name: _empty(model._meta.get_field(name)) for name in emptied}
            model._base_manager.filter(pk=row["pk"]).update(**changed)
            count += 1
    return count


def _naming(model: type[Model], columns: list[Any], words: Words) -> list[Any]:
    """Return the rows of which a text holds one of the words."""
    nothing = Value("", output_field=TextField())  # SQLite's fold takes no NULL
    texts: list[Any] = [Coalesce(Cast(F(one.name), TextField()), nothing) for one in columns]
    # As one text, folded and looked at once: three times as quick as column by column.
    whole = reduce(lambda one, other: Concat(one, NEXT, other), texts)
    rows = model._base_manager.alias(texts=whole).filter(texts__folded__regex=words.pattern)
    return list(rows.order_by().values("pk", *(one.name for one in columns)))


def _without(row: Mapping[str, Any], columns: list[Any], words: Words) -> dict[str, Any]:
    changed = {}
    for one in columns:
        value = row[one.name]
        plain = words.taken_out(value)
        if plain != value:
            changed[one.name] = plain
        elif isinstance(value, dict | list) and words.are_in(json.dumps(value)):
            changed[one.name] = type(value)()
    return changed


def _empty(field: Any) -> Any:
    if field.null:
        return None
    return [] if field.default is list else {} if field.default is dict else ""
