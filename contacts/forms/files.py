"""The form that attaches a file to a contact."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from segments_app.common.submissions import OnceForm


class FileForm(OnceForm):
    """A file to upload; what it is, the service finds out."""

    file: Any = forms.FileField(
        label=_("File"),
        max_length=300,
        allow_empty_file=True,  # refused by the service, which says so
        help_text=_(
            "10 MB at most. PDF, pictures, documents of Word, Excel, PowerPoint and OpenDocument "
            "without macros, and plain text."
        ),
    )
