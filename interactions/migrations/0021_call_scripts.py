"""Scripts of calls; a call made from a segment belongs to the logging of that segment (0041)."""

from django.db import migrations, models

from segments_app.common.database import Frozen, RowRule
from segments_app.common.promises import Dropped

INTERACTION = "interactions_interaction"


def stays(unless_updated: str) -> Frozen:
    return Frozen(
        "interaction_logged_segment",
        INTERACTION,
        columns=["logged_segment_id"],
        unless_updated=unless_updated,
        unless_deleted=None,
        message="an interaction stays with the logging that made it",
    )


class Migration(migrations.Migration):
    dependencies = [("interactions", "0020_covering_cancellations")]

    operations = [
        migrations.AddField(
            model_name="templatecontent",
            name="script",
            field=models.TextField(
                blank=True, db_default="", default="", verbose_name="call script"
            ),
        ),
        Dropped(stays("NEW.logged_segment_id IS NULL")),
        stays(
            "NEW.logged_segment_id IS NULL "
            "OR OLD.logged_segment_id IS NULL AND OLD.segment_number <> ''"
        ),
        RowRule(
            "interaction_joins_its_logging",
            INTERACTION,
            refused="{old}.logged_segment_id IS NULL AND {row}.logged_segment_id IS NOT NULL "
            "AND NOT EXISTS (SELECT 1 FROM interactions_loggedsegment g "
            "WHERE g.id = {row}.logged_segment_id AND g.line_count = 0 "
            "AND g.segment_number = {row}.segment_number)",
            message="an interaction joins the logging of its own segment, while that is done",
            update_of=["logged_segment_id"],
            on_insert=False,
        ),
    ]
