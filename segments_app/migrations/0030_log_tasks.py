"""Tasks are read by criteria: what changes in them is noted for the live index."""

from django.db import migrations

from segments_app.common.change_log import LogChanges


class Migration(migrations.Migration):
    dependencies = [("segments", "0029_audit_origin_and_seals")]

    operations = [
        LogChanges("segments_task", keys=["contact_id"]),
        LogChanges("segments_activitystep", keys=["id"], only=["activity_id"]),
    ]
