"""Why something is cancelled."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    """The reason, which everybody sees who wonders where the figures went."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Shown with what is cancelled."),
        error_messages={"required": _("Say why it is cancelled.")},
    )
