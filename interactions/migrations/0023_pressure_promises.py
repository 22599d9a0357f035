"""Contact pressure: known reasons, evidence that stays, and which interactions are marketing."""

from django.db import migrations

from segments_app.common.append_only import AppendOnly
from segments_app.common.audit import Audited
from segments_app.common.database import Frozen
from segments_app.common.erasing import LetsErasingThrough
from segments_app.common.promises import AgainOnSqlite, Dropped, not_blank, one_of

INTERACTION, LEFT_OUT = "interactions_interaction", "interactions_leftout"
OVERRIDE, RULE = "interactions_gateoverride", "interactions_pressurerule"
OLD_REASONS = (
    "privacy_blocked", "company_blocked", "minor", "excluded", "restricted", "suppressed",
    "objected", "no_consent",
)  # fmt: skip
EVIDENCE = ["channel", "consent_event_id", "suppression_id"]


def evidence(columns):
    return Frozen(
        "left_out_evidence",
        LEFT_OUT,
        columns=columns,
        unless_updated="1 = 0",
        unless_deleted=None,
        message="why somebody was left out stays as it is",
    )


PURPOSE = Frozen(
    "interaction_purpose",
    INTERACTION,
    columns=["purpose_id"],
    unless_updated="{old}.is_postponed",
    unless_deleted=None,
    message="a logged interaction is history and cannot be changed",
)


class Migration(migrations.Migration):
    dependencies = [
        ("interactions", "0022_contact_pressure"),
        ("segments", "0026_print_records"),
    ]

    operations = [
        Dropped(one_of(LEFT_OUT, "reason", OLD_REASONS)),
        one_of(LEFT_OUT, "reason", (*OLD_REASONS, "too_often")),
        Dropped(evidence(EVIDENCE)),
        evidence([*EVIDENCE, "limit_most", "limit_days"]),
        # What a segment was for stood on the logged segment only, not on its interactions.
        Dropped(PURPOSE),
        migrations.RunSQL(
            f"UPDATE {INTERACTION} SET purpose_id = (SELECT g.purpose_id "  # noqa: S608
            "FROM interactions_loggedsegment g WHERE g.id = logged_segment_id) "
            "WHERE purpose_id IS NULL AND logged_segment_id IN (SELECT g.id "
            "FROM interactions_loggedsegment g WHERE g.purpose_id IS NOT NULL)",
            migrations.RunSQL.noop,
        ),
        PURPOSE,
        # On SQLite the table of overrides was built anew, and its triggers are gone.
        AgainOnSqlite(not_blank(OVERRIDE, "text")),
        AppendOnly(
            "gate_override_stays",
            OVERRIDE,
            owner=INTERACTION,
            key="interaction_id",
            message="why somebody was approached all the same stays as it is",
        ),
        LetsErasingThrough("gate_override_stays", OVERRIDE),
        not_blank(RULE, "code"),
        Audited(
            "audit_pressure_rule",
            RULE,
            columns=[
                "code", "description", "most", "days", "purpose_id", "counts_emails",
                "counts_letters", "counts_others", "leaves_out",
            ],
        ),
    ]
