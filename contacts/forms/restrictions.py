"""Why the data of a contact may not be used, or may be used again."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RestrictionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        error_messages={"required": _("Say why.")},
        help_text=_("Such as: says that her address is wrong, until that is checked."),
    )
