"""Controls for values of kinds that are known only when the program runs."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from .numbers import NumberField
from .widgets import Boxes

FEW = 8  # choices that are all shown as boxes
Options = Sequence[tuple[str, str]]


def number(digits: int, decimals: int) -> forms.DecimalField:
    """Return a control for a number, written as people write it."""
    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    return NumberField(max_digits=digits, decimal_places=decimals, widget=widget)


def day() -> forms.DateField:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def yes_no() -> forms.ChoiceField:
    return forms.ChoiceField(choices=[("", ""), ("yes", _("Yes")), ("no", _("No"))])


def one_of(options: Options) -> forms.ChoiceField:
    """Return a control for one of the options, or none."""
    choices = [("", ""), *options]
    picker = {"data-picker": ""} if len(choices) > FEW else {}
    return forms.ChoiceField(choices=choices, widget=forms.Select(picker))


def some_of(options: Options) -> forms.MultipleChoiceField:
    """Return a control for any number of the options."""
    many = len(options) > FEW
    widget: Any = forms.SelectMultiple({"data-picker": ""}) if many else Boxes
    return forms.MultipleChoiceField(choices=options, widget=widget)
