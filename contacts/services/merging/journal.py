"""Doing something to rows and noting it, in few statements whatever the number of rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Case, F, Model, QuerySet, Value, When
from django.db.models.functions import Coalesce

from contacts.models import AlternativeAddress, Contact, Merge, MergeChange
from segments_app.common.sql import insert_select

from .images import Image, image, made_of, restore

Kind = MergeChange.Kind


@dataclass
class Journal:
    """A merge under way: the one that stays, the one that goes, and what was done so far."""

    merge: Merge
    survivor: Contact
    gone: Contact
    #: New keys of addresses, by those that they had.
    addresses: dict[int, int] = field(default_factory=dict)
    #: Of which contact the value of an attribute is kept, where somebody has said it.
    attributes: Mapping[int, int] = field(default_factory=dict)

    def move(self, model: type[Model], name: str) -> int:
        """Give the rows of the one that goes to the one that stays."""
        rows = model._base_manager.filter(**{name: self.gone.pk})
        label = model._meta.label
        if rows.count():
            insert_select(
                MergeChange,
                rows,
                merge=Value(self.merge.pk),
                kind=Value(Kind.MOVED),
                model=Value(label),
                field=Value(name),
                row=F("pk"),
            )
        return rows.update(
            **{name: self.survivor.pk},
            **at_addresses(model, self.addresses),
            **came_from(model, name, self.gone.pk),
        )

    def remove(self, rows: "QuerySet[Any]") -> None:
        """Take rows away, and keep what they were."""
        found = self.keep(rows)
        rows.model._base_manager.filter(pk__in=[row.pk for row in found]).delete()

    def keep(self, rows: "QuerySet[Any]") -> list[Any]:
        """Keep what rows were that go, perhaps with their contact; return them."""
        found = list(rows)
        self._note([self._entry(Kind.REMOVED, row, before=image(row)) for row in found])
        return found

    def change(self, row: Model, **values: Any) -> None:
        """Change some columns of a row, and keep what they were."""
        before = image(row, *values)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        self._note([self._entry(Kind.CHANGED, row, before=before, after=image(row, *values))])

    def copy_address(self, address: AlternativeAddress, *, code: str) -> None:
        """Give the one that stays an address of the other: with a key, and perhaps a code, anew.

        What went to an address stays with it, so the address itself never changes its contact.
        """
        values = image(address) | {"id": None, "contact_id": self.survivor.pk, "code": code}
        copy = made_of(AlternativeAddress, values)
        copy.save(force_insert=True)
        self.addresses[address.pk] = copy.pk
        self._note([self._entry(Kind.COPIED, copy, before=image(address), after=image(copy))])

    def note_written(self, rows: "QuerySet[Any]") -> None:
        """Note the rows of histories that the merge itself has written."""
        insert_select(
            MergeChange,
            rows,
            merge=Value(self.merge.pk),
            kind=Value(Kind.WRITTEN),
            model=Value(rows.model._meta.label),
            field=Value(""),
            row=F("pk"),
        )

    def _entry(
        self, kind: str, row: Model, *, before: Image, after: Image | None = None
    ) -> MergeChange:
        return MergeChange(
            merge=self.merge,
            kind=kind,
            model=row._meta.label,
            row=row.pk,
            before=before,
            after=after,
        )

    def _note(self, entries: list[MergeChange]) -> None:
        MergeChange.objects.bulk_create(entries)


def at_addresses(model: type[Model], keys: dict[int, int]) -> dict[str, Any]:
    """Return what has rows follow their addresses to the new keys, where a model has such."""
    names = [f.name for f in model._meta.local_fields if f.related_model is AlternativeAddress]
    whens = [(old, new) for old, new in sorted(keys.items())]
    return {
        name: Case(
            *[When(**{name: old}, then=Value(new)) for old, new in whens],
            default=F(f"{name}_id"),
            output_field=BigIntegerField(),
        )
        for name in names
        if whens
    }


def came_from(model: type[Model], name: str, gone: int) -> dict[str, Any]:
    """Return what remembers on a row with whom it was first, where a model remembers it."""
    if name != "contact" or not any(f.name == "merged_from" for f in model._meta.local_fields):
        return {}
    return {"merged_from": Coalesce(F("merged_from"), Value(gone))}


__all__ = ["Journal", "Kind", "at_addresses", "came_from", "restore"]
