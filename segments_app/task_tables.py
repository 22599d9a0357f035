"""The list of tasks."""

from typing import Any

import django_tables2 as tables
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from contacts.services import ContactExport
from segments_app.common.tables import ActionsColumn, BaseTable, PillColumn, SelectionColumn
from segments_app.models import Task

NO_WRAP = {"td": {"class": "text-nowrap"}}
STATUS_TONES = {"completed": "good", "in_progress": "info", "waiting": "warn", "postponed": "warn"}
PRIORITY_TONES = {"1": "bad", "3": "neutral"}


class DueColumn(tables.Column):
    """The day, and the time where there is one; marked where it has passed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            accessor="due_on",
            verbose_name=_("Due"),
            attrs=NO_WRAP,
            order_by=("due_on", "starts_at", "pk"),
            **kwargs,
        )

    def render(self, value: Any, record: Task, table: Any) -> SafeString:
        shown = date_format(value, "SHORT_DATE_FORMAT")
        if record.starts_at:
            shown += f" {time_format(record.starts_at)}"
        if record.is_open and value < table.today:
            overdue = gettext("Overdue")
            return format_html('{} <span class="pill pill-bad">{}</span>', shown, overdue)
        return format_html("{}", shown)


class StateColumn(PillColumn):
    """How far it is; cancelled before all."""

    def __init__(self) -> None:
        super().__init__(tones=STATUS_TONES, accessor="status", verbose_name=_("Status"))

    def exported_value(self, _table: BaseTable, record: Task) -> str:
        return self.words(record)

    def words(self, record: Task) -> str:
        if record.is_canceled:
            return pgettext("task", "Cancelled")
        return str(record.get_status_display())

    def render(self, value: Any, record: Task, bound_column: Any) -> SafeString:
        tone = "bad" if record.is_canceled else self.tones.get(record.status, "neutral")
        return format_html('<span class="pill pill-{}">{}</span>', tone, self.words(record))


class TaskTable(BaseTable):
    """Tasks by the day they are due; the view says what today is."""

    select = SelectionColumn()
    due_on = DueColumn()
    description = tables.Column(linkify=True)
    number = tables.Column()
    type = tables.Column()
    priority = PillColumn(tones=PRIORITY_TONES)
    contact = tables.Column(
        accessor="contact__name",
        verbose_name=_("Contact"),
        linkify=("segments:contact_detail", [A("contact_id")]),
    )
    company = tables.Column(accessor="contact__company__name", verbose_name=_("Company"))
    salesperson = tables.Column(accessor="salesperson__name", verbose_name=_("Salesperson"))
    team = tables.Column(accessor="team__description", verbose_name=_("Team"))
    status = StateColumn()
    campaign = tables.Column(
        accessor="campaign__description",
        verbose_name=_("Campaign"),
        linkify=("segments:campaign_detail", [A("campaign_id")]),
    )
    segment_number = tables.Column(verbose_name=_("Segment"))
    location = tables.Column()
    closed_on = tables.DateColumn(short=True, attrs=NO_WRAP)
    actions = ActionsColumn("segments/columns/task_actions.html")

    optional = ("number", "company", "campaign", "segment_number", "location", "closed_on")
    fixed = ("due_on", "description")
    indexed = ("due_on",)
    contact_export = ContactExport("contact_id")

    class Meta(BaseTable.Meta):
        model = Task
        fields = (
            "select", "due_on", "description", "number", "type", "priority", "contact", "company",
            "salesperson", "team", "status", "campaign", "segment_number", "location",
            "closed_on", "actions",
        )  # fmt: skip
        order_by = ("due_on",)
        empty_text = _("No tasks here.")
