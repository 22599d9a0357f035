"""The list of calls made from segments, and what the figures of calls are called."""

from typing import Any

import django_tables2 as tables
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter, ModelChoiceFilter
from django_tables2 import A

from campaigns.models import Campaign
from contacts.services import ContactExport
from interactions.models import Interaction, InteractionQuerySet
from segments_app.common.filters import BaseFilterSet, DateRangeFilter, SearchFilter
from segments_app.common.models import Evaluation
from segments_app.common.tables import BaseTable, NumberColumn, PillColumn, UserColumn, YesNoColumn
from segments_app.models import Segment
from segments_app.services.calling import with_result
from segments_app.services.calling.progress import FAILED, NOT_EVALUATED

#: The figures of a segment's calls; the first six add up to its contacts.
CALL_FIGURES = {
    "to_do": _("To be called"),
    "again": _("To be called again"),
    "reached": _("Reached"),
    "given_up": _("Given up"),
    "left_out": _("May not be called"),
    "no_number": _("No telephone number"),
    "called": _("Called"),
    "uncalled": _("Never called"),
    "due": _("Due now"),
}
CALL_RESULTS = {
    **dict(Evaluation.choices),
    NOT_EVALUATED: _("Reached, no evaluation"),
    FAILED: pgettext_lazy("call", "Not reached"),
}


class MadeCallTable(BaseTable):
    occurred_on = tables.DateColumn(verbose_name=_("Date"), short=True, linkify=True)
    contact = tables.Column(
        accessor="contact__name",
        verbose_name=_("Contact"),
        linkify=("segments:contact_detail", [A("contact_id")]),
    )
    company = tables.Column(accessor="company__name", verbose_name=_("Company"))
    contact_via = tables.Column(verbose_name=_("Number called"))
    attempt_failed = YesNoColumn(verbose_name=pgettext_lazy("call", "Not reached"))
    evaluation = PillColumn(tones={})
    duration = NumberColumn(verbose_name=_("Minutes"))
    segment_number = tables.Column(verbose_name=_("Segment"))
    campaign = tables.Column(accessor="campaign__description", verbose_name=_("Campaign"))
    created_by = UserColumn(accessor="created_by__username", verbose_name=_("Called by"))

    optional = ("company", "segment_number", "campaign")
    fixed = ("occurred_on",)

    contact_export = ContactExport("contact_id")

    class Meta(BaseTable.Meta):
        model = Interaction
        fields = (
            "occurred_on", "contact", "company", "contact_via", "attempt_failed", "evaluation",
            "duration", "segment_number", "campaign", "created_by",
        )  # fmt: skip
        order_by = ("-occurred_on",)
        empty_text = _("No calls yet.")


class MadeCallFilter(BaseFilterSet):
    q = SearchFilter("contact__search_text", label=_("Search contact"))
    segment = ModelChoiceFilter(
        field_name="made_call__segment",
        queryset=Segment.objects.order_by("-number"),
        label=_("Segment"),
        empty_label=_("Any"),
    )
    campaign = ModelChoiceFilter(
        field_name="campaign",
        queryset=Campaign.objects.order_by("-number"),
        label=_("Campaign"),
        empty_label=_("Any"),
    )
    caller = ModelChoiceFilter(
        field_name="created_by",
        queryset=User.objects.order_by("username"),
        label=_("Called by"),
        empty_label=_("Anybody"),
    )
    result = ChoiceFilter(
        method="came_to",
        choices=list(CALL_RESULTS.items()),
        label=_("Result"),
        empty_label=_("Any"),
    )
    occurred = DateRangeFilter(field_name="occurred_on", label=_("Date"))

    class Meta(BaseFilterSet.Meta):
        model = Interaction

    def came_to(self, calls: InteractionQuerySet, name: str, value: str) -> "QuerySet[Any]":
        return calls.filter(with_result(value))
