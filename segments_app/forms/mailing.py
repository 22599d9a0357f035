"""Which mailing group the contacts of a segment are put into."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import MailingGroup


class MailingGroupForm(forms.Form):
    group = forms.ModelChoiceField(
        MailingGroup.objects.order_by("description", "code"),
        label=_("Mailing group"),
        empty_label=_("Choose a group"),
        widget=forms.Select({"class": "form-select", "data-picker": ""}),
    )
    replace = forms.BooleanField(
        label=_("Take everybody else out of the group first"),
        required=False,
        help_text=_("Afterwards the group has exactly the contacts of this segment."),
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
