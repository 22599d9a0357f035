"""The form by which two contacts become one: of each field the one, the other, or another."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.services import attributes
from contacts.services.merging import choosable
from segments_app.common.filters import dress

FIRST, SECOND, TYPED, BOTH = "first", "second", "typed", "both"


class MergeForm(forms.Form):
    """Who stays; and of every field in which the two differ, which value.

    A text, date or choice may also be typed; of what both agree on nothing is asked.
    """

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, first: Contact, second: Contact
    ) -> None:
        super().__init__(data)
        self.first, self.second = first, second
        self.fields["survivor"] = forms.ChoiceField(
            label=_("Which contact stays"),
            choices=[(first.pk, first.number), (second.pk, second.number)],
            initial=first.pk,
            widget=forms.RadioSelect({"class": "form-check-input"}),
        )
        own = forms.fields_for_model(Contact, fields=self.typed_names())
        for name in choosable(first.type):
            if differs(first, second, name):
                self.add(name, own.get(name))
        self.definitions = list(attributes.definitions().values())
        self.held = attributes.held([first.pk, second.pk], self.definitions)
        for one in self.definitions:
            if self.told(one, first) != self.told(one, second):
                self.add_attribute(one)

    def typed_names(self) -> list[str]:
        """Return the fields whose value may be typed: texts, and no picture."""
        return [
            field.name
            for field in Contact._meta.local_fields
            if field.name in choosable(self.first.type)
            and not field.is_relation
            and field.name not in ("image", "country")
        ]

    def add(self, name: str, own: forms.Field | None) -> None:
        """Add the choice of a field, and the place for a value of one's own."""
        label = capfirst(str(Contact._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        choices: list[tuple[str, Any]] = [(FIRST, ""), (SECOND, "")]
        if own is not None:
            choices.append((TYPED, _("Another value")))
            own.required, own.label = False, label
            dress(own.widget)
            own.widget.attrs["aria-label"] = label
            self.fields[f"own_{name}"] = own
        self.fields[f"use_{name}"] = forms.ChoiceField(
            label=label,
            choices=choices,
            initial=FIRST if shown(self.first, name) else SECOND,
            required=False,
        )

    def add_attribute(self, one: attributes.Definition) -> None:
        """Add the choice of an attribute; of several choices those of both are offered too."""
        choices: list[tuple[str, Any]] = [(FIRST, ""), (SECOND, "")]
        several = one.kind == "choices"
        self.fields[f"use_{one.name}"] = forms.ChoiceField(
            label=one.label,
            choices=[*choices, (BOTH, "")] if several else choices,
            initial=BOTH if several else FIRST if self.told(one, self.first) else SECOND,
            required=False,
        )

    def told(self, one: attributes.Definition, contact: Contact) -> str:
        """Return what a contact has of an attribute, "" for nothing."""
        return attributes.in_words(one, self.held.get((contact.pk, one.code)))

    @property
    def attribute_rows(self) -> list[dict[str, Any]]:
        """What the table of the page shows of each attribute."""
        return [
            self.row(use, self.told(one, self.first), self.told(one, self.second))
            | {"is_several": one.kind == "choices"}
            for one in self.definitions
            if f"use_{one.name}" in self.fields
            for use in [self[f"use_{one.name}"]]
        ]

    @property
    def kept_attributes(self) -> dict[int, int]:
        """Whose value of an attribute the service is to keep."""
        whose = {FIRST: self.first.pk, SECOND: self.second.pk}
        chosen = {one.pk: self.cleaned_data.get(f"use_{one.name}") for one in self.definitions}
        return {pk: whose[use] for pk, use in chosen.items() if use in whose}

    def row(self, use: forms.BoundField, first: str, second: str) -> dict[str, Any]:
        """Return what the table shows of a choice."""
        return {
            "name": use.html_name,
            "label": use.label,
            "first": first,
            "second": second,
            "chosen": use.value() or use.initial,
            "errors": use.errors,
        }

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What the table of the page shows of each field."""
        found = []
        for name in choosable(self.first.type):
            if f"use_{name}" not in self.fields:
                continue
            own = self[f"own_{name}"] if f"own_{name}" in self.fields else None
            values = (shown(contact, name) for contact in self.both)
            found.append(self.row(self[f"use_{name}"], *values) | {"own": own})
        return [*found, *self.attribute_rows]

    @property
    def both(self) -> tuple[Contact, Contact]:
        """The two contacts."""
        return self.first, self.second

    @property
    def chosen(self) -> int:
        """The key of the contact that is to stay, as the page shows it."""
        value = str(self["survivor"].value())
        return self.second.pk if value == str(self.second.pk) else self.first.pk

    @property
    def stays(self) -> Contact:
        """The contact that stays."""
        is_first = self.cleaned_data["survivor"] == str(self.first.pk)
        return self.first if is_first else self.second

    @property
    def goes(self) -> Contact:
        """The contact that is merged into the other."""
        return self.second if self.stays is self.first else self.first

    @property
    def values(self) -> dict[str, Any]:
        """What the service is to write: the values chosen, where they are not the survivor's."""
        found = {}
        for name in choosable(self.first.type):
            use = self.cleaned_data.get(f"use_{name}")
            if use == TYPED:
                found[name] = self.cleaned_data.get(f"own_{name}") or ""
            elif use:
                found[name] = getattr(self.first if use == FIRST else self.second, name)
        return found

    def show(self, error: Any) -> None:
        """Tell why the service refused, at the field where it has one."""
        for name, text in getattr(error, "errors", {None: str(error)}).items():
            field = f"use_{name}"
            self.add_error(field if field in self.fields else None, text)


def differs(first: Contact, second: Contact, name: str) -> bool:
    """Tell whether the two have different values."""
    return shown(first, name) != shown(second, name)


def shown(contact: Contact, name: str) -> str:
    """Return a value as people read it, "" for none."""
    display = getattr(contact, f"get_{name}_display", None)
    value = display() if display else getattr(contact, name)
    return "" if value is None else str(value)
