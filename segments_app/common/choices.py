"""Form fields to pick rows: one of a table that may be long, or several of a small one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator

from .widgets import Boxes, is_key

MOST_OPTIONS = 300

if TYPE_CHECKING:  # generic for the checker only
    AnyChoiceField = forms.ModelChoiceField[Any]
    AnyMultipleChoiceField = forms.ModelMultipleChoiceField[Any]
    AnyIterator = ModelChoiceIterator[Any]
else:
    AnyChoiceField = forms.ModelChoiceField
    AnyMultipleChoiceField = forms.ModelMultipleChoiceField
    AnyIterator = ModelChoiceIterator


class BoundedIterator(AnyIterator):
    """The first rows of the field, and the chosen one wherever it stands."""

    field: "PickField"

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        rows: list[Model] = list(self.queryset[:MOST_OPTIONS])
        if self.field.chosen is not None and self.field.chosen not in rows:
            rows.insert(0, self.field.chosen)
        yield from (self.choice(row) for row in rows)


class PickField(AnyChoiceField):
    """Offers the first few hundred rows, so that a page stays small; any row may be sent.

    What is chosen already stays allowed even where it is not offered any more.
    """

    iterator = BoundedIterator
    chosen: Model | None = None

    def keep(self, chosen: Model | None) -> None:
        """Allow `chosen` although the rows offered may not hold it."""
        self.chosen = chosen

    def to_python(self, value: Any) -> Any:
        if self.chosen is not None and str(value) == str(self.chosen.pk):
            return self.chosen
        return super().to_python(value)


def picked(rows: QuerySet[Any], *, label: Any, required: bool = False, **kwargs: Any) -> PickField:
    """Return a field to pick one of the rows, a box to type in where there is JavaScript."""
    widget = forms.Select({"data-picker": ""})
    kwargs.setdefault("empty_label", "–")
    return PickField(rows, label=label, required=required, widget=widget, **kwargs)


class BoxesField(AnyMultipleChoiceField):
    """Several rows of a small table; a key that no database could have is no choice."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not is_key(key):
                params = {"value": key, "pk": key}
                raise ValidationError(self.error_messages["invalid_pk_value"], params=params)
        return super().clean(value)


def boxes(rows: QuerySet[Any], label: Any, *, help_text: Any = "") -> BoxesField:
    """Return a field of one box for each row of a table of codes."""
    return BoxesField(
        queryset=rows.order_by("description", "code"),
        required=False,
        label=label,
        help_text=help_text,
        widget=Boxes(),
    )


def day(*, label: Any, required: bool = False, **kwargs: Any) -> forms.DateField:
    """Return a field for a day, picked in the browser's own calendar."""
    widget = forms.DateInput({"type": "date", "min": "1900-01-01", "max": "2199-12-31"}, "%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **kwargs)
