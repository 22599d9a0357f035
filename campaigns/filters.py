"""What the list of campaigns can be narrowed by."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter

from campaigns.models import Campaign, CampaignQuerySet, CampaignStatus
from contacts.models import Salesperson
from segments_app.common.filters import BaseFilterSet, DateRangeFilter, SearchFilter

PERIODS = [
    ("running", _("Running today")),
    ("planned", _("Planned")),
    ("past", _("Past")),
]
ARCHIVED = [("archived", _("Archived only")), ("all", _("Archived too"))]


class ArchivedFilter(ChoiceFilter):
    """Leaves archived rows out unless they are asked for."""

    def filter(self, rows: CampaignQuerySet, value: Any) -> CampaignQuerySet:
        if value == "all":
            return rows
        return rows.archived() if value == "archived" else rows.current()


class CampaignFilter(BaseFilterSet):
    q = SearchFilter("search_text")
    period = ChoiceFilter(method="in_period", choices=PERIODS, label=_("Period"), empty_label="–")
    status = ModelChoiceFilter(
        field_name="status",
        queryset=CampaignStatus.objects.order_by("code"),
        label=_("Status"),
        empty_label=_("Any"),
    )
    salesperson = ModelChoiceFilter(
        field_name="salesperson",
        queryset=Salesperson.objects.order_by("name"),
        label=_("Salesperson"),
        empty_label=_("Any"),
    )
    starts = DateRangeFilter(field_name="starts_on", label=_("Starts"))
    archive = ArchivedFilter(choices=ARCHIVED, label=_("Archive"), empty_label=_("Current ones"))

    class Meta(BaseFilterSet.Meta):
        model = Campaign

    def in_period(self, rows: CampaignQuerySet, _name: str, value: str) -> CampaignQuerySet:
        today = timezone.localdate()
        in_period: CampaignQuerySet = getattr(rows, value)(today=today)
        return in_period
