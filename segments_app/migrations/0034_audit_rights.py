"""The role of the application may add to the audit and read it, and nothing else (AU-02)."""

from django.db import migrations

from segments_app.common.database import OnPostgres


class Migration(migrations.Migration):
    dependencies = [("segments", "0033_last_of_user")]

    operations = [
        OnPostgres(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER, PUBLIC",
            f"GRANT UPDATE, DELETE, TRUNCATE ON {table} TO CURRENT_USER",
        )
        for table in ("segments_auditentry", "segments_auditseal")
    ]
