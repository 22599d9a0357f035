"""Calls from a segment: what came of one, when to call again, how a segment is called."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Questionnaire, Salesperson
from contacts.models.contact import PHONE
from interactions import services as interactions
from segments_app.common.choices import picked
from segments_app.common.models import Evaluation
from segments_app.common.submissions import OnceForm
from segments_app.common.widgets import Dots
from segments_app.models.calling import MOST_ATTEMPTS, MOST_DAYS
from segments_app.services.calling.progress import FAILED, NOT_EVALUATED
from segments_app.services.calling.queue import NOTE

MOST_MINUTES = 100_000
MORNING = time(9)
#: Results with the key that chooses each.
RESULTS = (
    *zip(Evaluation.values, Evaluation.labels, "12345", strict=True),
    (NOT_EVALUATED, _("Reached, no evaluation"), "0"),
    (FAILED, _("Not reached"), "f"),
)
KEYS = {value: key for value, _label, key in RESULTS}
PRESETS = {
    "hour": _("In an hour"),
    "tomorrow": _("Tomorrow"),
    "week": _("In a week"),
}


class CallForm(OnceForm):
    """What came of the call to the contact on the page."""

    result = forms.ChoiceField(
        label=_("What came of it"),
        choices=[(value, label) for value, label, _key in RESULTS],
        widget=Dots,
        error_messages={"required": _("Choose what came of the call.")},
    )
    phone = forms.ChoiceField(label=_("Number called"), required=False, widget=Dots)
    other_phone = forms.CharField(
        label=_("Another number"), max_length=30, required=False, validators=[PHONE]
    )
    comment = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    note = forms.CharField(max_length=NOTE, required=False)  # shown with the time to call again
    is_response = forms.BooleanField(label=_("This is a response to the campaign"), required=False)
    salesperson = picked(
        Salesperson.objects.selectable().order_by("name", "pk"),
        label=_("Salesperson"),
        required=True,
        error_messages={"required": interactions.MESSAGES["salesperson"]},
    )
    duration = forms.IntegerField(
        label=_("Minutes"), min_value=0, max_value=MOST_MINUTES, required=False
    )
    cost = forms.DecimalField(
        label=_("Cost"), min_value=0, max_digits=12, decimal_places=2, required=False
    )

    def __init__(self, *args: Any, contact: Contact, has_campaign: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = interactions.telephone_numbers(contact)
        phone: Any = self.fields["phone"]
        phone.choices = [
            *((number, f"{number} ({label})") for number, label in self.numbers),
            ("", _("Another number")),
        ]
        phone.initial = self.numbers[0][0] if self.numbers else ""
        if not has_campaign:
            del self.fields["is_response"]
        self.fields["salesperson"].widget.attrs["class"] = "form-select"

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.number and "other_phone" not in self.errors:
            self.add_error("other_phone", interactions.MESSAGES["phone"])
        return data

    @property
    def number(self) -> str:
        """The number that was called; one that was typed is meant."""
        data = self.cleaned_data
        return str(data.get("other_phone") or data.get("phone") or "")

    @property
    def values(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        data = self.said
        result = data.pop("result")
        del data["note"]
        kept = {name: value for name, value in data.items() if "phone" not in name}
        is_evaluation = result not in (FAILED, NOT_EVALUATED)
        return kept | {
            "attempt_failed": result == FAILED,
            "evaluation": result if is_evaluation else "",
            "cost": data["cost"] or 0,
            "duration": data["duration"] or 0,
        }


class LaterForm(forms.Form):
    """What is kept for the next call, and when that is: one of the usual times, or a moment.

    Who goes on to the next contact, or stops, keeps the note and says no time.
    """

    later = forms.ChoiceField(choices=[*PRESETS.items(), ("at", _("At"))])
    call_at = forms.DateTimeField(
        label=_("Call again at"),
        required=False,
        input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(
            {"type": "datetime-local", "class": "form-control"}, "%Y-%m-%dT%H:%M"
        ),
    )
    note = forms.CharField(label=_("Note for the next call"), max_length=NOTE, required=False)
    comment = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["later"].required = "later" in self.data

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["note"] = " ".join(filter(None, (data.get("note"), data.get("comment"))))
        if len(data["note"]) > NOTE and "note" not in self.errors:
            text = _("The note and the comment have %(n)s characters together; %(most)s are kept.")
            self.add_error("note", text % {"n": len(data["note"]), "most": NOTE})
        if data.get("later") == "at" and not data.get("call_at") and "call_at" not in self.errors:
            self.add_error("call_at", _("Say when to call again."))
        return data

    def until(self, now: datetime) -> datetime:
        """Return the moment that is meant."""
        if self.cleaned_data["later"] == "at":
            moment: datetime = self.cleaned_data["call_at"]
            return moment
        return preset(self.cleaned_data["later"], now)


def preset(name: str, now: datetime) -> datetime:
    """Return an hour from now, or the morning of another day, in the company's time."""
    if name == "hour":
        return now + timedelta(hours=1)
    day = timezone.localdate(now) + timedelta(days=1 if name == "tomorrow" else 7)
    return timezone.make_aware(datetime.combine(day, MORNING))


class CallRulesForm(forms.Form):
    """After how long, how often, and with what questions."""

    again_after = forms.IntegerField(
        label=_("Call again after (days)"),
        min_value=0,
        max_value=MOST_DAYS,
        help_text=_("When nobody answered. 0: after two hours."),
        widget=forms.NumberInput({"class": "form-control"}),
    )
    give_up_after = forms.IntegerField(
        label=_("Give up after (attempts)"),
        min_value=1,
        max_value=MOST_ATTEMPTS,
        widget=forms.NumberInput({"class": "form-control"}),
    )
    questionnaire = picked(
        Questionnaire.objects.order_by("description", "code"),
        label=_("Questionnaire"),
        empty_label=_("No questions"),
        help_text=_("Its questions stand on the page of each call."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["questionnaire"].widget.attrs["class"] = "form-select"
