"""Attributes that administrators define: criteria as soon as they are defined (decision 0031)."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contacts.models import AttributeChoice, AttributeValue
from contacts.services.attributes import PREFIX, Definition, definitions, offered
from segments_app.common.memory import remembered
from segments_app.criteria.kinds_of_attributes import KINDS_OF_ATTRIBUTES
from segments_app.criteria.options import AttributeChoices
from segments_app.criteria.registry import OF_CONTACT, Criterion

from .contacts import contact

SECTION = gettext_lazy("Attributes")


class Attributes:
    """The attributes as criteria: each asks its own rows of the values, which name the contact."""

    prefix = PREFIX

    def get(self, key: str) -> Criterion | None:
        one = definitions().get(key.removeprefix(PREFIX))
        return None if one is None or one.is_archived else criterion(one)

    def all(self) -> Mapping[str, Criterion]:
        return {one.key: criterion(one) for one in offered()}

    def refusal(self, key: str) -> str:
        one = definitions().get(key.removeprefix(PREFIX))
        if one is None or not one.is_archived:
            return ""
        message = _("The attribute %(attribute)s is archived. Remove the condition.")
        return message % {"attribute": one.label}


def criterion(one: Definition) -> Criterion:
    """Return the criterion of an attribute; within a request always the same."""
    # The definition is part of the key: one that was changed meanwhile is another.
    return remembered(f"criterion:{hash(one)}", lambda: made(one))


def made(one: Definition) -> Criterion:
    options = None
    if one.has_choices:
        rows = AttributeChoice.objects.filter(attribute=one.pk)
        options = AttributeChoices(rows, choices=one.choices)
    return Criterion(
        key=one.key,
        label=one.label,
        kind=KINDS_OF_ATTRIBUTES[one.kind],
        path=one.column,
        section=SECTION,
        options=options,
        rows=AttributeValue.objects.filter(attribute=one.pk),
        link=OF_CONTACT,
    )


contact.found.append(Attributes())
