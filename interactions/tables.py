"""The lists of interactions, of what they were logged with, and of templates."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from campaigns.models import CampaignEntry
from contacts.services import ContactExport
from interactions.models import Interaction, InteractionTemplate, LoggedSegment
from segments_app.common.tables import (
    ActionsColumn,
    BaseTable,
    NumberColumn,
    PillColumn,
    SelectionColumn,
    UserColumn,
    YesNoColumn,
)

EVALUATION_TONES = {
    "very_positive": "good",
    "positive": "good",
    "negative": "bad",
    "very_negative": "bad",
}
NO_WRAP = {"td": {"class": "text-nowrap"}}
#: What `fill_in` gives the campaign entries of a page.
ENTRY_FIGURES = ("interaction_count", "people", "cost", "duration")


class StateColumn(tables.Column):
    """Whether it counts: cancelled, or an attempt that failed."""

    empty_values = ()

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("order_by", ("cancellation", "pk"))
        super().__init__(verbose_name=_("State"), accessor="cancellation_id", **kwargs)

    def words(self, record: Any) -> tuple[str, str]:
        if record.is_canceled:
            return gettext("Cancelled"), "bad"
        if getattr(record, "attempt_failed", False):
            return gettext("Attempt failed"), "warn"
        return "", ""

    def exported_value(self, _table: BaseTable, record: Any) -> str:
        return self.words(record)[0]

    def render(self, record: Any) -> SafeString | str:
        text, tone = self.words(record)
        if not text:
            return "–"
        return format_html('<span class="pill pill-{}">{}</span>', tone, text)


class StruckColumn(tables.Column):
    """A text, struck through where the row is cancelled."""

    def exported_value(self, _table: BaseTable, record: Any) -> str:
        return str(self.accessor.resolve(record))

    def render(self, value: Any, record: Any) -> SafeString:
        return format_html("<s>{}</s>" if record.is_canceled else "{}", value)


class InteractionTable(BaseTable):
    select = SelectionColumn()
    occurred_on = tables.DateColumn(
        verbose_name=_("Date"),
        short=True,
        linkify=True,
        attrs=NO_WRAP,
        order_by=("occurred_on", "pk"),
    )
    contact = tables.Column(
        accessor="contact__name",
        verbose_name=_("Contact"),
        linkify=("segments:contact_detail", [A("contact_id")]),
    )
    company = tables.Column(accessor="company__name", verbose_name=_("Company"))
    description = StruckColumn(linkify=True)
    template = tables.Column(accessor="template__description", verbose_name=_("Template"))
    group = tables.Column(accessor="group__description", verbose_name=_("Group"))
    campaign = tables.Column(
        accessor="campaign__description",
        verbose_name=_("Campaign"),
        linkify=("segments:campaign_detail", [A("campaign_id")]),
    )
    salesperson = tables.Column(accessor="salesperson__name", verbose_name=_("Salesperson"))
    evaluation = PillColumn(tones=EVALUATION_TONES)
    state = StateColumn(orderable=False)
    cost = NumberColumn(decimals=2)
    duration = NumberColumn(verbose_name=_("Minutes"))
    is_target = YesNoColumn(verbose_name=_("Target"))
    is_response = YesNoColumn(verbose_name=_("Response"))
    segment_number = tables.Column(verbose_name=_("Segment"))
    created_by = UserColumn(accessor="created_by__username", verbose_name=_("Logged by"))

    optional = (
        "company", "group", "duration", "information_flow", "initiated_by",
        "correspondence_type", "is_target", "is_response", "contact_via", "segment_number",
        "created_by",
    )  # fmt: skip
    fixed = ("occurred_on",)
    indexed = ("occurred_on",)

    class Meta(BaseTable.Meta):
        model = Interaction
        fields: tuple[str, ...] = (
            "select", "occurred_on", "contact", "company", "description", "template", "group",
            "campaign", "salesperson", "evaluation", "state", "cost", "duration",
            "information_flow", "initiated_by", "correspondence_type", "is_target",
            "is_response", "contact_via", "segment_number", "created_by",
        )  # fmt: skip
        order_by = ("-occurred_on",)
        empty_text = _("No interactions yet.")


class LoggedContactTable(InteractionTable):
    """The interactions of one logged segment, by contact: their date is mostly the same."""

    actions = ActionsColumn("components/why_link.html")

    indexed = ("contact",)
    reads_in_order = False

    contact_export = ContactExport("contact_id")

    class Meta(InteractionTable.Meta):
        fields = (*InteractionTable.Meta.fields, "actions")
        order_by = ("contact",)


class PostponedTable(BaseTable):
    occurred_on = tables.DateColumn(
        verbose_name=_("Due"), short=True, attrs=NO_WRAP, order_by=("occurred_on", "pk")
    )
    description = tables.Column(linkify=True)
    contact = tables.Column(
        accessor="contact__name",
        verbose_name=_("Contact"),
        linkify=("segments:contact_detail", [A("contact_id")]),
    )
    company = tables.Column(accessor="company__name", verbose_name=_("Company"))
    template = tables.Column(accessor="template__description", verbose_name=_("Template"))
    salesperson = tables.Column(accessor="salesperson__name", verbose_name=_("Salesperson"))
    created_by = UserColumn(accessor="created_by__username", verbose_name=_("Postponed by"))
    actions = ActionsColumn("interactions/columns/postponed_actions.html")

    fixed = ("description",)

    class Meta(BaseTable.Meta):
        model = Interaction
        fields = (
            "occurred_on", "description", "contact", "company", "template", "salesperson",
            "created_by", "actions",
        )  # fmt: skip
        order_by = ("occurred_on",)
        empty_text = _("Nothing is postponed.")


class LoggedSegmentTable(BaseTable):
    segment_number = tables.Column(linkify=True, verbose_name=_("Number"))
    description = StruckColumn(linkify=True)
    created_at = tables.DateTimeColumn(
        verbose_name=_("Logged at"), short=True, attrs=NO_WRAP, order_by=("created_at", "pk")
    )
    created_by = UserColumn(accessor="created_by__username", verbose_name=_("Logged by"))
    campaign = tables.Column(
        accessor="campaign__description",
        verbose_name=_("Campaign"),
        linkify=("segments:campaign_detail", [A("campaign_id")]),
    )
    line_count = NumberColumn(verbose_name=_("Contacts on the segment"))
    logged_count = NumberColumn(verbose_name=pgettext_lazy("contacts", "Logged"))
    left_out_count = NumberColumn(verbose_name=_("Left out"))
    state = StateColumn(order_by=("cancellation",))

    optional = ("line_count",)
    fixed = ("segment_number",)

    export_permission = ""

    class Meta(BaseTable.Meta):
        model = LoggedSegment
        fields = (
            "segment_number", "description", "created_at", "created_by", "campaign", "line_count",
            "logged_count", "left_out_count", "state",
        )  # fmt: skip
        order_by = ("-created_at",)
        empty_text = _("Nothing is logged yet.")


class CampaignEntryTable(BaseTable):
    occurred_on = tables.DateColumn(
        verbose_name=_("Date"), short=True, attrs=NO_WRAP, order_by=("occurred_on", "pk")
    )
    description = StruckColumn(linkify=("interactions:campaign_entry_detail", [A("pk")]))
    campaign = tables.Column(
        accessor="campaign__description",
        verbose_name=_("Campaign"),
        linkify=("segments:campaign_detail", [A("campaign_id")]),
    )
    segment_number = tables.Column(verbose_name=_("Segment"))
    salesperson = tables.Column(accessor="salesperson__name", verbose_name=_("Salesperson"))
    interaction_count = NumberColumn(verbose_name=_("Interactions"), orderable=False)
    people = NumberColumn(verbose_name=_("People"), orderable=False)
    cost = NumberColumn(verbose_name=_("Cost"), decimals=2, orderable=False)
    duration = NumberColumn(verbose_name=_("Minutes"), orderable=False)
    state = StateColumn(order_by=("cancellation",))

    optional = ("salesperson",)
    fixed = ("description",)

    export_permission = ""

    class Meta(BaseTable.Meta):
        model = CampaignEntry
        fields = (
            "occurred_on", "description", "campaign", "segment_number", "salesperson",
            "interaction_count", "people", "cost", "duration", "state",
        )  # fmt: skip
        order_by = ("-occurred_on",)
        empty_text = _("No campaign entries yet.")


class TemplateTable(BaseTable):
    code = tables.Column(linkify=True)
    description = tables.Column(linkify=True)
    group = tables.Column(accessor="group__description", verbose_name=_("Group"))
    unit_cost = NumberColumn(decimals=2, verbose_name=_("Unit cost"))
    unit_duration = NumberColumn(verbose_name=_("Minutes"))
    campaign = tables.Column(accessor="campaign__description", verbose_name=_("Campaign"))
    languages = NumberColumn(verbose_name=_("Languages"))
    is_archived = YesNoColumn(verbose_name=pgettext_lazy("template", "Archived"))

    optional = ("information_flow", "initiated_by", "campaign", "is_archived")
    fixed = ("code",)

    export_permission = ""

    class Meta(BaseTable.Meta):
        model = InteractionTemplate
        fields = (
            "code", "description", "group", "correspondence_type", "information_flow",
            "initiated_by", "unit_cost", "unit_duration", "campaign", "languages", "is_archived",
        )  # fmt: skip
        order_by = ("description",)
        empty_text = _("No templates yet.")
