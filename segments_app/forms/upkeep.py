"""How a segment is kept up to date."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from segments_app.models import Upkeep

NEVER = ""
CHOICES = [(NEVER, _("Never: it stays as the steps have made it")), *Upkeep.Every.choices]


class UpkeepForm(forms.Form):
    """When the steps are run again on the contacts of the day."""

    every = forms.ChoiceField(
        label=_("Bring up to date"),
        choices=CHOICES,
        required=False,
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )
    at_time = forms.TimeField(
        label=_("At"),
        required=False,
        help_text=_("For every day and every week, in the company's time."),
        widget=forms.TimeInput({"type": "time", "class": "form-control"}, format="%H:%M"),
    )
    on_weekday = forms.TypedChoiceField(
        label=_("On"),
        choices=Upkeep.Weekday.choices,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("For every week."),
        widget=forms.Select({"class": "form-select"}),
    )

    @classmethod
    def of(cls, upkeep: Upkeep | None, data: Any = None) -> "UpkeepForm":
        """Return the form as the segment is kept now."""
        if upkeep is None:
            return cls(data, initial={"every": NEVER, "at_time": "06:00", "on_weekday": 0})
        initial = {
            "every": upkeep.every,
            "at_time": upkeep.at_time or "06:00",
            "on_weekday": upkeep.on_weekday or 0,
        }
        return cls(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        every = data.get("every")
        needs_time = every in (Upkeep.Every.DAY, Upkeep.Every.WEEK)
        if needs_time and not data.get("at_time") and "at_time" not in self.errors:
            self.add_error("at_time", gettext("Say at what time."))
        if every == Upkeep.Every.WEEK and data.get("on_weekday") is None:
            self.add_error("on_weekday", gettext("Say on which day."))
        return data
