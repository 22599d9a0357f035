"""Everything stored about a person, as a page shows it and a file holds it (AC-01, AC-02)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Field, FileField, Model
from django.db.models.fields.files import FieldFile
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contacts.models import Contact

from .holdings import Holding, Way, all_holdings

#: Keys by which nobody is described.
NOT_SHOWN = {"submission"}


@dataclass(frozen=True)
class Value:
    """One value of a row: the plain one for machines, and as people read it."""

    name: str
    label: str
    plain: Any
    text: str


@dataclass(frozen=True)
class ToldPart:
    """The rows of one table, or why they are not told."""

    name: str
    label: str
    rows: list[list[Value]] = field(default_factory=list)
    why_not: str = ""

    @property
    def columns(self) -> list[Value]:
        """The columns that any row has something in."""
        found: dict[str, Value] = {}
        for row in self.rows:
            for value in row:
                if value.text:
                    found.setdefault(value.name, value)
        return [value for value in (self.rows[0] if self.rows else []) if value.name in found]

    @property
    def table(self) -> list[list[str]]:
        """The rows with these columns only."""
        shown = {value.name for value in self.columns}
        return [[value.text for value in row if value.name in shown] for row in self.rows]

    def plain(self) -> list[dict[str, Any]]:
        """Return the rows for machines."""
        return [{value.name: value.plain for value in row} for row in self.rows]


@dataclass(frozen=True)
class Told:
    """All that is stored about a contact."""

    contact: Contact
    own: list[Value]
    parts: list[ToldPart]

    @property
    def filled(self) -> list[ToldPart]:
        return [part for part in self.parts if part.rows]

    @property
    def empty(self) -> list[ToldPart]:
        return [part for part in self.parts if not part.rows and not part.why_not]

    @property
    def left_out(self) -> list[ToldPart]:
        return [part for part in self.parts if part.why_not]

    @property
    def row_count(self) -> int:
        return 1 + sum(len(part.rows) for part in self.parts)

    def plain(self) -> dict[str, Any]:
        """Return it for machines: tables and fields by the names they have in the database."""
        return {
            "contacts.Contact": [{value.name: value.plain for value in self.own}],
            **{part.name: part.plain() for part in self.parts if not part.why_not},
            "not included": {part.name: part.why_not for part in self.left_out},
        }


def everything_about(contact: Contact) -> Told:
    """Return what every table holds about the contact, in a fixed number of queries."""
    own = next(_values(_named(Contact.objects.filter(pk=contact.pk), Contact, Holding())))
    return Told(contact, own, [_part(contact, way, holding) for way, holding in all_holdings()])


def files_of(contact: Contact) -> Iterator[tuple[str, FieldFile]]:
    """Yield the files that belong to the contact, with their names."""
    yield from _files([contact])
    for way, holding in all_holdings():
        if holding.is_told and any(isinstance(f, FileField) for f in way.model._meta.fields):
            yield from _files(way.model._base_manager.filter(**{way.path: contact.pk}))


def _files(rows: Iterable[Any]) -> Iterator[tuple[str, FieldFile]]:
    for row in rows:
        for one in row._meta.fields:
            kept = getattr(row, one.attname)
            if isinstance(kept, FieldFile) and kept.name and kept.storage.exists(kept.name):
                yield kept.name, kept


def _part(contact: Contact, way: Way, holding: Holding) -> ToldPart:
    label = capfirst(str(way.model._meta.verbose_name_plural))
    if not holding.is_told:
        return ToldPart(way.name, label, why_not=str(holding.why_not))
    rows = way.model._base_manager.filter(**{way.path: contact.pk}).order_by("pk")
    return ToldPart(way.name, label, list(_values(_named(rows, way.model, holding), holding)))


def _named(rows: Any, model: type[Model], holding: Holding) -> Any:
    """Have what the rows point at read with them, whose names are told."""
    keys = [one.name for one in model._meta.fields if one.is_relation]
    return rows.select_related(*keys, *holding.also, *holding.named)


def _values(rows: Iterable[Any], holding: Holding | None = None) -> Iterator[list[Value]]:
    for row in rows:
        told = [_value(row, one) for one in _fields(row)]
        for name in holding.also if holding else ():
            if (other := getattr(row, name)) is not None:
                told += [_value(other, one, f"{name}.") for one in _fields(other)]
            else:
                model = row._meta.get_field(name).related_model
                told += [Value(f"{name}.{f.name}", "", None, "") for f in _plain_fields(model)]
        yield told


def _fields(row: Any) -> Iterator["Field[Any, Any]"]:
    return _plain_fields(type(row))


def _plain_fields(model: Any) -> Iterator["Field[Any, Any]"]:
    return (one for one in model._meta.concrete_fields if one.name not in NOT_SHOWN)


def _value(row: Any, one: Any, prefix: str = "") -> Value:
    label = capfirst(str(one.verbose_name))
    if one.is_relation:
        other = getattr(row, one.name, None) if getattr(row, one.attname) else None
        name = "" if other is None else str(other)
        plain = None if other is None else {"id": other.pk, "name": name}
        return Value(prefix + one.name, label, plain, name)
    value = getattr(row, one.attname)
    if isinstance(value, FieldFile) or hasattr(value, "code"):  # a file, a country
        value = str(value.name if isinstance(value, FieldFile) else value.code)
    return Value(prefix + one.name, label, value, _text(row, one, value))


def _text(row: Any, one: Any, value: Any) -> str:
    """Return a value as people read it."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if one.choices or hasattr(row, f"get_{one.name}_display"):
        return str(getattr(row, f"get_{one.name}_display")())
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if one.get_internal_type() == "DateTimeField":
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return formats.localize(value) if not isinstance(value, str) else value
