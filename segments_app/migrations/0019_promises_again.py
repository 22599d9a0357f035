"""SQLite made the table of saved criteria anew in 0014, and lost its promises with it."""

from django.db import migrations

from segments_app.common.promises import AgainOnSqlite, not_blank


class Migration(migrations.Migration):
    dependencies = [("segments", "0018_log_consent")]

    operations = [AgainOnSqlite(not_blank("segments_savedcriteria", "code", "description"))]
