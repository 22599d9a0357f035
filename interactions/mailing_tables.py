"""The list of the e-mails of a logged segment."""

from typing import Any

import django_tables2 as tables
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from contacts.models.gate import LeftOutReason
from contacts.services import ContactExport
from interactions.models import Delivery, MailboxMessage
from segments_app.common.tables import ActionsColumn, BaseTable, PillColumn

#: What the gate said, where it kept an e-mail back.
GATE_REASONS = dict(LeftOutReason.choices)
STATE_TONES = {
    "sent": "good",
    "failed": "bad",
    "bounced": "bad",
    "unknown": "warn",
    "paused": "warn",
}


class DeliveryTable(BaseTable):
    contact = tables.Column(
        accessor="contact__name",
        verbose_name=_("Contact"),
        linkify=("segments:contact_detail", [A("contact_id")]),
    )
    address = tables.Column(verbose_name=_("E-mail address"))
    state = PillColumn(tones=STATE_TONES)
    failure = tables.Column(verbose_name=_("Reason"))
    detail = tables.Column(verbose_name=_("What the server said"), orderable=False)
    sent_at = tables.DateTimeColumn(verbose_name=_("Sent at"), short=True)
    interaction = tables.Column(
        accessor="interaction__description",
        verbose_name=_("Interaction"),
        linkify=("interactions:interaction_detail", [A("interaction_id")]),
    )
    actions = ActionsColumn("components/log_link.html")

    contact_export = ContactExport("contact_id")
    optional = ("interaction", "attempts")

    class Meta(BaseTable.Meta):
        model = Delivery
        fields = (
            "contact", "address", "state", "failure", "detail", "sent_at", "attempts",
            "interaction", "actions",
        )  # fmt: skip
        order_by = ("contact",)
        empty_text = _("No e-mails like this.")

    def render_detail(self, value: str, record: Any) -> str:
        return str(GATE_REASONS.get(value, value))


class MailboxTable(BaseTable):
    subject = tables.Column(linkify=True, empty_values=(), verbose_name=_("Subject"))
    recipients = tables.Column(verbose_name=_("To"))
    sender = tables.Column(verbose_name=_("From"))
    created_at = tables.DateTimeColumn(verbose_name=_("Sent at"), short=True)

    fixed = ("subject",)
    export_permission = ""

    class Meta(BaseTable.Meta):
        model = MailboxMessage
        fields = ("subject", "recipients", "sender", "created_at")
        order_by = ("-created_at",)
        empty_text = _("No message yet. Send an e-mail to somebody, and it will be here.")

    def render_subject(self, value: str) -> str:
        return value or gettext("(no subject)")
