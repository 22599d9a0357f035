"""The form of a comment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from segments_app.common.submissions import OnceForm


class CommentForm(OnceForm):
    """A note, and the day it is about."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_(
            "Nothing about health, faith, politics or the like without the person's consent."
        ),
    )
    commented_on = forms.DateField(
        label=_("Date"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
