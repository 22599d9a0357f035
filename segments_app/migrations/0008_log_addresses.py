"""Alternative addresses are read by criteria: they are noted for the live index too."""

from django.db import migrations

from segments_app.common.change_log import LogChanges


class Migration(migrations.Migration):
    dependencies = [("segments", "0007_criteria_library")]

    operations = [LogChanges("contacts_alternativeaddress", keys=["contact_id"])]
