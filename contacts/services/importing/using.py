"""What keeps contacts that an import made from being deleted again."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import DO_NOTHING, Model
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from contacts.models import (
    AttributeValue,
    ConsentEvent,
    Contact,
    ContactImport,
    DuplicatePair,
    ImportRow,
    SuppressedContact,
    UncheckedContact,
)
from contacts.services.attributes import PREFIX
from segments_app.common.keys import Among

from .consenting import source_of
from .fields import GROUPS

#: Kept by a search, or by services from what contacts are: no use that anybody made.
KEPT_BY_ITSELF = (DuplicatePair, SuppressedContact, UncheckedContact)


def kept_because(
    contacts: Collection[int], rows: Iterable[ImportRow], imported: ContactImport
) -> dict[int, str]:
    """Say of those contacts that are in use by what: one query for each kind of row.

    Any row that points at a contact is a use, but for those that the import wrote itself.
    """
    found: dict[int, set[str]] = defaultdict(set)
    written = {row.contact_id: row.after or {} for row in rows}
    for model, way in pointing():
        for key in using(model, way, contacts, written, imported):
            found[key].add(str(model._meta.verbose_name_plural))
    return {
        key: _("In use: %(uses)s.") % {"uses": get_text_list(sorted(uses), _("and"))}
        for key, uses in found.items()
    }


def pointing() -> Iterator[tuple[type[Model], str]]:
    """Yield every model with a key that points at contacts, and the name of the key."""
    for relation in Contact._meta.get_fields(include_hidden=True):
        model = relation.related_model
        if not isinstance(relation, ForeignObjectRel) or not isinstance(model, type):
            continue
        # What the database keeps by itself is no use either, but for what a contact has said.
        is_kept = relation.on_delete is DO_NOTHING and model is not ConsentEvent
        if not is_kept and model not in KEPT_BY_ITSELF:
            yield model, relation.field.name


def using(
    model: type[Model],
    way: str,
    contacts: Collection[int],
    written: dict[int | None, dict[str, Any]],
    imported: ContactImport,
) -> set[int]:
    """Return those of the contacts that rows of the model point at, but for the import's own."""
    rows = model._base_manager.filter(Among(way, contacts))
    if model is ImportRow:
        # Who was only looked at, or found as the file says, was not changed by it.
        rows = ImportRow.objects.filter(Among(way, contacts)).in_force()
        rows = rows.exclude(contact_import=imported)
    if model is ConsentEvent:
        rows = rows.exclude(source=source_of(imported))
    for name, (_model, members, column) in GROUPS.items():
        if model is members:
            pairs = rows.values_list(way, column)
            return {key for key, group in pairs if group not in written[key].get(name, [])}
    if model is AttributeValue:
        values = rows.values_list(way, "attribute__code")
        return {key for key, code in values if f"{PREFIX}{code}" not in written[key]}
    return {*rows.values_list(way, flat=True)}
