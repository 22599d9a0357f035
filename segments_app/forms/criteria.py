"""Criteria kept for another time."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

TEXT = {"class": "form-control", "autocomplete": "off"}


class CriteriaForm(forms.Form):
    """What saved criteria are called."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("A short name of its own, such as FAIR-DE."),
        widget=forms.TextInput(TEXT),
    )
    description = forms.CharField(
        label=_("Description"), max_length=100, widget=forms.TextInput(TEXT)
    )
    folder = forms.CharField(
        label=_("Folder"),
        max_length=100,
        required=False,
        help_text=_("Where to find them again, such as Fairs / Autumn."),
        widget=forms.TextInput(TEXT),
    )
    is_private = forms.BooleanField(
        label=_("Only for me"),
        required=False,
        help_text=_("Nobody but you sees and uses them."),
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )


class SaveCriteriaForm(CriteriaForm):
    """Which steps of a segment to keep, and under what name."""

    positions = forms.TypedMultipleChoiceField(
        label=_("Steps to save"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one step.")},
    )

    def __init__(self, *args: Any, positions: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["positions"]
        field.choices = [(position, str(position)) for position in positions]
        field.initial = positions
