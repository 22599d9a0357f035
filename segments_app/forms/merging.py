"""The form by which two contacts become one: of each field the one, the other, or another."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.services.merging import choosable
from segments_app.common.filters import dress

FIRST, SECOND, TYPED = "first", "second", "typed"


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

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What the table of the page shows of each field."""
        found = []
        for name in choosable(self.first.type):
            if f"use_{name}" not in self.fields:
                continue
            use = self[f"use_{name}"]
            chosen = use.value() or use.initial
            found.append(
                {
                    "name": use.html_name,
                    "label": use.label,
                    "first": shown(self.first, name),
                    "second": shown(self.second, name),
                    "chosen": chosen,
                    "own": self[f"own_{name}"] if f"own_{name}" in self.fields else None,
                    "errors": use.errors,
                }
            )
        return found

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
