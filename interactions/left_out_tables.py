"""The list of those left out of a logged segment: why, on what evidence, free again when."""

from datetime import date
from functools import cached_property

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from contacts.models.gate import LeftOutReason
from contacts.services import ContactExport
from interactions.evidence import evidence_of
from interactions.models import LeftOut
from interactions.services import FreeOnColumn, free_days_of
from segments_app.common.tables import ActionsColumn, BaseTable, PillColumn

LEFT_OUT_TONES = {
    "privacy_blocked": "bad",
    "company_blocked": "bad",
    "minor": "bad",
    "restricted": "bad",
    "suppressed": "bad",
    "objected": "bad",
    "no_consent": "warn",
    "excluded": "warn",
    "too_often": "warn",
}


class EvidenceColumn(tables.Column):
    """Exactly why: what was said or set when, by which rule."""

    def __init__(self) -> None:
        super().__init__(verbose_name=_("Evidence"), empty_values=(), orderable=False)

    def render(self, record: LeftOut) -> str:
        return evidence_of(record)


class LeftOutTable(BaseTable):
    contact = tables.Column(
        accessor="contact__name",
        verbose_name=_("Contact"),
        linkify=("segments:contact_detail", [A("contact_id")]),
    )
    number = tables.Column(accessor="contact__number", verbose_name=_("Number"))
    company = tables.Column(accessor="contact__company__name", verbose_name=_("Company"))
    reason = PillColumn(tones=LEFT_OUT_TONES)
    evidence = EvidenceColumn()
    free_on = FreeOnColumn()
    actions = ActionsColumn("interactions/columns/left_out_actions.html")

    contact_export = ContactExport("contact_id")

    class Meta(BaseTable.Meta):
        model = LeftOut
        fields = ("contact", "number", "company", "reason", "evidence", "free_on", "actions")
        order_by = ("contact",)
        empty_text = _("Nobody was left out.")

    @cached_property
    def free_days(self) -> dict[int, date]:
        rows = [row.record for row in self.paginated_rows]
        too_often = [row for row in rows if row.reason == LeftOutReason.TOO_OFTEN]
        purpose = rows[0].logged_segment.purpose_id if rows else None
        return free_days_of(too_often, purpose)
