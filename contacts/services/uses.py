"""What uses a contact, of all packages, found from the foreign keys that protect it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import PROTECT, ForeignObjectRel, Q
from django.utils.text import capfirst

from contacts.models import Contact


@dataclass(frozen=True)
class Use:
    """Rows of one kind that would point at nothing without the contact."""

    label: str
    count: int
    url: str


def uses_of(contact: Contact) -> list[Use]:
    """Return what keeps the contact, and the persons of a company, from being deleted.

    One statement for each kind of row, whatever their number; a model that is added later is
    found by itself.
    """
    theirs = Contact.objects.filter(Q(pk=contact.pk) | Q(company=contact.pk)).values("pk")
    found = []
    for model, fields in protecting():
        pointing = Q()
        for field in fields:
            pointing |= Q(**{f"{field}__in": theirs})
        count = model._default_manager.filter(pointing).count()
        if count:
            url = f"{contact.get_absolute_url()}#{model._meta.model_name}"
            found.append(Use(capfirst(str(model._meta.verbose_name_plural)), count, url))
    return found


def protecting() -> Iterator[tuple[Any, list[str]]]:
    """Yield each model with the foreign keys by which it protects contacts; not the persons."""
    fields: dict[Any, list[str]] = {}
    for relation in Contact._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and is_protecting(relation):
            fields.setdefault(relation.related_model, []).append(relation.field.name)
    yield from fields.items()


def is_protecting(relation: ForeignObjectRel) -> bool:
    return relation.related_model is not Contact and relation.on_delete is PROTECT
