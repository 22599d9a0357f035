"""What a salutation is made of, read from a form of a contact that is being filled in."""

from collections.abc import Mapping
from typing import Any

from django import forms

from contacts.models import Contact, Language, Salutation
from contacts.models.salutations import NamePart
from contacts.services import initials_of

PARTS = [part for part in NamePart.values if part != NamePart.COMPANY_NAME]


class GreetingsForm(forms.Form):
    """The few fields that count; what is no valid value yet is none."""

    salutation = forms.ModelChoiceField(Salutation.objects.all(), required=False)
    language = forms.ModelChoiceField(Language.objects.all(), required=False)
    company = forms.ModelChoiceField(Contact.objects.companies(), required=False)

    def __init__(self, data: Mapping[str, Any], *, contact_type: str) -> None:
        super().__init__(data)
        self.contact_type = contact_type
        for name in ("name", *PARTS):
            self.fields[name] = forms.CharField(max_length=200, required=False)

    def contact(self) -> Contact:
        """Return a contact that is not saved, of what is filled in so far."""
        self.full_clean()
        said = {name: self.cleaned_data.get(name) or "" for name in ("name", *PARTS)}
        parts = (said["first_name"], said["middle_name"], said["surname"])
        said["initials"] = said["initials"] or initials_of(*parts)
        rows = {name: self.cleaned_data.get(name) for name in ("salutation", "language", "company")}
        return Contact(type=self.contact_type, **said, **rows)
