"""Form controls that several packages use."""

from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator
from django.forms.widgets import ChoiceWidget
from django.urls import reverse_lazy

from .selection import KEY_DIGITS


def is_key(value: Any) -> bool:
    """Tell whether a database can be asked for a row of this key."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) <= KEY_DIGITS


class RemotePicker(forms.Select):
    """A choice among too many rows to list: only the chosen one is on the page.

    The others are searched at `route`, which answers `{"results": [{"id", "text"}]}` to `?q=`.
    Without JavaScript it shows the choice and can only clear it: give another way beside it.
    """

    def __init__(
        self, route: str, attrs: dict[str, Any] | None = None, *, args: tuple[str, ...] = ()
    ) -> None:
        url = reverse_lazy(route, args=args)
        super().__init__({"data-picker": "", "data-picker-url": url} | (attrs or {}))

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """Return the empty choice and the chosen row; an unreadable value is no choice."""
        chosen = [key for key in value if is_key(key)]
        if isinstance(self.choices, ModelChoiceIterator):
            self.choices.queryset = self.choices.queryset.filter(pk__in=chosen)
        return super().optgroups(name, chosen, attrs)


class Choice(ChoiceWidget):
    """The look of each box; Django would give it to what is around them as well."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["attrs"]["class"] = "form-check-input"
        return option


class Boxes(Choice, forms.CheckboxSelectMultiple):
    """A box for each of several choices."""


class Dots(Choice, forms.RadioSelect):
    """A round box for each choice, of which one counts."""
