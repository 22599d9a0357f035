"""Fields that several forms of the segment pages share."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.urls import reverse_lazy

RECENT = 300

if TYPE_CHECKING:  # generic for the checker only
    AnyChoiceField = forms.ModelChoiceField[Any]
    AnyIterator = ModelChoiceIterator[Any]
else:
    AnyChoiceField = forms.ModelChoiceField
    AnyIterator = ModelChoiceIterator


class RecentIterator(AnyIterator):
    """The first rows of the field, and the chosen one wherever it stands."""

    field: "RecentChoiceField"

    def __iter__(self) -> Iterator[Any]:
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        rows: list[Model] = list(self.queryset[:RECENT])
        chosen = self.field.chosen
        if chosen is not None and chosen not in rows:
            rows.insert(0, chosen)
        yield from (self.choice(row) for row in rows)


class RecentChoiceField(AnyChoiceField):
    """Offers the first few hundred rows, so that a page stays small; any row may be sent."""

    iterator = RecentIterator
    chosen: Model | None = None


def picked(
    rows: QuerySet[Any], *, label: Any, empty_label: Any = "", searched: str = "", **kwargs: Any
) -> Any:
    """Return a field to pick one of the rows; leaving it empty is allowed.

    `searched` is the kind under which views.segment_picks finds the rows beyond the first.
    """
    attrs: dict[str, Any] = {"data-picker": "", "class": "form-select"}
    if searched:
        attrs["data-picker-url"] = reverse_lazy("segments:segment_picks", args=[searched])
    widget = forms.Select(attrs)
    return RecentChoiceField(
        rows, label=label, empty_label=empty_label, required=False, widget=widget, **kwargs
    )
