"""Where the contacts of a segment come from to begin with."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import MailingGroup, Salesperson
from interactions.models import LoggedSegment
from segments_app.common.submissions import OnceForm
from segments_app.models import SavedCriteria, Segment, Step

from .fields import picked

BLANK = "blank"
COPY = "copy"
Source = Step.Source


@dataclass(frozen=True)
class Card:
    """One way to start: what it is called, what it does, and what has to be picked for it."""

    value: str
    symbol: str
    title: Any
    text: Any
    field: BoundField | None = None
    is_chosen: bool = False
    is_empty: bool = False  # there is nothing that could be picked


WORDS = {
    BLANK: (
        "file-earmark-text",
        _("From nothing"),
        _("Choose the contacts by criteria, step by step, or add them by hand."),
    ),
    Source.SAVED_CRITERIA: (
        "bookmark",
        _("Saved criteria"),
        _("Run criteria again that somebody has kept, on the contacts of today."),
    ),
    Source.LOGGED_SEGMENT: (
        "archive",
        _("A logged segment"),
        _("Contact the same people again. Those who may not be contacted any more are left out."),
    ),
    Source.MAILING_GROUP: (
        "people",
        _("A mailing group"),
        _("Everybody who is in the group now."),
    ),
    Source.SEGMENT: (
        "collection",
        _("Another segment"),
        _("The contacts that are on another segment now."),
    ),
    COPY: (
        "copy",
        _("A copy of a segment"),
        _("The same contacts and the same interaction, under a new number."),
    ),
}


class SourceForm(forms.Form):
    """One of the sources, and the row picked for it."""

    offered: tuple[str, ...] = (
        Source.SAVED_CRITERIA,
        Source.LOGGED_SEGMENT,
        Source.MAILING_GROUP,
        Source.SEGMENT,
    )
    start = forms.ChoiceField(label=_("Start from"), required=False)  # see `meant`
    saved_criteria = picked(
        SavedCriteria.objects.order_by("code"),
        label=_("Saved criteria"),
        empty_label=_("Choose criteria"),
    )
    logged_segment = picked(
        LoggedSegment.objects.counted().order_by("-created_at", "-pk"),
        label=_("Logged segment"),
        empty_label=_("Choose a logged segment"),
        searched="logged-segments",
    )
    mailing_group = picked(
        MailingGroup.objects.order_by("description", "code"),
        label=_("Mailing group"),
        empty_label=_("Choose a group"),
    )
    segment = picked(
        Segment.objects.order_by("-number"),
        label=_("Segment"),
        empty_label=_("Choose a segment"),
        searched="segments",
    )
    copied = picked(
        Segment.objects.order_by("-number"),
        label=_("Segment to copy"),
        empty_label=_("Choose a segment"),
        searched="segments",
    )
    pickers = {BLANK: "", COPY: "copied"}

    def __init__(
        self,
        *args: Any,
        user: User | None = None,
        segment: Segment | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if segment is not None:  # nothing can be added to a segment from itself
            others: Any = self.fields["segment"]
            others.queryset = others.queryset.exclude(pk=segment.pk)
        kept: Any = self.fields["saved_criteria"]
        kept.queryset = SavedCriteria.objects.visible_to(user).order_by("folder", "code")
        start: Any = self.fields["start"]
        start.choices = [(value, WORDS[value][1]) for value in self.offered]
        if self.initial.get("start") not in self.offered:
            self.initial["start"] = self.offered[0]

    @property
    def cards(self) -> list[Card]:
        chosen = self["start"].value()
        return [self.card(value, is_chosen=value == chosen) for value in self.offered]

    def card(self, value: str, *, is_chosen: bool) -> Card:
        picker = self.pickers.get(value, value)
        field = self[picker] if picker else None
        symbol, title, text = WORDS[value]
        rows: Any = field and field.field
        is_empty = rows is not None and not rows.queryset.exists()
        return Card(value, symbol, title, text, field, is_chosen, is_empty)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        start = data["start"] = self.meant(data)
        picker = self.pickers.get(start, start)
        if not start and "start" not in self.errors:
            self.add_error("start", gettext("Choose one to start from."))
        elif start and picker and not data.get(picker) and picker not in self.errors:
            self.add_error(picker, gettext("Choose one to start from."))
        return data

    def meant(self, data: dict[str, Any]) -> str:
        """Return the source: the only one that something was picked for, if none was chosen."""
        picks = [v for v in self.offered if data.get(self.pickers.get(v, v))]
        is_said = data.get("start") and "start" in self.changed_data
        if not is_said and len(picks) == 1:
            return picks[0]
        start: str = data.get("start", "")
        return start

    @property
    def source(self) -> Any:
        """What was picked to start from; nothing for a blank start."""
        start = self.cleaned_data["start"]
        return self.cleaned_data.get(self.pickers.get(start, start))


class StartForm(OnceForm, SourceForm):
    """A new segment: what it is called, and where its contacts come from."""

    offered = (BLANK, *SourceForm.offered[:3], COPY)
    description = forms.CharField(
        label=_("Description"),
        max_length=100,
        required=False,
        help_text=_("What you will recognise it by. It can wait until the segment is logged."),
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off"}),
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.all(), required=False, widget=forms.HiddenInput
    )
    salesperson = forms.ModelChoiceField(
        Salesperson.objects.all(), required=False, widget=forms.HiddenInput
    )
