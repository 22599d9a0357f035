"""Who was on a segment was logged or left out: the database counts, and keeps the left out."""

from django.db import migrations

from segments_app.common.append_only import AppendOnly
from segments_app.common.database import Frozen, RowRule
from segments_app.common.promises import Dropped, one_of

LOGGED, LEFT_OUT = "interactions_loggedsegment", "interactions_leftout"
OLD_REASONS = ("privacy_blocked", "company_blocked", "minor", "excluded")
REASONS = (*OLD_REASONS, "restricted", "suppressed", "objected", "no_consent")
ROWS = "(SELECT count(*) FROM {0} l WHERE l.logged_segment_id = {{row}}.id)"


class Migration(migrations.Migration):
    dependencies = [("interactions", "0009_purpose_and_evidence")]

    operations = [
        Dropped(one_of(LEFT_OUT, "reason", OLD_REASONS)),
        one_of(LEFT_OUT, "reason", REASONS),
        RowRule(
            "logged_segment_counts",
            LOGGED,
            refused=f"{{row}}.left_out_count <> {ROWS.format(LEFT_OUT)} OR "
            f"{{row}}.logged_count <> {ROWS.format('interactions_interaction')}",
            message="a logged segment has as many rows as it says: logged and left out",
            update_of=["line_count", "logged_count", "left_out_count"],
            on_insert=False,
        ),
        RowRule(
            "left_out_counted",
            LEFT_OUT,
            refused="EXISTS (SELECT 1 FROM interactions_loggedsegment g "
            "WHERE g.id = {row}.logged_segment_id AND g.line_count > 0 AND g.left_out_count < "
            f"(SELECT count(*) FROM {LEFT_OUT} l WHERE l.logged_segment_id = g.id))",
            message="everybody on a logged segment is counted already",
            update_of=["logged_segment_id"],
        ),
        Frozen(
            "left_out_evidence",
            LEFT_OUT,
            columns=["channel", "consent_event_id", "suppression_id"],
            unless_updated="1 = 0",
            unless_deleted=None,
            message="why somebody was left out stays as it is",
        ),
        AppendOnly(
            "a_left_out_ledger",
            LEFT_OUT,
            owner=LOGGED,
            key="logged_segment_id",
            message="who was left out goes with the logged segment only",
            may_change=True,
        ),
        Frozen(
            "interaction_purpose",
            "interactions_interaction",
            columns=["purpose_id"],
            unless_updated="{old}.is_postponed",
            unless_deleted=None,
            message="a logged interaction is history and cannot be changed",
        ),
    ]
