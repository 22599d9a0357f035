"""What else an import does with its contacts: a group, a segment, what they have said."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.forms.boundfield import BoundField
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from contacts.models import (
    Channel,
    ConsentStatus,
    ConsentWording,
    ContactImport,
    MailingGroup,
    Purpose,
)
from contacts.services.consent import ConsentRefused
from contacts.services.importing.options import Options
from segments_app.models import Segment

SELECT = {"class": "form-select"}
PICK = {**SELECT, "data-picker": ""}
TEXT = {"class": "form-control"}
STATES = [(one.value, one.label) for one in ConsentStatus if one != ConsentStatus.NONE]
SAID = [("", _("Nothing is recorded")), *STATES]
#: Fields, and the rights without which they are not offered.
NEEDED = {
    "new_group": "contacts.add_mailinggroup",
    "segment": "segments.change_segment",
    "new_segment": "segments.add_segment",
    **dict.fromkeys(
        (
            *("consent_purpose", "consent_wording", "consent_on", "consent_evidence"),
            *(f"consent_{channel.value}" for channel in Channel),
        ),
        "contacts.record_consent",
    ),
}


class WordingField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker only
    """A wording with its first words, so that nobody takes the wrong version."""

    def label_from_instance(self, obj: ConsentWording) -> str:
        return f"{obj}: {Truncator(obj.text).chars(80)}"


class EffectsForm(forms.Form):
    """A mailing group, a segment, and consents with what proves them."""

    mailing_group = forms.ModelChoiceField(
        MailingGroup.objects.order_by("description", "code"),
        to_field_name="code",
        label=_("Put all of them into the mailing group"),
        required=False,
        empty_label=_("None"),
        widget=forms.Select(PICK),
    )
    new_group = forms.CharField(
        label=_("Or into a new mailing group called"),
        max_length=100,
        required=False,
        widget=forms.TextInput(TEXT),
    )
    segment = forms.ModelChoiceField(
        Segment.objects.filter(status=Segment.Status.OPEN).order_by("-modified_at", "-pk"),
        to_field_name="number",
        label=_("Add all of them to the segment"),
        required=False,
        empty_label=_("None"),
        widget=forms.Select(PICK),
    )
    new_segment = forms.CharField(
        label=_("Or to a new segment called"),
        max_length=100,
        required=False,
        widget=forms.TextInput(TEXT),
    )
    consent_purpose = forms.ModelChoiceField(
        Purpose.objects.order_by("description", "code"),
        to_field_name="code",
        label=_("Purpose"),
        required=False,
        empty_label=_("Nothing is recorded"),
        widget=forms.Select(SELECT),
    )
    consent_wording = WordingField(
        ConsentWording.objects.filter(is_archived=False)
        .select_related("purpose")
        .order_by("purpose__description", "version", "pk"),
        label=_("Wording"),
        required=False,
        empty_label=_("None"),
        help_text=_("What the contacts were asked, word for word. Consent needs it."),
        widget=forms.Select(SELECT),
    )
    consent_on = forms.DateField(
        label=_("Day on which they said it"),
        required=False,
        help_text=_("Left empty, it is the day of the import."),
        widget=forms.DateInput({**TEXT, "type": "date"}, format="%Y-%m-%d"),
    )
    consent_evidence = forms.CharField(
        label=pgettext_lazy("consent", "Evidence"),
        max_length=200,
        required=False,
        help_text=_("Where the proof is kept: a file, a call, a signed form. Consent needs it."),
        widget=forms.TextInput(TEXT),
    )

    def __init__(self, *args: Any, imported: ContactImport, user: User, **kwargs: Any) -> None:
        said = Options.of(imported.options)
        initial = said.as_dict() | {f"consent_{c}": state for c, state in said.consents.items()}
        super().__init__(*args, **{"initial": initial, **kwargs})
        for channel in Channel:
            self.fields[f"consent_{channel.value}"] = forms.ChoiceField(
                label=channel.label, choices=SAID, required=False, widget=forms.Select(SELECT)
            )
        for name, permission in NEEDED.items():
            if not user.has_perm(permission):
                del self.fields[name]

    def channels(self) -> Iterator[BoundField]:
        """Yield the control of each channel."""
        yield from (self[f"consent_{channel.value}"] for channel in Channel)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for there, new in (("mailing_group", "new_group"), ("segment", "new_segment")):
            if said.get(there) and said.get(new):
                self.add_error(new, _("Choose one that is there, or name a new one."))
        states = {c: s for c in Channel.values if (s := said.get(f"consent_{c}"))}
        if states and not said.get("consent_purpose"):
            self.add_error("consent_purpose", _("Say for what purpose."))
        if said.get("consent_purpose") and not states:
            self.add_error("consent_purpose", _("Say it of at least one channel."))
        return {**said, "consents": states}

    def show(self, error: ConsentRefused) -> None:
        """Tell at the field why the service refused."""
        name = f"consent_{error.field.removeprefix('consent_')}"
        names = {"consent_happened_at": "consent_on"}
        self.add_error(names.get(name, name), str(error))

    @property
    def chosen(self) -> dict[str, Any]:
        """The options chosen; those that are not offered are none."""
        said = self.cleaned_data
        group, segment = said.get("mailing_group"), said.get("segment")
        purpose, wording = said.get("consent_purpose"), said.get("consent_wording")
        day = said.get("consent_on")
        return {
            "mailing_group": group.code if group else "",
            "new_group": said.get("new_group", "").strip(),
            "segment": segment.number if segment else "",
            "new_segment": said.get("new_segment", "").strip(),
            "consent_purpose": purpose.code if purpose else "",
            "consents": said["consents"] if purpose else {},
            "consent_wording": wording.pk if wording else None,
            "consent_on": day.isoformat() if day else "",
            "consent_evidence": said.get("consent_evidence", "").strip(),
        }
