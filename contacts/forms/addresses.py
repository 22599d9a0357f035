"""Forms of alternative addresses and their periods."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from contacts import services
from contacts.models import AlternativeAddress

from .contacts import say_nothing_for_nothing

NAMES = (
    "code",
    "company_name",
    "address",
    "address_2",
    "postcode",
    "city",
    "county",
    "country",
    "phone",
    "mobile_phone",
    "email",
)


class AddressForm(forms.Form):
    """An alternative address."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, address: AlternativeAddress | None = None
    ) -> None:
        stored = {name: getattr(address, name) for name in NAMES} if address else {}
        super().__init__(data, initial=stored)
        self.fields = forms.fields_for_model(
            AlternativeAddress, fields=NAMES, field_classes={"email": forms.CharField}
        )
        say_nothing_for_nothing(self.fields["country"])
        self.fields["code"].help_text = _("A short name for it, such as SUMMER.")
        self.fields["email"].widget = forms.TextInput({"type": "email", "autocomplete": "off"})
        self.fields["country"].widget.attrs["data-picker"] = ""
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("code", css_class="col-md-4"), Column("company_name", css_class="col-md-8")),
            Row(Column("address", css_class="col-md-6"), Column("address_2", css_class="col-md-6")),
            Row(
                Column("postcode", css_class="col-md-3"),
                Column("city", css_class="col-md-5"),
                Column("county", css_class="col-md-4"),
            ),
            Row(Column("country", css_class="col-md-6"), Column("email", css_class="col-md-6")),
            Row(
                Column("phone", css_class="col-md-6"), Column("mobile_phone", css_class="col-md-6")
            ),
        )

    def show(self, error: services.InvalidValues) -> None:
        """Tell at the fields why the service refused."""
        for name, text in error.errors.items():
            self.add_error(name if name in self.fields else None, text)


class PeriodForm(forms.Form):
    """From when to when an address holds."""

    starts_on = forms.DateField(
        label=_("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("To"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Left empty, it holds until another one begins."),
    )

    def show(self, error: services.InvalidValues) -> None:
        """Tell at the fields why the service refused."""
        for name, text in error.errors.items():
            self.add_error(name, text)
