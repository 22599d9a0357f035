"""Controls for attributes: each has the one of its kind, made of the definition."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.models.attributes import DECIMALS, MAX_DIGITS
from contacts.services import attributes
from contacts.services.attributes import Definition
from segments_app.common import controls


class AttributeFields:
    """What a form of a contact has of attributes: controls, what they begin with and send."""

    contact_type: ClassVar[str]
    cleaned_data: dict[str, Any]
    defined: Sequence[Definition] = ()
    held: Mapping[str, Any] = {}

    def begin_with(self, contact: Contact | None) -> dict[str, Any]:
        """Find out which attributes there are; return what their controls begin with."""
        self.defined = attributes.offered(self.contact_type)
        if contact is None or not self.defined:
            return {}
        found = attributes.held([contact.pk], self.defined)
        self.held = {code: value for (_pk, code), value in found.items()}
        flags = {True: "yes", False: "no"}
        return {
            one.name: flags[self.held[one.code]] if one.kind == "yes_no" else self.held[one.code]
            for one in self.defined
            if one.code in self.held
        }

    def attribute_fields(self) -> dict[str, forms.Field]:
        """Return a field for each attribute, by the name of its control."""
        found = {}
        for one in self.defined:
            field = FIELDS[one.kind](one, self.held.get(one.code))
            field.label, field.help_text = one.label, one.help_text
            field.required = one.is_required
            found[one.name] = field
        return found

    def attribute_fieldset(self) -> Fieldset | None:
        """Return the controls side by side, if there are any."""
        columns = [Column(one.name, css_class="col-md-6") for one in self.defined]
        return Fieldset(_("Attributes"), Row(*columns)) if columns else None

    @property
    def attributes(self) -> dict[str, Any]:
        """What the service is to write of the attributes, by their code."""
        return {one.code: self.cleaned_data[one.name] for one in self.defined}


def text(definition: Definition, value: Any) -> forms.Field:
    return forms.CharField(max_length=attributes.MAX_TEXT)


def number(definition: Definition, value: Any) -> forms.Field:
    return controls.number(MAX_DIGITS, DECIMALS)


def day(definition: Definition, value: Any) -> forms.Field:
    return controls.day()


def yes_no(definition: Definition, value: Any) -> forms.Field:
    return controls.yes_no()


def choice(definition: Definition, value: Any) -> forms.Field:
    return controls.one_of(choices_of(definition, () if value is None else (value,)))


def several(definition: Definition, value: Any) -> forms.Field:
    return controls.some_of(choices_of(definition, value or ()))


def choices_of(definition: Definition, held: Sequence[str]) -> list[tuple[str, str]]:
    """Return what can be chosen, with what is chosen already although it is archived."""
    return [
        (one.code, one.label)
        for one in definition.choices
        if not one.is_archived or one.code in held
    ]


FIELDS: Mapping[str, Callable[[Definition, Any], forms.Field]] = {
    "text": text,
    "number": number,
    "date": day,
    "yes_no": yes_no,
    "choice": choice,
    "choices": several,
}
