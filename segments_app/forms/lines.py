"""What differs for some contacts of a segment: one line, or many at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import AlternativeAddress, Language, Salesperson
from interactions.models import InteractionTemplate
from segments_app.common.models import (
    CorrespondenceType,
    Evaluation,
    InformationFlow,
    InitiatedBy,
)
from segments_app.models import SegmentLine

from .fields import picked

LEAVE, OWN, INHERIT = "leave", "own", "inherit"
YES_NO = (("", "–"), ("true", _("Yes")), ("false", _("No")))


def choice(choices: Any) -> forms.ChoiceField:
    widget = forms.Select({"class": "form-select"})
    return forms.ChoiceField(choices=[("", "–"), *choices], required=False, widget=widget)


def yes_no() -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=YES_NO,
        coerce=lambda value: value == "true",
        empty_value=None,
        required=False,
        widget=forms.Select({"class": "form-select"}),
    )


def number(**limits: Any) -> forms.NumberInput:
    return forms.NumberInput({"class": "form-control", "min": "0", **limits})


@dataclass(frozen=True)
class Row:
    """A field of a line on the form: whose value counts, and the value."""

    label: str
    mode: BoundField
    value: BoundField

    @property
    def is_own(self) -> bool:
        """Whether the value was the line's own when the page was made."""
        return bool(self.mode.initial == OWN)


class LineForm(forms.Form):
    """Each field is the line's own or follows the segment; `modes` says which can be said."""

    modes: tuple[tuple[str, Any], ...] = ((INHERIT, _("As the segment")), (OWN, _("Own value")))

    description = forms.CharField(
        max_length=100, required=False, widget=forms.TextInput({"class": "form-control"})
    )
    occurred_on = forms.DateField(
        required=False,
        widget=forms.DateInput({"type": "date", "class": "form-control"}, "%Y-%m-%d"),
    )
    template = picked(
        InteractionTemplate.objects.selectable().order_by("description", "pk"),
        label="",
        empty_label="–",
    )
    salesperson = picked(
        Salesperson.objects.selectable().order_by("name", "pk"),
        label="",
        empty_label="–",
    )
    language = picked(Language.objects.order_by("name"), label="", empty_label="–")
    subject = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput({"class": "form-control"})
    )
    correspondence_type = choice(CorrespondenceType.choices)
    campaign = picked(
        Campaign.objects.current().order_by("-number"),
        searched="campaigns",
        label="",
        empty_label="–",
    )
    is_target = yes_no()
    is_response = yes_no()
    cost = forms.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, widget=number(step="0.01")
    )
    duration = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, widget=number(step="1")
    )
    information_flow = choice(InformationFlow.choices)
    initiated_by = choice(InitiatedBy.choices)

    def __init__(self, *args: Any, segment_values: dict[str, str] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.segment_values = segment_values or {}
        self.names = [name for name in self.fields if name in SegmentLine.INHERITED]
        for name in self.names:
            self.add_mode(name)

    def add_mode(self, name: str) -> None:
        """Put in front of the field whose value counts."""
        field: Any = SegmentLine._meta.get_field(name)
        label = capfirst(str(field.verbose_name))
        self.fields[name].label = label
        shown = self.segment_values.get(name)
        self.fields[f"{name}_mode"] = forms.ChoiceField(
            choices=[
                (mode, f"{words}: {shown}" if mode == INHERIT and shown else words)
                for mode, words in self.modes
            ],
            required=False,
            label=gettext("%(field)s: whose value") % {"field": label},
            widget=forms.Select({"class": "form-select"}),
        )

    @property
    def rows(self) -> Iterator[Row]:
        for name in self.names:
            yield Row(str(self.fields[name].label), self[f"{name}_mode"], self[name])

    def clean(self) -> dict[str, Any]:
        for name in self.names:
            if self.mode_of(name) == OWN and self.is_empty(name) and name not in self.errors:
                self.add_error(name, gettext("Give the value, or let the segment's count."))
        return self.cleaned_data

    def mode_of(self, name: str) -> str:
        mode: str = self.cleaned_data.get(f"{name}_mode") or self.modes[0][0]
        is_said = f"{name}_mode" in self.changed_data
        if not is_said and name in self.changed_data and not self.is_empty(name):
            return OWN  # whoever gives a value and leaves the rest alone means it
        return mode

    def is_empty(self, name: str) -> bool:
        return self.cleaned_data.get(name) in (None, "")

    @property
    def values(self) -> dict[str, Any]:
        """What is to change: the own values, and None where the segment's counts."""
        found: dict[str, Any] = {}
        for name in self.names:
            mode = self.mode_of(name)
            if mode == OWN:
                found[name] = self.cleaned_data[name]
            elif mode == INHERIT:
                found[name] = None
        return found


class OneLineForm(LineForm):
    """One contact of the segment, with its addresses and how the contact reacted."""

    alternative_address = forms.ModelChoiceField(
        AlternativeAddress.objects.none(),
        empty_label="–",
        required=False,
        widget=forms.Select({"class": "form-select"}),
    )
    evaluation = choice(Evaluation.choices)
    attempt_failed = forms.BooleanField(
        label=_("The attempt failed"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, line: SegmentLine, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(line), **kwargs)
        addresses: Any = self.fields["alternative_address"]
        addresses.queryset = AlternativeAddress.objects.filter(contact=line.contact_id).order_by(
            "code"
        )
        self.fields["evaluation"].label = capfirst(_("evaluation"))
        for name in ("template", "salesperson", "campaign"):
            self.keep_chosen(name, getattr(line, name))

    def keep_chosen(self, name: str, chosen: Any) -> None:
        """Offer what is chosen already even where it is not offered any more."""
        field: Any = self.fields[name]
        if chosen is not None:
            field.queryset = field.queryset | type(chosen).objects.filter(pk=chosen.pk)
            field.chosen = chosen

    @property
    def values(self) -> dict[str, Any]:
        own = ("evaluation", "attempt_failed")
        return super().values | {name: self.cleaned_data[name] for name in own}


def initial_of(line: SegmentLine) -> dict[str, Any]:
    """Return what the form of one line shows to begin with: its own values."""
    own = set(line.own_fields)
    found: dict[str, Any] = {
        "evaluation": line.evaluation,
        "attempt_failed": line.attempt_failed,
    }
    for name in SegmentLine.INHERITED:
        field: Any = SegmentLine._meta.get_field(name)
        value = getattr(line, field.attname)
        is_flag = isinstance(value, bool)
        found[name] = str(value).lower() if is_flag else value
        found[f"{name}_mode"] = OWN if name in own else INHERIT
    return found


class ManyLinesForm(LineForm):
    """Many contacts at once: what is left alone stays as each line has it."""

    modes = (
        (LEAVE, _("Leave as it is")),
        (OWN, _("Own value")),
        (INHERIT, _("As the segment")),
    )
