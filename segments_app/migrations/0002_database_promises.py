"""The foreign keys of lines are tested once per statement."""

from django.db import migrations

from segments_app.common.database import SetBasedForeignKeys


class Migration(migrations.Migration):
    dependencies = [("segments", "0001_initial")]

    operations = [SetBasedForeignKeys("segmentline")]
