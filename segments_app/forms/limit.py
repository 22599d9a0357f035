"""How many of those on a segment stay, and who they are."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from segments_app.services import ORDERS, PER, RANDOM, InvalidLimit, Limit

SELECT = {"class": "form-select"}
AT_MOST = "at_most"
SHARE = "share"


class LimitForm(forms.Form):
    """At most so many, in an order; or a share of all, drawn at random."""

    kind = forms.ChoiceField(
        label=_("Keep"),
        choices=[
            (AT_MOST, _("At most so many contacts, the first in an order")),
            (SHARE, _("A share of the contacts, drawn at random")),
        ],
        widget=forms.RadioSelect({"class": "form-check-input"}),
    )
    at_most = forms.IntegerField(
        label=_("At most"),
        required=False,
        help_text=_("Contacts that stay."),
        widget=forms.NumberInput({"class": "form-control", "min": 1}),
    )
    per = forms.ChoiceField(
        label=_("Of"),
        required=False,
        choices=[(key, words) for key, (words, _key) in PER.items()],
        help_text=_("One of each company: the most senior, for example."),
        widget=forms.Select(SELECT),
    )
    order = forms.ChoiceField(
        label=_("Who stays"),
        choices=[(key, words) for key, (words, _key) in ORDERS.items()],
        required=False,
        widget=forms.Select(SELECT),
    )
    percent = forms.IntegerField(
        label=_("Share in per cent"),
        required=False,
        widget=forms.NumberInput({"class": "form-control", "min": 1, "max": 99}),
    )
    draw = forms.CharField(
        label=_("Name of the draw"),
        required=False,
        max_length=40,
        help_text=_(
            "The same name draws the same contacts again, on any segment and on any day. "
            "Another name draws others."
        ),
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )

    @classmethod
    def of(cls, draw: str, data: Any = None) -> "LimitForm":
        """Return the form for a segment or saved criteria, after which a draw is named."""
        initial = {"kind": AT_MOST, "at_most": 1, "per": "company", "order": "senior"}
        return cls(data, initial=initial | {"percent": 10, "draw": draw})

    @classmethod
    def of_limit(cls, stored: Any) -> "LimitForm":
        """Return the form that says a limit as a step keeps it."""
        limit = Limit.read(stored)
        kind = SHARE if limit.percent else AT_MOST
        return cls({"kind": kind, "draw": "", "per": "", "order": "name"} | limit.as_dict())

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            try:
                self.limit.check()
            except InvalidLimit as error:
                field = "at_most" if self.cleaned_data["kind"] == AT_MOST else "percent"
                raise ValidationError({field: str(error)}) from error
        return self.cleaned_data

    @property
    def limit(self) -> Limit:
        """The limit that was chosen."""
        data = self.cleaned_data
        if data["kind"] == SHARE:
            return Limit(percent=data.get("percent") or 0, draw=data["draw"])
        order = data["order"] or "name"
        draw = data["draw"] if order == RANDOM else ""
        return Limit(at_most=data.get("at_most") or 0, per=data["per"], order=order, draw=draw)
