"""What uses a contact, of all packages, found from the foreign keys that protect it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.text import capfirst

from contacts.models import Contact
from segments_app.common.uses import COUNT_LIMIT, Use, protecting


@dataclass(frozen=True)
class ContactUse(Use):
    """Rows of one kind that would point at nothing without the contact, and where they are."""

    url: str = ""


#: Uses that do not protect by themselves; a package to the right adds what finds them.
finders: list[Callable[[Contact], list[ContactUse]]] = []


def uses_of(contact: Contact) -> list[Use]:
    """Return what keeps the contact, and the persons of a company, from being deleted.

    One bounded statement for each kind of row; a model that is added later is found by itself.
    """
    theirs = Contact.objects.filter(Q(pk=contact.pk) | Q(company=contact.pk)).values("pk")
    pointing: dict[Any, Q] = {}
    for model, field in protecting(contact):
        if model is not Contact:  # persons go with their company
            pointing[model] = pointing.get(model, Q()) | Q(**{f"{field}__in": theirs})
    found: list[Use] = []
    for model, condition in pointing.items():
        if count := model._base_manager.filter(condition)[: COUNT_LIMIT + 1].count():
            url = f"{contact.get_absolute_url()}#{model._meta.model_name}"
            found.append(ContactUse(capfirst(str(model._meta.verbose_name_plural)), count, url))
    for finder in finders:
        found += finder(contact)
    return found
