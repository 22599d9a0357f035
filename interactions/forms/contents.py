"""Choosing whom a preview is for; adding a picture to the library."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact, Language
from segments_app.common.choices import PickField


class PreviewForm(forms.Form):
    """Whom the preview is for, and in which language."""

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
    language = forms.ModelChoiceField(
        Language.objects.none(), label=_("Language"), empty_label=_("The contact's")
    )

    def __init__(
        self,
        *args: Any,
        contact: Contact | None,
        languages: "QuerySet[Language]",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        whom: Any = self.fields["contact"]
        whom.keep(contact)
        language: Any = self.fields["language"]
        language.queryset = languages.order_by("name")
        language.widget.attrs["class"] = "form-select"


class PictureForm(forms.Form):
    """A picture for mails."""

    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp,image/gif"}),
    )
    alt = forms.CharField(
        label=_("Alternative text"),
        max_length=200,
        help_text=_("What the picture shows, for those who do not see it."),
    )
    name = forms.CharField(
        label=_("Name"), max_length=100, required=False, help_text=_("Empty: that of the file.")
    )
