"""Addresses that nobody is to be approached at."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contacts import services
from contacts.models import Contact, Suppression

from .contacts import say_nothing_for_nothing


class SuppressionForm(forms.Form):
    """An e-mail address, or a postal address with its name; cause and reason to add it."""

    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.TextInput({"type": "email", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    address = forms.CharField(label=_("Address"), max_length=100, required=False)
    postcode = forms.CharField(label=_("Post code"), max_length=20, required=False)
    field_order = ("email", "name", "address", "postcode", "country", "cause", "reason")
    cause = forms.ChoiceField(
        label=_("Cause"), choices=[("", ""), *Suppression.Cause.choices], required=False
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Do not repeat the address here: nothing of it is kept but its hash."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        country = forms.fields_for_model(Contact, fields=["country"])["country"]
        self.fields["country"] = country
        say_nothing_for_nothing(self.fields["country"])
        self.order_fields(self.field_order)

    @property
    def address_typed(self) -> services.Address:
        """Return the address as the services take it."""
        names = ("email", "name", "address", "postcode", "country")
        return services.Address(**{name: self.cleaned_data[name] for name in names})


class LiftForm(forms.Form):
    """Why an address may be used again."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
