"""What the gate reads of consent is noted for the live index too."""

from django.db import migrations

from segments_app.common.change_log import LogChanges

TABLES = (
    "contacts_consentevent",
    "contacts_consentstate",
    "contacts_restriction",
    "contacts_suppressedcontact",
    "contacts_uncheckedcontact",
)


class Migration(migrations.Migration):
    dependencies = [("segments", "0017_purpose"), ("contacts", "0016_consent_promises")]

    operations = [LogChanges(table, keys=["contact_id"]) for table in TABLES]
