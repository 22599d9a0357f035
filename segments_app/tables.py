"""The lists of segments, of their contacts, and of saved criteria."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import Language, Salesperson
from contacts.services import ContactExport
from interactions.models import InteractionTemplate
from interactions.services import FreeOnColumn, free_days_of
from segments_app.common.models import CorrespondenceType, InformationFlow, InitiatedBy
from segments_app.common.tables import (
    ActionsColumn,
    BaseTable,
    NumberColumn,
    PillColumn,
    SelectionColumn,
    UserColumn,
    YesNoColumn,
    localised,
)
from segments_app.criteria.sentences import readings
from segments_app.models import SavedCriteria, Segment, SegmentLine

STATUS_TONES = {"open": "info", "logged": "good", "archived": "neutral"}


class SegmentTable(BaseTable):
    number = tables.Column(linkify=True)
    description = tables.Column(linkify=True)
    status = PillColumn(tones=STATUS_TONES)
    line_count = NumberColumn(verbose_name=_("Contacts"))
    campaign = tables.Column(accessor="campaign__description", verbose_name=_("Campaign"))
    salesperson = tables.Column(accessor="salesperson__name", verbose_name=_("Salesperson"))
    template = tables.Column(
        accessor="template__description", verbose_name=_("Interaction template")
    )
    occurred_on = tables.DateColumn(verbose_name=_("Date"), short=True)
    refreshed_at = tables.DateTimeColumn(
        accessor="upkeep__refreshed_at", verbose_name=_("Refreshed"), short=True
    )
    created_at = tables.DateTimeColumn(verbose_name=_("Created at"), short=True)

    optional = ("template", "refreshed_at", "created_at")
    fixed = ("number",)

    export_permission = ""

    class Meta(BaseTable.Meta):
        model = Segment
        fields = (
            "number",
            "description",
            "status",
            "line_count",
            "campaign",
            "salesperson",
            "template",
            "occurred_on",
            "refreshed_at",
            "created_at",
        )
        order_by = ("-number",)
        empty_text = _("No segments yet.")


class SavedCriteriaTable(BaseTable):
    code = tables.Column(linkify=True)
    description = tables.Column(accessor="title", order_by="description", linkify=True)
    place = tables.Column(verbose_name=_("Folder"), order_by="folder")
    step_count = NumberColumn(
        accessor="steps", verbose_name=_("Steps"), orderable=False, exclude_from_export=True
    )
    complaint = tables.Column(
        accessor="pk", verbose_name=_("State"), orderable=False, exclude_from_export=True
    )
    is_private = YesNoColumn(verbose_name=_("Private"))
    created_by = UserColumn(accessor="created_by__username", verbose_name=_("Kept by"))
    modified_at = tables.DateTimeColumn(verbose_name=_("Last changed"), short=True)

    optional = ("is_private",)
    fixed = ("code",)

    export_permission = ""

    class Meta(BaseTable.Meta):
        model = SavedCriteria
        fields = (
            "code", "description", "place", "step_count", "complaint", "is_private", "created_by",
            "modified_at",
        )  # fmt: skip
        order_by = ("code",)
        empty_text = _("No criteria are saved yet.")

    def render_step_count(self, value: list[Any]) -> str:
        return localised(len(value), None)

    @cached_property
    def complaints(self) -> dict[Any, str]:
        """What is wrong with the criteria on the page, by key: all of them read at once."""
        steps = [
            (row.record.pk, step.get("rule", {}))
            for row in self.paginated_rows
            for step in row.record.steps
        ]
        found = zip(steps, readings(rule for _key, rule in steps), strict=True)
        return {key: reading.complaint for (key, _rule), reading in found if reading.complaint}

    def render_complaint(self, value: Any) -> SafeString | str:
        complaint = self.complaints.get(value)
        if complaint is None:
            return gettext("Usable")
        label = gettext("Broken")
        return format_html('<span class="pill pill-bad">{}</span> {}', label, complaint)


#: Small tables whose rows the effective values point at, with what a row is called.
POINTED_AT: Mapping[str, tuple[type[Model], str]] = {
    "salesperson": (Salesperson, "name"),
    "template": (InteractionTemplate, "description"),
    "language": (Language, "name"),
    "campaign": (Campaign, "description"),
}
LABELS: Mapping[str, dict[Any, Any]] = {
    "correspondence_type": dict(CorrespondenceType.choices),
    "information_flow": dict(InformationFlow.choices),
    "initiated_by": dict(InitiatedBy.choices),
    "is_target": {True: _("Yes"), False: _("No")},
    "is_response": {True: _("Yes"), False: _("No")},
}


class Names:
    """What the ids and codes of effective values are called; each table is read once."""

    def __init__(self) -> None:
        self.read: dict[str, dict[Any, Any]] = {}

    def of(self, field: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        if field in LABELS:
            return str(LABELS[field].get(value, value))
        if field in POINTED_AT:
            return str(self.table(field).get(value, value))
        return in_words(field, value)

    def table(self, field: str) -> dict[Any, Any]:
        if field not in self.read:
            model, name = POINTED_AT[field]
            rows: Any = model._default_manager.values_list("pk", name)
            self.read[field] = dict(rows)
        return self.read[field]


def in_words(field: str, value: Any) -> str:
    match field:
        case "occurred_on":
            return date_format(value, "SHORT_DATE_FORMAT")
        case "cost":
            return localised(value, 2)
        case "duration":
            return localised(value, None)
    return str(value)


capfirst_lazy = lazy(capfirst, str)
CENT = Decimal("0.01")


class EffectiveColumn(tables.Column):
    """The value that counts for the contact, marked where it is the line's own."""

    empty_values = ()

    def __init__(self, field: str, **kwargs: Any) -> None:
        self.field = field
        line_field: Any = SegmentLine._meta.get_field(field)
        kwargs.setdefault("verbose_name", capfirst_lazy(line_field.verbose_name))
        if field in ("cost", "duration"):
            kwargs["attrs"] = {"th": {"class": "number"}, "td": {"class": "number"}}
        super().__init__(accessor=f"effective_{field}", **kwargs)

    def exported_value(self, table: "LineTable", record: SegmentLine) -> Any:
        value = getattr(record, f"effective_{self.field}")
        if self.field == "cost":
            return value.quantize(CENT)
        is_plain = self.field in ("duration", "occurred_on")
        return value if is_plain else table.names.of(self.field, value)

    def render(self, value: Any, record: SegmentLine, table: "LineTable") -> SafeString | str:
        shown = table.names.of(self.field, value) or "–"
        if self.field not in record.own_fields:
            return shown
        return format_html(
            '{} <span class="own-mark" title="{}">{}</span>',
            shown,
            gettext("This contact's own value; the segment's does not count."),
            gettext("own"),
        )


class LineTable(BaseTable):
    select = SelectionColumn()
    contact = tables.Column(
        accessor="contact__name",
        verbose_name=_("Contact"),
        linkify=("segments:contact_detail", [tables.A("contact_id")]),
    )
    number = tables.Column(accessor="contact__number", verbose_name=_("Number"))
    company = tables.Column(accessor="contact__company__name", verbose_name=_("Company"))
    city = tables.Column(accessor="contact__city", verbose_name=_("City"))
    country = tables.Column(accessor="contact__country", verbose_name=_("Country"))
    email = tables.Column(accessor="contact__email", verbose_name=_("E-mail"))
    phone = tables.Column(accessor="contact__phone", verbose_name=_("Telephone"))
    description = EffectiveColumn("description")
    occurred_on = EffectiveColumn("occurred_on")
    template = EffectiveColumn("template")
    salesperson = EffectiveColumn("salesperson")
    language = EffectiveColumn("language")
    correspondence_type = EffectiveColumn(
        "correspondence_type", verbose_name=_("By"), attrs={"td": {"class": "one-line"}}
    )
    subject = EffectiveColumn("subject")
    cost = EffectiveColumn("cost")
    duration = EffectiveColumn("duration")
    campaign = EffectiveColumn("campaign")
    is_target = EffectiveColumn("is_target")
    is_response = EffectiveColumn("is_response")
    information_flow = EffectiveColumn("information_flow")
    initiated_by = EffectiveColumn("initiated_by")
    evaluation = tables.Column(
        accessor="get_evaluation_display", verbose_name=_("Evaluation"), order_by="evaluation"
    )
    free_on = FreeOnColumn()
    actions = ActionsColumn("segments/columns/line_actions.html")

    optional = (
        "number", "email", "phone", "description", "occurred_on", "subject", "duration",
        "campaign", "is_target", "is_response", "information_flow", "initiated_by", "evaluation",
    )  # fmt: skip
    fixed = ("contact",)
    reads_in_order = False
    purpose: int | None = None  # what the contacts are approached for

    contact_export = ContactExport("contact_id")

    class Meta(BaseTable.Meta):
        model = SegmentLine
        fields = ()
        order_by = ("contact",)
        empty_text = _("Nobody is on this segment yet.")

    @cached_property
    def names(self) -> Names:
        return Names()

    @cached_property
    def free_days(self) -> dict[int, date]:
        return free_days_of([row.record for row in self.paginated_rows], self.purpose)

    @property
    def caption(self) -> str:
        return gettext("contacts")

    @property
    def noun(self) -> str:
        return ngettext("contact", "contacts", self.paginator.count)
