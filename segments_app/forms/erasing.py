"""Why a person is erased: a choice, so that nothing about it is written down."""

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Erasure

CAUSES = ("request", "objected", "not_needed", "unlawful")


class ErasureForm(forms.Form):
    cause = forms.ChoiceField(
        label=_("Cause"),
        choices=[("", ""), *((c.value, c.label) for c in Erasure.Cause if c.value in CAUSES)],
        help_text=_("This is recorded with the day and your name, without anything of the person."),
        error_messages={"required": _("Say why the contact is erased.")},
    )
