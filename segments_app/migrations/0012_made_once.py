"""A form sent twice makes one segment."""

from django.db import migrations

from segments_app.common.submissions import add_key


class Migration(migrations.Migration):
    dependencies = [("segments", "0011_draft_states")]

    operations = [
        *add_key("segment", "segment_made_once"),
    ]
