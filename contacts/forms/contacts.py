"""The form of a company and of a person."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Fieldset, Layout, Row
from django import forms
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contacts import services
from contacts.models import Contact, Salesperson
from contacts.services.inheritance import INHERITED
from segments_app.common.submissions import OnceForm, SentByAnother
from segments_app.common.widgets import RemotePicker

from .attributes import AttributeFields
from .belonging import BelongingFields

PLACE = ("address", "address_2", "postcode", "city", "county", "country")
COMMUNICATION = ("phone", "mobile_phone", "email", "email_2", "home_page", "correspondence_type")
OURS = ("salesperson", "territory", "language", "salutation", "currency_code", "external_id")
FLAGS = ("exclude_from_segments", "is_privacy_blocked")
#: Texts that the services bring into form themselves, so that both say the same of them.
AS_TEXT = {
    "email": forms.CharField,
    "email_2": forms.CharField,
    "phone": forms.CharField,
    "mobile_phone": forms.CharField,
}
KINDS = {
    "email": {"type": "email", "autocomplete": "off"},
    "email_2": {"type": "email", "autocomplete": "off"},
    "phone": {"type": "tel", "autocomplete": "off"},
    "mobile_phone": {"type": "tel", "autocomplete": "off"},
    "home_page": {"type": "url", "placeholder": "https://", "autocomplete": "off"},
}
WHO = "contact-who"  # the fields of the name, on the page
MOST_FOUND = 5  # companies named when what was typed fits several


def side_by_side(*names: str, size: int = 6) -> Row:
    """Lay fields out beside each other where there is room."""
    return Row(*(Column(name, css_class=f"col-md-{size}") for name in names))


def say_nothing_for_nothing(field: forms.Field) -> None:
    """Show an empty choice as empty, not as a row of dashes."""
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = ""
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.choices = [(key, label if key else "") for key, label in choices]


class ContactForm(AttributeFields, BelongingFields, OnceForm):
    """What companies and persons have in common.

    `version` says which state of the contact the user saw, `inherited_from` which company's
    values the form began with.
    """

    names: ClassVar[tuple[str, ...]] = ()
    first: ClassVar[str] = "name"  # where typing begins
    number = forms.CharField(
        label=_("Number"),
        max_length=20,
        required=False,
        help_text=_("Leave it empty for the next number."),
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)
    inherited_from = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        contact: Contact | None = None,
        initial: Mapping[str, Any] | None = None,
        may_answer: bool = False,
    ) -> None:
        self.contact = contact
        began = self.stored(contact) | self.begin_with(contact)
        super().__init__(data, initial=began | dict(initial or {}))
        own = forms.fields_for_model(Contact, fields=self.names, field_classes=AS_TEXT)
        self.fields = {**own, **self.fields, **self.attribute_fields()}
        self.dress()
        self.fields |= self.belonging_fields(contact, may_answer=may_answer)
        if contact is not None or not services.allows_typed("contact_numbers"):
            del self.fields["number"]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self.layout()

    def stored(self, contact: Contact | None) -> dict[str, Any]:
        """Return what the form starts with for a contact that is there already."""
        if contact is None:
            return {}
        values: dict[str, Any] = {name: contact.serializable_value(name) for name in self.names}
        return values | {"version": contact.modified_at.isoformat()}

    def dress(self) -> None:
        """Give controls their kind, and leave out who may not be chosen."""
        for name, attrs in KINDS.items():
            self.fields[name].widget = forms.TextInput(attrs)
            column: Any = Contact._meta.get_field(name)
            control: Any = self.fields[name]
            control.max_length = column.max_length
        if self.contact is None and not self.is_bound:
            self.fields[self.first].widget.attrs["autofocus"] = True
        for field in self.fields.values():
            say_nothing_for_nothing(field)
        for name in ("country", "language", "salesperson", "territory"):
            self.fields[name].widget.attrs["data-picker"] = ""
        chosen = self.contact.salesperson_id if self.contact else None
        salesperson: Any = self.fields["salesperson"]
        salesperson.queryset = Salesperson.objects.filter(
            Q(pk__in=Salesperson.objects.selectable()) | Q(pk=chosen)
        ).order_by("name", "pk")

    def layout(self) -> Layout:
        """Return the groups of fields in their order."""
        number = ["number"] if "number" in self.fields else []
        return Layout(
            "version",
            "inherited_from",
            "submission",
            self.who(),
            Fieldset(
                gettext("Address"),
                side_by_side("address", "address_2"),
                Row(
                    Column("postcode", css_class="col-md-3"),
                    Column("city", css_class="col-md-5"),
                    Column("county", css_class="col-md-4"),
                ),
                side_by_side("country"),
            ),
            Fieldset(
                gettext("How to reach"),
                side_by_side("phone", "mobile_phone"),
                side_by_side("email", "email_2"),
                side_by_side("home_page", "correspondence_type"),
            ),
            Fieldset(
                gettext("Language and responsibility"),
                side_by_side("language", "salutation"),
                side_by_side("salesperson", "territory"),
                side_by_side("format_region", "currency_code"),
                HTML('{% include "contacts/_greetings_live.html" %}'),
                css_id="contact-ours",
            ),
            self.registration(),
            Fieldset(gettext("Numbers"), side_by_side("external_id", *number)),
            self.attribute_fieldset(),
            *self.belonging_fieldsets(),
            Fieldset(gettext("Privacy"), *self.privacy()),
        )

    def who(self) -> Fieldset:
        """Return the fields of the name."""
        raise NotImplementedError  # companies and persons are named differently

    def registration(self) -> Fieldset | None:
        """Return the fields of registers, if there are any."""
        return None

    def privacy(self) -> list[str]:
        """Return the names of the fields that say whom we may not contact."""
        return list(FLAGS)

    def clean_version(self) -> datetime | None:
        """Return the moment of the state that the user saw."""
        try:
            return parse_datetime(self.cleaned_data["version"])
        except ValueError:
            return None

    @property
    def values(self) -> dict[str, Any]:
        """What the service is to write."""
        values = {name: self.cleaned_data[name] for name in self.names if name in self.fields}
        if "number" in self.fields:
            values["number"] = self.cleaned_data["number"]
        return values

    def show(self, error: services.Refused | SentByAnother) -> None:
        """Tell at the fields, or above the form, why the service refused."""
        if isinstance(error, services.InvalidValues):
            for name, text in error.errors.items():
                self.add_error(name if name in self.fields else None, text)
        else:
            self.add_error(None, str(error))


class CompanyForm(ContactForm):
    """A company."""

    contact_type = "company"
    names = (
        "name",
        "name_2",
        *PLACE,
        *COMMUNICATION,
        *OURS,
        "format_region",
        "vat_number",
        "registration_number",
        *FLAGS,
    )

    def who(self) -> Fieldset:
        return Fieldset(gettext("Company"), side_by_side("name", "name_2"), css_id=WHO)

    def registration(self) -> Fieldset:
        return Fieldset(gettext("Registration"), side_by_side("vat_number", "registration_number"))


class PersonForm(ContactForm):
    """A person, at a company or at none."""

    contact_type = "person"
    first = "first_name"
    names = (
        "company",
        "first_name",
        "middle_name",
        "surname",
        "initials",
        "job_title",
        "organizational_level",
        "name_2",
        *PLACE,
        *COMMUNICATION,
        *OURS,
        "format_region",
        *FLAGS,
        "is_minor",
        "has_parental_consent",
    )
    company_words = forms.CharField(
        label=_("Find another company"),
        max_length=100,
        required=False,
        help_text=_("Its number, or words of its name."),
    )

    def dress(self) -> None:
        super().dress()
        company: Any = self.fields["company"]
        company.queryset = Contact.objects.companies()
        company.widget = RemotePicker("contacts:company_options")
        company.widget.choices = company.choices
        self.fields["is_minor"].help_text = gettext(
            "A minor is privacy blocked, and answers to questionnaires are removed."
        )
        self.fields["has_parental_consent"].help_text = gettext(
            "The block may then be taken away; it is not by itself."
        )

    def who(self) -> Fieldset:
        return Fieldset(
            gettext("Person"),
            Row(
                Column("first_name", css_class="col-md-4"),
                Column("middle_name", css_class="col-md-4"),
                Column("surname", css_class="col-md-4"),
            ),
            side_by_side("company", Field("company_words", wrapper_class="no-js-only")),
            side_by_side("job_title", "organizational_level"),
            side_by_side("initials", "name_2"),
            css_id=WHO,
        )

    def privacy(self) -> list[str]:
        return [*FLAGS, "is_minor", "has_parental_consent"]

    def clean(self) -> dict[str, Any] | None:
        """Find the company by what was typed, where the picker does not work."""
        cleaned = super().clean()
        words = self.cleaned_data.get("company_words")
        if words:
            self.cleaned_data["company"] = self.company_of(words)
        return cleaned

    def company_of(self, words: str) -> Contact | None:
        """Return the one company that is meant; otherwise say which could be."""
        companies = Contact.objects.companies()
        exact = companies.filter(number=words.strip().upper()).first()
        if exact is not None:
            return exact
        found = list(companies.search(words).order_by("name", "pk")[: MOST_FOUND + 1])
        if len(found) == 1:
            return found[0]
        named = ", ".join(f"{company.name} ({company.number})" for company in found[:MOST_FOUND])
        text = (
            gettext("Several companies fit: %(companies)s. Type the number of one.")
            if found
            else gettext("No company has these words.")
        )
        self.add_error("company_words", text % {"companies": named})
        return None

    @property
    def values(self) -> dict[str, Any]:
        """What the service is to write.

        Of a new person, what the form left empty is inherited, unless the form began with the
        company's values and they were taken out.
        """
        values = super().values
        company = values["company"]
        if self.contact is None and company is not None:
            began_with = self.cleaned_data.get("inherited_from")
            if company.pk != began_with:
                empty = {name for name in INHERITED if not values[name]}
                values = {name: value for name, value in values.items() if name not in empty}
        return values
