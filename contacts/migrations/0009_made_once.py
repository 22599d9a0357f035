"""A form sent twice makes one contact, and one comment."""

from django.db import migrations

from segments_app.common.submissions import add_key


class Migration(migrations.Migration):
    dependencies = [("contacts", "0008_rank_of_levels")]

    operations = [
        *add_key("contact", "contact_made_once"),
        *add_key("contactcomment", "contact_comment_made_once"),
    ]
