"""Attributes of contacts are read by criteria: their values are noted for the live index."""

from django.db import migrations

from segments_app.common.change_log import LogChanges


class Migration(migrations.Migration):
    dependencies = [("segments", "0012_made_once"), ("contacts", "0011_attribute_promises")]

    operations = [LogChanges("contacts_attributevalue", keys=["contact_id"])]
