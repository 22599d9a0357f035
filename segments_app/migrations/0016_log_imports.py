"""Imports of contacts are read by a criterion: what they wrote is noted for the live index."""

from django.db import migrations

from segments_app.common.change_log import LogChanges


class Migration(migrations.Migration):
    dependencies = [("segments", "0015_exports"), ("contacts", "0013_imports")]

    operations = [
        LogChanges("contacts_importrow", keys=["contact_id"]),
        LogChanges("contacts_contactimport", keys=["id"], only=["status"]),
    ]
