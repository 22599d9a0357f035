"""Nothing about a campaign is described by blanks."""

from django.db import migrations

from segments_app.common.promises import is_blank, not_blank


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = [
        migrations.RunSQL(
            f"UPDATE campaigns_campaign SET description = number WHERE {is_blank('description')}",  # noqa: S608
            migrations.RunSQL.noop,
        ),
        not_blank("campaigns_campaignstatus", "code"),
        not_blank("campaigns_campaign", "number", "description"),
        not_blank("campaigns_campaigncomment", "text"),
        not_blank("campaigns_campaignentry", "description"),
        not_blank("campaigns_cancellation", "reason"),
    ]
