"""The history of contacts is read by criteria: its rows are noted for the live index too."""

from django.db import migrations

from segments_app.common.change_log import LogChanges


class Migration(migrations.Migration):
    dependencies = [("segments", "0005_change_log"), ("contacts", "0007_change_history")]

    operations = [LogChanges("contacts_contactchange", keys=["contact_id"])]
