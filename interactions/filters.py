"""What the lists of interactions, logs and templates can be narrowed by."""

from typing import Any

from django import forms
from django.db.models import Case, QuerySet, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter, ModelChoiceFilter

from campaigns.models import Campaign, CampaignEntry, CampaignEntryQuerySet
from contacts.models import Contact, Salesperson
from contacts.models.gate import LeftOutReason
from interactions.models import (
    Delivery,
    DeliveryFailure,
    DeliveryQuerySet,
    DeliveryState,
    Interaction,
    InteractionGroup,
    InteractionQuerySet,
    InteractionTemplate,
    LeftOut,
    LoggedSegment,
)
from segments_app.common.choices import PickField
from segments_app.common.filters import BaseFilterSet, DateRangeFilter, SearchFilter, YesNoFilter
from segments_app.common.keys import Among
from segments_app.common.models import Evaluation, InformationFlow

STATES = [
    ("counted", _("Counted")),
    ("failed", _("Attempt failed")),
    ("canceled", pgettext_lazy("interactions", "Cancelled")),
    ("overridden", _("Approached all the same")),
]
FEW_CONTACTS = 2_000
MANY_CONTACTS = 50_000
CANCELED = [("counted", _("Counted")), ("canceled", pgettext_lazy("interactions", "Cancelled"))]


class PickFilter(ModelChoiceFilter):
    """Picks one row of a table that may be long."""

    field_class = PickField

    def __init__(self, name: str, rows: QuerySet[Any], **kwargs: Any) -> None:
        widget = forms.Select({"data-picker": ""})
        super().__init__(
            field_name=name, queryset=rows, empty_label=_("Any"), widget=widget, **kwargs
        )


class LinkedFilter(ModelChoiceFilter):
    """One row of another table, as a link from its page names it: a chip without a control."""

    field_class = PickField

    def __init__(self, name: str, rows: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(field_name=name, queryset=rows, widget=forms.HiddenInput(), **kwargs)


class ContactSearchFilter(SearchFilter):
    """Finds rows with a contact that holds every word; the contacts are found first.

    PostgreSQL does not know how many they are. Left the choice, it reads along millions of
    interactions and looks up the contact of each. So a few contacts are named; more become a
    list that is held beside each row, which the CASE makes it do; where nearly all match it
    looks them up.
    """

    def filter(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return queryset
        contacts = super().filter(Contact.objects.order_by(), value).values_list("pk", flat=True)
        found = list(contacts[: MANY_CONTACTS + 1])
        if len(found) > MANY_CONTACTS:
            return queryset.filter(contact__in=contacts)
        among = Among("contact", found)
        if len(found) <= FEW_CONTACTS:
            return queryset.filter(among)
        return queryset.filter(Case(When(among, then=True), default=False))


class InteractionFilter(BaseFilterSet):
    gathering = ("contact", "campaign", "logged_segment", "entry")

    q = ContactSearchFilter("search_text", label=_("Search contact"))
    occurred = DateRangeFilter(field_name="occurred_on", label=_("Date"))
    template = PickFilter(
        "template", InteractionTemplate.objects.order_by("description"), label=_("Template")
    )
    group = PickFilter("group", InteractionGroup.objects.order_by("code"), label=_("Group"))
    campaign = PickFilter("campaign", Campaign.objects.order_by("-number"), label=_("Campaign"))
    salesperson = PickFilter(
        "salesperson", Salesperson.objects.order_by("name"), label=_("Salesperson")
    )
    evaluation = ChoiceFilter(
        field_name="evaluation",
        choices=Evaluation.choices,
        label=_("Evaluation"),
        empty_label=_("Any"),
        null_label=_("Not evaluated"),
        null_value="none",
        method="evaluated",
    )
    flow = ChoiceFilter(
        field_name="information_flow",
        choices=InformationFlow.choices,
        label=_("Information flow"),
        empty_label=_("Any"),
    )
    state = ChoiceFilter(method="in_state", choices=STATES, label=_("State"), empty_label=_("Any"))
    target = YesNoFilter(field_name="is_target", label=_("Campaign target"))
    response = YesNoFilter(field_name="is_response", label=_("Campaign response"))
    contact = LinkedFilter(
        "contact", Contact.objects.all(), label=_("Contact"), method="of_contact"
    )
    logged_segment = LinkedFilter(
        "logged_segment", LoggedSegment.objects.all(), label=_("Logged segment")
    )
    entry = LinkedFilter("campaign_entry", CampaignEntry.objects.all(), label=_("Campaign entry"))

    class Meta(BaseFilterSet.Meta):
        model = Interaction

    def in_state(self, rows: InteractionQuerySet, _name: str, value: str) -> InteractionQuerySet:
        if value == "canceled":
            return rows.canceled()
        if value == "overridden":
            return rows.filter(gate_override__isnull=False)
        counted = rows.counted()
        return counted.filter(attempt_failed=True) if value == "failed" else counted

    def evaluated(self, rows: InteractionQuerySet, _name: str, value: str) -> InteractionQuerySet:
        return rows.filter(evaluation="" if value == "none" else value)

    def of_contact(
        self, rows: InteractionQuerySet, _name: str, value: Contact
    ) -> InteractionQuerySet:
        return rows.for_contact(value)


class PostponedFilter(BaseFilterSet):
    q = SearchFilter("contact__search_text", label=_("Search contact"))
    due = DateRangeFilter(field_name="occurred_on", label=_("Due"))
    whose = ChoiceFilter(
        method="put_off_by",
        choices=[("mine", _("Mine"))],
        label=_("Whose"),
        empty_label=_("Everybody's"),
    )

    class Meta(BaseFilterSet.Meta):
        model = Interaction

    def put_off_by(self, rows: InteractionQuerySet, _name: str, _value: str) -> InteractionQuerySet:
        return rows.filter(created_by=self.request.user)


class LoggedSegmentFilter(BaseFilterSet):
    q = SearchFilter("search_text")
    logged = DateRangeFilter(field_name="created_at", label=pgettext_lazy("date", "Logged"))
    campaign = PickFilter("campaign", Campaign.objects.order_by("-number"), label=_("Campaign"))
    state = ChoiceFilter(
        method="in_state", choices=CANCELED, label=_("State"), empty_label=_("Any")
    )

    class Meta(BaseFilterSet.Meta):
        model = LoggedSegment

    def in_state(self, rows: Any, _name: str, value: str) -> Any:
        return rows.canceled() if value == "canceled" else rows.counted()


class LeftOutFilter(BaseFilterSet):
    q = SearchFilter("contact__search_text", label=_("Search contact"))
    reason = ChoiceFilter(
        field_name="reason",
        choices=LeftOutReason.choices,
        label=_("Reason"),
        empty_label=_("Any"),
    )

    class Meta(BaseFilterSet.Meta):
        model = LeftOut


class DeliveryFilter(BaseFilterSet):
    q = SearchFilter("contact__search_text", label=_("Search contact"))
    state = ChoiceFilter(
        field_name="state", choices=DeliveryState.choices, label=_("State"), empty_label=_("Any")
    )
    failure = ChoiceFilter(
        field_name="failure",
        choices=DeliveryFailure.choices,
        label=_("Reason"),
        empty_label=_("Any"),
    )
    came = ChoiceFilter(
        method="of_kind",
        choices=[
            ("complained", _("Complained")),
            ("unsubscribed", _("Unsubscribed")),
            ("opened", _("Opened")),
            ("clicked", _("Clicked a link")),
        ],
        label=_("What came back"),
        empty_label=_("Any"),
    )

    class Meta(BaseFilterSet.Meta):
        model = Delivery

    def of_kind(self, rows: DeliveryQuerySet, _name: str, value: str) -> DeliveryQuerySet:
        return rows.exclude(**{f"{value}_at": None})


class CampaignEntryFilter(BaseFilterSet):
    occurred = DateRangeFilter(field_name="occurred_on", label=_("Date"))
    campaign = PickFilter("campaign", Campaign.objects.order_by("-number"), label=_("Campaign"))
    state = ChoiceFilter(
        method="in_state", choices=CANCELED, label=_("State"), empty_label=_("Any")
    )

    class Meta(BaseFilterSet.Meta):
        model = CampaignEntry

    def in_state(
        self, rows: CampaignEntryQuerySet, _name: str, value: str
    ) -> CampaignEntryQuerySet:
        return rows.canceled() if value == "canceled" else rows.counted()


class ArchivedFilter(ChoiceFilter):
    """Leaves archived templates out unless they are asked for."""

    def filter(self, rows: Any, value: Any) -> Any:
        return rows if value == "all" else rows.filter(is_archived=value == "archived")


class TemplateSearch(SearchFilter):
    """Asks the templates themselves: they are few and have no column of search words."""

    def filter(self, rows: Any, value: str) -> Any:
        return rows.search(value) if value else rows


class TemplateFilter(BaseFilterSet):
    q = TemplateSearch()
    group = PickFilter("group", InteractionGroup.objects.order_by("code"), label=_("Group"))
    archive = ArchivedFilter(
        choices=[("archived", _("Archived only")), ("all", _("Archived too"))],
        label=_("Archive"),
        empty_label=_("Current ones"),
    )

    class Meta(BaseFilterSet.Meta):
        model = InteractionTemplate
