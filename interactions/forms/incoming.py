"""What came in: the file, then whom it is from and how it is logged."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Salesperson
from interactions import services
from interactions.models import InteractionTemplate
from segments_app.common.choices import day, picked
from segments_app.common.widgets import Dots, RemotePicker

OTHER = "other"


class IncomingFileForm(forms.Form):
    """An e-mail or a scan; what it is, the service finds out."""

    file: Any = forms.FileField(
        label=_("E-mail or scan"),
        max_length=300,
        allow_empty_file=True,  # refused by the service, which says so
        help_text=_("An e-mail saved as a file (.eml), or a letter as PDF, JPEG or PNG."),
    )


class IncomingForm(forms.Form):
    """Whom it is from, and what is logged of it."""

    who = forms.ChoiceField(label=_("From"), widget=Dots)
    contact = forms.ModelChoiceField(
        Contact.objects.all(),
        label=_("Contact"),
        required=False,
        empty_label="–",
        widget=RemotePicker("interactions:contact_picker", {"class": "form-select"}),
    )
    template = picked(
        InteractionTemplate.objects.selectable().order_by("description", "pk"),
        label=_("Interaction template"),
        required=True,
        empty_label=_("Choose a template"),
    )
    description = forms.CharField(
        label=_("Description"),
        max_length=100,
        error_messages={"required": services.MESSAGES["description"]},
    )
    occurred_on = day(label=_("Date"), required=True)
    salesperson = picked(
        Salesperson.objects.selectable().order_by("name", "pk"),
        label=_("Salesperson"),
        required=True,
        error_messages={"required": services.MESSAGES["salesperson"]},
    )
    comment = forms.CharField(
        label=_("Comment"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, candidates: list[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(contact.pk): contact for contact in candidates}
        who: Any = self.fields["who"]
        who.choices = [
            *((key, named(contact)) for key, contact in self.candidates.items()),
            (OTHER, _("Another contact")),
        ]
        if len(candidates) != 1:
            self.initial.setdefault("who", "" if candidates else OTHER)
        else:
            self.initial.setdefault("who", str(candidates[0].pk))
        for name in ("template", "salesperson"):
            self.fields[name].widget.attrs["class"] = "form-select"
        for name in ("description", "occurred_on", "comment"):
            self.fields[name].widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("who") == OTHER and not said.get("contact"):
            self.add_error("contact", _("Choose the contact that it is from."))
        return said

    @property
    def sender(self) -> Contact:
        """Return the contact that was chosen."""
        said = self.cleaned_data
        chosen: Contact = self.candidates.get(said["who"]) or said["contact"]
        return chosen


def named(contact: Contact) -> str:
    company = f", {contact.company}" if contact.company else ""
    return f"{contact.name}{company} ({contact.number})"
