"""History stays as it was logged, and its foreign keys are tested once per statement."""

from django.db import migrations

from segments_app.common.database import Frozen, SetBasedForeignKeys


class Migration(migrations.Migration):
    dependencies = [("interactions", "0001_initial")]

    operations = [
        SetBasedForeignKeys("interaction"),
        SetBasedForeignKeys("leftout"),
        Frozen(
            "interaction_history",
            "interactions_interaction",
            columns=[
                "contact_id",
                "company_id",
                "occurred_on",
                "occurred_at_time",
                "description",
                "template_id",
                "group_id",
                "salesperson_id",
                "information_flow",
                "initiated_by",
                "correspondence_type",
                "language_id",
                "subject",
                "content_id",
                "contact_via",
                "cost",
                "duration",
                "campaign_id",
                "campaign_entry_id",
                "is_target",
                "is_response",
                "segment_number",
                "attempt_failed",
                "is_postponed",
                "created_by_id",
                "created_at",
            ],
            unless_updated="{old}.is_postponed",
            unless_deleted="{old}.is_postponed OR {old}.cancellation_id IS NOT NULL",
            message="a logged interaction is history and cannot be changed",
        ),
        Frozen(
            "frozen_content",
            "interactions_frozencontent",
            columns=["language_id", "subject", "body", "created_at"],
            unless_updated="1 = 0",
            unless_deleted="1 = 1",  # while an interaction points at it, its foreign key refuses
            message="the content of logged interactions cannot be changed",
        ),
    ]
