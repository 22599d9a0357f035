"""Filters of the list of contacts."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from django_filters import ChoiceFilter, ModelChoiceFilter, ModelMultipleChoiceFilter

from segments_app.common.filters import BaseFilterSet, SearchFilter, YesNoFilter
from segments_app.common.widgets import RemotePicker

from . import attribute_lists
from .models import (
    BusinessRelation,
    Contact,
    ContactQuerySet,
    IndustryGroup,
    JobResponsibility,
    Language,
    MailingGroup,
    OrganizationalLevel,
    Salesperson,
    Territory,
)

PICKER = {"data-picker": ""}
#: Filters that only an app above can make, by name: its `ready` adds them.
MORE: dict[str, Callable[[], Any]] = {}


def one_of(model: Any, field_name: str, label: Any, *, order: str = "description") -> Any:
    """Filter by one row that the contact points at."""
    return ModelChoiceFilter(
        field_name=field_name,
        queryset=model.objects.order_by(order, "pk"),
        label=label,
        empty_label=_("Any"),
        widget=forms.Select(PICKER),
    )


def any_of(model: Any, method: str, label: Any) -> Any:
    """Filter by groups of which the contact is in at least one."""
    return ModelMultipleChoiceFilter(
        method=method,
        queryset=model.objects.order_by("description", "pk"),
        label=label,
        widget=forms.SelectMultiple(PICKER),
    )


class ContactSearch(SearchFilter):
    """Finds by words; and by the number of one that was merged, the one that stayed."""

    def filter(self, queryset: Any, value: str) -> Any:
        found: Any = super().filter(queryset, value)
        return found.or_merged_from(queryset, value) if value else found


class ContactFilter(BaseFilterSet):
    """Everything a contact is looked for by."""

    q = ContactSearch()
    type = ChoiceFilter(
        field_name="type", choices=Contact.Type.choices, label=_("Type"), empty_label=_("Any")
    )
    company = ModelChoiceFilter(
        field_name="company",
        queryset=Contact.objects.companies(),
        label=_("Company"),
        empty_label=_("Any"),
        widget=RemotePicker("contacts:company_options"),
    )
    country = ChoiceFilter(
        field_name="country",
        choices=countries,
        label=_("Country"),
        empty_label=_("Any"),
        widget=forms.Select(PICKER),
    )
    language = one_of(Language, "language", _("Language"), order="name")
    salesperson = one_of(Salesperson, "salesperson", _("Salesperson"), order="name")
    territory = one_of(Territory, "territory", _("Territory"))
    organizational_level = one_of(
        OrganizationalLevel, "organizational_level", _("Organizational level")
    )
    mailing_group = any_of(MailingGroup, "in_mailing_groups", _("Mailing group"))
    industry_group = any_of(IndustryGroup, "in_industry_groups", _("Industry group"))
    business_relation = any_of(BusinessRelation, "in_relations", _("Business relation"))
    job_responsibility = any_of(JobResponsibility, "in_charge_of", _("Job responsibility"))
    has_email = YesNoFilter(method="with_email", label=_("Has an e-mail address"))
    excluded = YesNoFilter(field_name="exclude_from_segments", label=_("Excluded from segments"))
    blocked = YesNoFilter(field_name="is_privacy_blocked", label=_("Privacy blocked"))
    minor = YesNoFilter(field_name="is_minor", label=_("Minor"))
    erased = ChoiceFilter(
        method="with_erased",
        choices=(("shown", _("Shown")), ("only", _("Only these"))),
        label=_("Erased contacts"),
        empty_label=_("Hidden"),
    )

    class Meta(BaseFilterSet.Meta):
        model = Contact

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the attributes that administrators have defined: they are known when it is asked."""
        super().__init__(*args, **kwargs)
        more = {name: make() for name, make in MORE.items()}
        for name, filter_ in (more | dict(attribute_lists.filters())).items():
            filter_.parent, filter_.model, filter_.distinct = self, Contact, False
            self.filters[name] = filter_

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the rows; the empty ones of erased contacts are left out unless asked for."""
        rows = cast(ContactQuerySet, super().filter_queryset(queryset))
        asked = not self.errors and self.form.cleaned_data.get("erased")
        return rows if asked else rows.not_erased()

    def with_erased(self, rows: ContactQuerySet, name: str, value: str) -> ContactQuerySet:
        return rows.erased() if value == "only" else rows

    def in_mailing_groups(self, rows: ContactQuerySet, name: str, value: Any) -> ContactQuerySet:
        return rows.in_mailing_groups(value) if value else rows

    def in_industry_groups(self, rows: ContactQuerySet, name: str, value: Any) -> ContactQuerySet:
        return rows.in_industry_groups(value) if value else rows

    def in_relations(self, rows: ContactQuerySet, name: str, value: Any) -> ContactQuerySet:
        return rows.in_business_relations(value) if value else rows

    def in_charge_of(self, rows: ContactQuerySet, name: str, value: Any) -> ContactQuerySet:
        return rows.with_responsibilities(value) if value else rows

    def with_email(self, rows: ContactQuerySet, name: str, value: bool) -> ContactQuerySet:
        return rows.exclude(email="") if value else rows.filter(email="")
