"""The lists of campaigns."""

from datetime import date
from typing import Any

import django_tables2 as tables
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from campaigns.models import Campaign
from segments_app.common.tables import BaseTable, NumberColumn

#: What `fill_in` gives the rows of a page.
FIGURES = ("people", "responded", "response_rate", "cost")
NO_WRAP = {"td": {"class": "text-nowrap"}}
TONES = {
    Campaign.Period.RUNNING: "good",
    Campaign.Period.PLANNED: "info",
    Campaign.Period.PAST: "neutral",
    Campaign.Period.OPEN: "neutral",
}


class PeriodColumn(tables.Column):
    """Whether the campaign runs, as of today; archived ones say so."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            verbose_name=_("Period"), accessor="pk", order_by=("starts_on", "ends_on"), **kwargs
        )

    def exported_value(self, _table: BaseTable, record: Campaign) -> str:
        return in_words(record, timezone.localdate())

    def render(self, record: Campaign) -> SafeString:
        today = timezone.localdate()
        tone = "neutral" if record.archived_at else TONES[record.period(today)]
        return format_html('<span class="pill pill-{}">{}</span>', tone, in_words(record, today))


class RateColumn(NumberColumn):
    """A share in per cent; SQLite gives it more decimals than it has."""

    def exported_value(self, _table: BaseTable, record: Campaign) -> Any:
        rate = record.response_rate  # type: ignore[attr-defined]  # annotated
        return None if rate is None else round(rate, 1)


def in_words(campaign: Campaign, today: date) -> str:
    if campaign.archived_at:
        return pgettext("campaign", "Archived")
    return str(campaign.period(today).label)


class CampaignTable(BaseTable):
    number = tables.Column(linkify=True)
    description = tables.Column(linkify=True)
    period = PeriodColumn()
    status = tables.Column(accessor="status__description", verbose_name=_("Status"))
    starts_on = tables.DateColumn(verbose_name=_("From"), short=True, attrs=NO_WRAP)
    ends_on = tables.DateColumn(verbose_name=_("To"), short=True, attrs=NO_WRAP)
    salesperson = tables.Column(accessor="salesperson__name", verbose_name=_("Salesperson"))
    people = NumberColumn(verbose_name=_("People contacted"), orderable=False)
    responded = NumberColumn(verbose_name=_("People responded"), orderable=False)
    response_rate = RateColumn(verbose_name=_("Response %"), decimals=1, orderable=False)
    cost = NumberColumn(verbose_name=_("Cost"), decimals=2, orderable=False)

    optional = ("salesperson",)
    fixed = ("number",)

    export_permission = ""

    class Meta(BaseTable.Meta):
        model = Campaign
        fields = (
            "number", "description", "period", "status", "starts_on", "ends_on", "salesperson",
            "people", "responded", "response_rate", "cost",
        )  # fmt: skip
        order_by = ("-starts_on",)
        empty_text = _("No campaigns yet.")
