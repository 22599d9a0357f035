"""A form sent twice makes one campaign, and one comment."""

from django.db import migrations

from segments_app.common.submissions import add_key


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_promises")]

    operations = [
        *add_key("campaign", "campaign_made_once"),
        *add_key("campaigncomment", "campaign_comment_made_once"),
    ]
