"""One interaction with one contact: whom and what, then the details."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import Contact, Language, Purpose, Salesperson
from interactions import services
from interactions.models import Attachment, InteractionTemplate
from interactions.services.content import files_in
from segments_app.common.choices import PickField, day, picked
from segments_app.common.models import (
    CorrespondenceType,
    Evaluation,
    InformationFlow,
    InitiatedBy,
)
from segments_app.common.submissions import OnceForm

NONE = ("", "–")
MOST_MINUTES = 100_000
FILES = ("file", "removed")


def choice(choices: Any, label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[NONE, *choices], label=label, required=False)


class StartForm(forms.Form):
    """With whom, and by which template; the details follow from both."""

    contact = PickField(
        Contact.objects.none(),
        label=_("Contact"),
        empty_label=_("Choose a contact"),
        widget=forms.Select(
            {
                "data-picker": "",
                "data-picker-url": reverse_lazy("interactions:contact_picker"),
                "data-submit": "",
            }
        ),
    )
    template = picked(
        InteractionTemplate.objects.selectable().order_by("description", "pk"),
        label=_("Interaction template"),
        required=True,
        empty_label=_("Choose a template"),
    )

    def __init__(self, *args: Any, contact: Contact | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["contact"]
        field.keep(contact)
        self.fields["template"].widget.attrs["data-submit"] = ""
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"


class ResultForm(OnceForm):
    """What every kind of interaction has: who, when, what came of it, for which campaign."""

    description = forms.CharField(
        label=_("Description"),
        max_length=100,
        error_messages={"required": services.MESSAGES["description"]},
    )
    occurred_on = day(
        label=_("Date"),
        required=True,
        error_messages={"required": services.MESSAGES["occurred_on"]},
    )
    occurred_at_time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    salesperson = picked(
        Salesperson.objects.selectable().order_by("name", "pk"),
        label=_("Salesperson"),
        required=True,
        error_messages={"required": services.MESSAGES["salesperson"]},
    )
    initiated_by = choice(InitiatedBy.choices, _("Initiated by"))
    language = picked(Language.objects.order_by("name"), label=_("Language"))

    is_successful = forms.BooleanField(
        label=_("The contact was reached"),
        required=False,
        help_text=_("Not reached, it counts as an attempt."),
    )
    evaluation = choice(Evaluation.choices, _("Evaluation"))
    cost = forms.DecimalField(
        label=_("Cost"), min_value=0, max_digits=12, decimal_places=2, required=False
    )
    duration = forms.IntegerField(
        label=_("Minutes"), min_value=0, max_value=MOST_MINUTES, required=False
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    campaign = picked(Campaign.objects.current().order_by("-number"), label=_("Campaign"))
    purpose = picked(
        Purpose.objects.order_by("description", "code"),
        label=_("Purpose"),
        empty_label=_("Not marketing"),
        help_text=_("Decides what consent is asked for. Empty: not marketing, none is asked."),
    )
    is_target = forms.BooleanField(
        label=_("The contact is a target of the campaign"), required=False
    )
    is_response = forms.BooleanField(label=_("This is a response to the campaign"), required=False)

    def keep(self, name: str, chosen: Any) -> None:
        """Allow what is chosen already, even where it is not offered any more."""
        field: Any = self.fields[name]
        field.keep(chosen)

    def lock(self, name: str, preset: Any) -> None:
        """Take `preset`, whatever is sent: where this was started from says it (INT-01)."""
        self.keep(name, preset)
        self.initial[name] = preset
        self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not values.get("campaign") and (values.get("is_target") or values.get("is_response")):
            self.add_error("campaign", _("Choose the campaign that this belongs to."))
        return values

    @property
    def values(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        values = self.said
        values["attempt_failed"] = not values.pop("is_successful")
        values["cost"] = values["cost"] or 0
        values["duration"] = values["duration"] or 0
        return values


class InteractionForm(ResultForm):
    """The details of any interaction, with what was written."""

    information_flow = choice(InformationFlow.choices, _("Information flow"))
    correspondence_type = choice(CorrespondenceType.choices, _("Correspondence type"))
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    html = forms.CharField(
        label=_("E-mail"),
        max_length=200_000,
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 10, "data-editor": ""}),
        help_text=_("HTML, or Markdown. Merge fields are filled in."),
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=50_000,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Kept with the interaction as it is now, whatever becomes of the template."),
    )
    file = forms.FileField(label=_("Add a file"), required=False)
    removed = forms.TypedMultipleChoiceField(
        label=_("Take away"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, attached: Iterable[Attachment] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attached = list(attached)
        removed: Any = self.fields["removed"]
        removed.choices = [(one.pk, one.name) for one in self.attached]
        if not self.attached:
            del self.fields["removed"]

    @property
    def values(self) -> dict[str, Any]:
        """Return the arguments of the service, with what is to become of the files."""
        values = super().values
        files = files_in(values)
        return {name: value for name, value in values.items() if name not in FILES} | {
            "files": files
        }


class EvaluationForm(forms.Form):
    """How the contact reacted."""

    evaluation = choice(Evaluation.choices, _("Evaluation"))


class CommentForm(OnceForm):
    """A note on an interaction."""

    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea({"rows": 3}))
