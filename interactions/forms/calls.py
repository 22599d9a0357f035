"""A call: which number, and what came of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts.models import Contact
from contacts.models.contact import PHONE
from interactions import services

from .interactions import ResultForm

OTHER = ""


class CallForm(ResultForm):
    """The number called, and the details that every interaction has."""

    was_dialled = forms.BooleanField(
        label=_("A number was dialled"),
        required=False,
        initial=True,
        help_text=_("Without it, the call is logged without a number."),
    )
    phone = forms.ChoiceField(label=_("Number called"), required=False, widget=forms.RadioSelect)
    other_phone = forms.CharField(
        label=_("Another number"), max_length=30, required=False, validators=[PHONE]
    )

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = services.telephone_numbers(contact)
        field: Any = self.fields["phone"]
        field.choices = [
            *((number, f"{number} ({label})") for number, label in self.numbers),
            (OTHER, _("Another number")),
        ]
        if self.numbers:
            field.initial = self.numbers[0][0]
        else:
            del self.fields["phone"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.is_dialled and not self.number and "other_phone" not in self.errors:
            self.add_error("other_phone", services.MESSAGES["phone"])
        return self.cleaned_data

    @property
    def is_dialled(self) -> bool:
        """Whether a number has to be named (CALL-02)."""
        return bool(self.cleaned_data.get("was_dialled"))

    @property
    def number(self) -> str:
        """The number that was called, "" where none was dialled."""
        if not self.is_dialled:
            return ""
        return str(self.cleaned_data.get("phone") or self.cleaned_data.get("other_phone", ""))

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        return {
            name: value
            for name, value in values.items()
            if "phone" not in name and name != "was_dialled"
        }
