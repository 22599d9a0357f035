"""What becomes of e-mails is noted for the live index too: it can be asked about."""

from django.db import migrations

from segments_app.common.change_log import LogChanges


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0030_log_tasks"),
        ("interactions", "0023_pressure_promises"),
    ]

    operations = [LogChanges("interactions_delivery", keys=["contact_id"])]
