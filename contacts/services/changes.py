"""The history of a contact's values, which the database writes."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from contacts.models import ContactChange, ContactQuerySet

from .attributes import InvalidValue, clean, definitions, in_words
from .attributes.definitions import PREFIX, Definition

NOTHING = "–"


@dataclass(frozen=True)
class ToldChange:
    """A change as people read it: what was changed, what it was and became."""

    change: ContactChange
    label: str
    was: str
    became: str


def told(change: ContactChange) -> ToldChange:
    """Return a change in words; attributes are called what they are called today."""
    attribute = attribute_of(change.field)
    if attribute is None:
        return ToldChange(change, field_label(change.field), change.was, change.became)
    was, became = (value_label(attribute, text) for text in (change.old, change.new))
    return ToldChange(change, attribute.label, was, became)


def field_label(field: str) -> str:
    """Return what a changed field is called; of an attribute that is gone, its code."""
    attribute = attribute_of(field)
    if attribute is not None:
        return attribute.label
    return str(dict(ContactChange.Field.choices).get(field, field.removeprefix(PREFIX)))


def attribute_of(field: str) -> Definition | None:
    """Return the attribute that a changed field is, None if it is none, or gone."""
    return definitions().get(field.removeprefix(PREFIX)) if field.startswith(PREFIX) else None


def value_label(attribute: Definition, text: str) -> str:
    """Return a value as the history keeps it in words."""
    try:
        value = clean(attribute, text, keeps=attribute.by_code)
    except InvalidValue:  # a choice that was deleted
        return text
    return in_words(attribute, value) or NOTHING


@transaction.atomic
def erase_changes(contacts: ContactQuerySet, *, by: User | None, now: datetime) -> int:
    """Forget what the contacts' values were, as a person may ask; return how many changes."""
    theirs = ContactChange.objects.filter(contact__in=contacts.order_by().values("pk"))
    return theirs.delete()[0]
