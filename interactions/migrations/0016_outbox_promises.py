"""The outbox's state machine and sums, kept by the database."""

from django.db import migrations

from segments_app.common.append_only import AppendOnly
from segments_app.common.database import Frozen, RowRule, SetBasedForeignKeys

DELIVERY, MAILING = "interactions_delivery", "interactions_mailing"
MOVES = {
    "queued": ("paused", "sending", "failed", "suppressed", "canceled"),
    "paused": ("queued", "canceled"),
    "sending": ("queued", "sent", "failed", "unknown"),
    "failed": ("queued",),
    "unknown": ("queued", "sent", "bounced"),
    "sent": ("bounced",),
}
ALLOWED = ", ".join(f"'{before}>{after}'" for before, all_ in MOVES.items() for after in all_)
COUNT = f"(SELECT count(*) FROM {DELIVERY} d WHERE d.mailing_id = {{0}}.id)"


class Migration(migrations.Migration):
    dependencies = [("interactions", "0015_outbox")]

    operations = [
        SetBasedForeignKeys("Delivery"),
        RowRule(
            "delivery_moves",
            DELIVERY,
            refused="{old}.state <> {row}.state AND "
            f"({{old}}.state || '>' || {{row}}.state) NOT IN ({ALLOWED})",
            message="an e-mail cannot go from this state to that one",
            update_of=["state"],
            on_insert=False,
        ),
        Frozen(
            "delivery_of",
            DELIVERY,
            columns=["mailing_id", "number", "queued_at"],
            unless_updated="1 = 0",
            unless_deleted=None,
            message="an e-mail stays with what it was sent with",
        ),
        RowRule(
            "mailing_counts",
            MAILING,
            refused=f"{{row}}.delivery_count <> {COUNT.format('{row}')}",
            message="a mailing has as many e-mails as it says",
            update_of=["delivery_count"],
            on_insert=False,
        ),
        RowRule(
            "delivery_counted",
            DELIVERY,
            refused=f"EXISTS (SELECT 1 FROM {MAILING} m WHERE m.id = {{row}}.mailing_id "
            f"AND m.delivery_count > 0 AND m.delivery_count < {COUNT.format('m')})",
            message="the e-mails of a mailing are counted already",
            update_of=["mailing_id"],
        ),
        AppendOnly(
            "a_delivery_ledger",
            DELIVERY,
            owner=MAILING,
            key="mailing_id",
            message="an e-mail goes with its mailing only",
            may_change=True,
        ),
    ]
