"""What is printed for a segment, and how it looks."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from contacts.services import current_setup
from segments_app.common.printing import SHEETS, WINDOWS, window_for
from segments_app.services.print_orders import What

SELECT = {"class": "form-select"}
CHECK = {"class": "form-check-input"}
MOST_MM = 15
#: What a cover sheet can ask for (PRT-01).
TICKS = {
    "agreed": _("As agreed"),
    "information": _("For your information"),
    "comments": _("Your comments, please"),
    "approval": _("For your approval"),
    "call": _("Please call"),
    "return": _("Please return after use"),
}


class PrintForm(forms.Form):
    """What all that is printed has: for whom, and in which order."""

    only_letters = forms.TypedChoiceField(
        label=_("For"),
        choices=[("yes", _("Those who get a letter")), ("no", _("Everybody on it"))],
        coerce=lambda value: value == "yes",
        widget=forms.Select(SELECT),
    )
    order = forms.ChoiceField(
        label=_("Sorted by"),
        choices=[
            ("postcode", _("Country and post code")),
            ("name", _("Name")),
            ("number", _("Number")),
        ],
        widget=forms.Select(SELECT),
    )

    def __init__(self, *args: Any, only_letters: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if only_letters:
            del self.fields["only_letters"]

    @property
    def chosen(self) -> dict[str, Any]:
        """The values as an order has them."""
        return dict(self.cleaned_data)


class SheetForm(PrintForm):
    """What is printed on A4 for an envelope with a window."""

    window = forms.ChoiceField(
        label=_("Window of the envelope"),
        choices=[(key, window.label) for key, window in WINDOWS.items()],
        widget=forms.Select(SELECT),
    )
    right = forms.FloatField(
        label=_("Address moved right (mm)"),
        initial=0,
        min_value=-MOST_MM,
        max_value=MOST_MM,
        help_text=_("For a window that is somewhere else; less than 0 moves it left."),
        widget=forms.NumberInput({"class": "form-control", "step": "0.5"}),
    )
    down = forms.FloatField(
        label=_("Address moved down (mm)"),
        initial=0,
        min_value=-MOST_MM,
        max_value=MOST_MM,
        widget=forms.NumberInput({"class": "form-control", "step": "0.5"}),
    )
    is_two_sided = forms.BooleanField(
        label=_("Printed on both sides"),
        required=False,
        help_text=_("Each one begins on a sheet of its own."),
        widget=forms.CheckboxInput(CHECK),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country = str(current_setup().default_country or "")
        self.fields["window"].initial = window_for(country)


class CoverForm(SheetForm):
    """A cover sheet: a few lines of one's own, and what is asked for."""

    notes = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=600,
        help_text=_("Up to six lines."),
        widget=forms.Textarea({"class": "form-control", "rows": 6}),
    )
    ticked = forms.MultipleChoiceField(
        label=_("Ticked"),
        required=False,
        choices=list(TICKS.items()),
        widget=forms.CheckboxSelectMultiple(CHECK),
    )
    own_tick = forms.CharField(
        label=_("A box with other words"),
        required=False,
        max_length=60,
        help_text=_("Printed ticked."),
        widget=forms.TextInput({"class": "form-control"}),
    )

    def clean_notes(self) -> str:
        notes: str = self.cleaned_data["notes"]
        if (count := len(notes.splitlines())) > 6:
            text = ngettext("%(count)s line is too many.", "%(count)s lines are too many.", count)
            raise ValidationError(text % {"count": count})
        return notes

    @property
    def chosen(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        ticked, own = values.pop("ticked"), values.pop("own_tick")
        ticks = [(gettext(str(words)), key in ticked) for key, words in TICKS.items()]
        values["ticks"] = tuple([*ticks, (own, True)] if own else ticks)
        return values


class LabelForm(PrintForm):
    """Which labels are in the printer, and which of them is the first that is left."""

    sheet = forms.ChoiceField(
        label=_("Labels"),
        choices=[(key, str(sheet)) for key, sheet in SHEETS.items()],
        widget=forms.Select(SELECT),
    )
    first = forms.IntegerField(
        label=_("First label"),
        initial=1,
        min_value=1,
        help_text=_("On a sheet that is partly used, counted from left to right."),
        widget=forms.NumberInput({"class": "form-control"}),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        sheet, first = SHEETS.get(values.get("sheet", "")), values.get("first")
        if sheet is not None and first is not None and first > sheet.places:
            text = gettext("There are %(count)s labels on a sheet.") % {"count": sheet.places}
            self.add_error("first", text)
        return values


FORMS: dict[str, type[PrintForm]] = {
    What.LETTERS: SheetForm,
    What.DOCUMENT: SheetForm,
    What.COVERS: CoverForm,
    What.LABELS: LabelForm,
    What.FILE: PrintForm,
}
