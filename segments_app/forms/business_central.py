"""The files of an import."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

ENDINGS = (".csv", ".zip")


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each checked like one."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files: Iterable[Any] = data if isinstance(data, list | tuple) and data else [data]
        return [super(FilesField, self).clean(file, initial) for file in files]


class ImportForm(forms.Form):
    upload = FilesField(
        label=_("Files"),
        help_text=_("CSV files of the tables, or a zip archive of them. 30 MB at most."),
        widget=SeveralFiles({"class": "form-control", "accept": ".csv,.zip"}),
    )
    shift_dates = forms.BooleanField(
        label=_("Move dates to this year"),
        required=False,
        help_text=_("For demo data: the year 1903 becomes this one."),
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def clean_upload(self) -> list[UploadedFile[Any]]:
        files: list[UploadedFile[Any]] = self.cleaned_data["upload"]
        if not all((file.name or "").lower().endswith(ENDINGS) for file in files):
            raise forms.ValidationError(_("Choose files that end in .csv or .zip."))
        return files
