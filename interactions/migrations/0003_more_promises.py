"""What an interaction says is known, and what it belongs to stays."""

from django.db import migrations

from segments_app.common.database import Frozen, RowRule
from segments_app.common.promises import Checked, ParentLocked, is_blank, not_blank, one_of

INTERACTION, TEMPLATE = "interactions_interaction", "interactions_interactiontemplate"
CHOICES = {
    "correspondence_type": ("", "letter", "email"),
    "information_flow": ("", "outbound", "inbound"),
    "initiated_by": ("", "us", "them"),
}
EVALUATIONS = ("", "very_positive", "positive", "neutral", "negative", "very_negative")


class Migration(migrations.Migration):
    dependencies = [
        ("interactions", "0002_database_promises"),
        ("contacts", "0003_more_promises"),
    ]

    operations = [
        migrations.RunSQL(
            f"UPDATE {TEMPLATE} SET description = code WHERE {is_blank('description')}",  # noqa: S608
            migrations.RunSQL.noop,
        ),
        not_blank(TEMPLATE, "code", "description"),
        not_blank("interactions_interactiongroup", "code"),
        not_blank("interactions_interactioncomment", "text"),
        not_blank("interactions_loggedsegment", "segment_number", "description"),
        not_blank(INTERACTION, "description"),
        *(one_of(TEMPLATE, column, values) for column, values in CHOICES.items()),
        *(one_of(INTERACTION, column, values) for column, values in CHOICES.items()),
        one_of(INTERACTION, "evaluation", EVALUATIONS),
        # On a template and on a line the flags may wait for a campaign; what happened has one.
        Checked(
            "interaction_flags_need_campaign",
            INTERACTION,
            refused="{row}.campaign_id IS NULL AND ({row}.is_target OR {row}.is_response)",
            message="target and response need a campaign",
            columns=["campaign_id", "is_target", "is_response"],
        ),
        Frozen(
            "interaction_logged_segment",
            INTERACTION,
            columns=["logged_segment_id"],
            unless_updated="NEW.logged_segment_id IS NULL",  # the logged segment is deleted
            unless_deleted=None,
            message="an interaction stays with the logging that made it",
        ),
        RowRule(
            "interaction_address_of_contact",
            INTERACTION,
            refused="{row}.alternative_address_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
            "contacts_alternativeaddress a WHERE a.id = {row}.alternative_address_id "
            "AND a.contact_id = {row}.contact_id)",
            message="the address belongs to another contact",
            update_of=["alternative_address_id", "contact_id"],
        ),
        RowRule(
            "address_of_interactions_stays",
            "contacts_alternativeaddress",
            refused="{row}.contact_id <> {old}.contact_id AND EXISTS (SELECT 1 FROM "
            "interactions_interaction i WHERE i.contact_id = {old}.contact_id "
            "AND i.alternative_address_id = {row}.id)",
            message="an address that interactions went to stays with its contact",
            update_of=["contact_id"],
            on_insert=False,
        ),
        ParentLocked(
            INTERACTION, "alternative_address_id", "contacts_alternativeaddress", "SHARE"
        ),
        RowRule(
            "interaction_company_is_company",
            INTERACTION,
            refused="{row}.company_id IS NOT NULL AND EXISTS (SELECT 1 FROM contacts_contact c "
            "WHERE c.id = {row}.company_id AND c.type <> 'company')",
            message="the company of an interaction must be a company",
            update_of=["company_id"],
        ),
        Frozen(
            "logged_segment",
            "interactions_loggedsegment",
            columns=[
                "segment_number",
                "description",
                "campaign_id",
                "steps",
                "sentence",
                "line_count",
                "logged_count",
                "left_out_count",
                "created_by_id",
                "created_at",
            ],
            unless_updated="{old}.line_count = 0",  # its rows are being counted
            unless_deleted="{old}.cancellation_id IS NOT NULL",
            message="a logged segment is history and cannot be changed",
        ),
        Frozen(
            "left_out",
            "interactions_leftout",
            columns=["logged_segment_id", "contact_id", "reason"],
            unless_updated="1 = 0",
            unless_deleted=None,
            message="who was left out of a logging is history and cannot be changed",
        ),
    ]
