"""Filters of the lists: labelled, bound to the address, and refusing what they cannot read."""

from datetime import date
from typing import Any, ClassVar

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters.fields import DateRangeField, RangeField
from django_filters.widgets import SuffixedMultiWidget

from .text import normalise

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
MOST_WORDS = 10


class FilterForm(forms.Form):
    """The form over a list; its controls are named for eye and ear."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            dress(field.widget)
            if isinstance(field.widget, RangeWidget):
                field.widget.name_ends(str(field.label or name))

    def full_clean(self) -> None:
        """Check the values; SQLite cannot even look for a key beyond its largest number."""
        try:
            super().full_clean()
        except OverflowError:
            self.add_error(None, gettext("One of the numbers in the address is too large."))


def dress(widget: forms.Widget) -> None:
    """Give a control the look of the kind it is."""
    if isinstance(widget, forms.MultiWidget):
        for part in widget.widgets:
            dress(part)
    elif isinstance(widget, forms.SelectMultiple):
        widget.attrs.setdefault("data-picker", "")
    elif isinstance(widget, forms.Select):
        widget.attrs.setdefault("class", "form-select")
    elif isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
        widget.attrs.setdefault("class", "form-check-input")
    else:
        widget.attrs.setdefault("class", "form-control")


class BaseFilterSet(django_filters.FilterSet):
    """Filters also what nobody has filtered yet, and shows nobody when a value is unreadable.

    A filter over rows related to many uses `method=` and EXISTS: nothing here adds DISTINCT.
    Of a table of millions, `gathering` names the filters whose index finds the few rows.
    """

    gathering: ClassVar[tuple[str, ...]] = ()

    class Meta:
        form = FilterForm
        fields: list[str] = []  # nothing is filterable by accident

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(QueryDict() if data is None else data, *args, **kwargs)
        for filter_ in self.filters.values():
            filter_.distinct = False

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows; a misread filter must not widen them."""
        if self.errors:
            return queryset.none()
        narrowed: QuerySet[Any] = super().filter_queryset(queryset)
        return narrowed

    @property
    def is_gathering(self) -> bool:
        """Whether rows are found by the index of a filter rather than in their order."""
        return any(self.form.cleaned_data.get(name) for name in self.gathering)

    @property
    def errors(self) -> ErrorDict:
        found: ErrorDict = self.form.errors
        return found


class SearchFilter(django_filters.CharFilter):
    """Finds rows whose normalised column holds every word, whatever its accents and case."""

    def __init__(self, field_name: str = "search_text", **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Search"))
        hints = {"type": "search", "autocomplete": "off", "placeholder": kwargs["label"]}
        widget = forms.TextInput(hints)
        super().__init__(field_name=field_name, max_length=200, widget=widget, **kwargs)

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return queryset
        words = normalise(value).split()
        if not words or len(words) > MOST_WORDS:
            return queryset.none()
        for word in words:
            queryset = queryset.filter(**{f"{self.field_name}__contains": word})
        return queryset


class RangeWidget(SuffixedMultiWidget):
    """Two inputs for one range, each with a name of its own."""

    template_name = "components/range.html"
    suffixes = ["min", "max"]
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(self.parts(), attrs)

    def parts(self) -> list[forms.Widget]:
        return [forms.NumberInput({"step": "any"}), forms.NumberInput({"step": "any"})]

    def name_ends(self, label: str) -> None:
        first, last = self.widgets
        first.attrs["aria-label"] = gettext("%(field)s: from") % {"field": label}
        last.attrs["aria-label"] = gettext("%(field)s: to") % {"field": label}

    def decompress(self, value: slice | None) -> list[Any]:
        return [value.start, value.stop] if value else [None, None]


class DateRangeWidget(RangeWidget):
    """Two dates, picked in the browser's own calendar."""

    suffixes = ["after", "before"]

    def parts(self) -> list[forms.Widget]:
        bounds = {"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
        return [
            forms.DateInput(dict(bounds), "%Y-%m-%d"),
            forms.DateInput(dict(bounds), "%Y-%m-%d"),
        ]


class BoundedDateRangeField(DateRangeField):
    """Two days between which a calendar can compute."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for day in self.fields:
            day.validators += [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


class BoundedRangeField(RangeField):
    """Two numbers that every database column can be compared with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        ends = [forms.DecimalField(max_digits=18, decimal_places=4) for _end in range(2)]
        super().__init__(ends, *args, **kwargs)


class NumberRangeFilter(django_filters.RangeFilter):
    """At least, at most, or both."""

    field_class = BoundedRangeField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=RangeWidget(), **kwargs)


class DateRangeFilter(django_filters.DateFromToRangeFilter):
    """From a day to a day, both included, for dates and for moments."""

    field_class = BoundedDateRangeField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, widget=DateRangeWidget(), **kwargs)


class YesNoFilter(django_filters.BooleanFilter):
    """Yes, no, or either."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        choices = (("", _("Any")), ("true", _("Yes")), ("false", _("No")))
        super().__init__(*args, widget=YesNoWidget(choices=choices), **kwargs)


class YesNoWidget(forms.Select):
    """A list of three whose values are understood as yes, no and either."""

    def format_value(self, value: Any) -> list[str]:
        return [{True: "true", False: "false"}.get(value, "")]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool | None:
        return {"true": True, "false": False}.get(str(data.get(name, "")).lower())
