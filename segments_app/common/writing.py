"""The form that contents are written with, whatever they belong to; services check the words."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 200_000


class WritingForm(forms.Form):
    """Subject, HTML, plain text, letter, script of a call, and the files that go along."""

    PARTS = ("subject", "html", "text", "letter", "script")

    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    html = forms.CharField(
        label=_("E-mail"),
        max_length=LONGEST,
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 16, "data-editor": ""}),
        help_text=_(
            "HTML, or Markdown. Merge fields such as {{ contact.first_name }} are filled in."
        ),
    )
    text = forms.CharField(
        label=_("E-mail as plain text"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Left empty, it is made of the e-mail."),
    )
    letter = forms.CharField(
        label=_("Letter"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_(
            "HTML or Markdown: headings, lists, bold. Left empty, it is made of the e-mail."
        ),
    )
    script = forms.CharField(
        label=_("Call script"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea({"rows": 8}),
        help_text=_(
            "What is said by telephone: shown to who calls, with the merge fields filled in. "
            "It is sent to nobody."
        ),
    )
    file = forms.FileField(label=_("Add a file"), required=False)
    removed = forms.TypedMultipleChoiceField(
        label=_("Take away"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, attached: Iterable[Any] = (), has_script: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if not has_script:
            del self.fields["script"]
        choices = [(one.pk, one.name) for one in attached]
        removed: Any = self.fields["removed"]
        removed.choices = choices
        if not choices:
            del self.fields["removed"]

    @property
    def parts(self) -> dict[str, str]:
        """What was written."""
        return {name: self.cleaned_data[name] for name in self.PARTS if name in self.fields}

    def tell(self, errors: Mapping[str, Iterable[str]]) -> None:
        """Put each message at the part it is about."""
        for name, messages in errors.items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)
