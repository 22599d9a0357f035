"""A file has a name that people can read, and a kind."""

from django.db import migrations

from segments_app.common.promises import not_blank


class Migration(migrations.Migration):
    dependencies = [("contacts", "0022_contact_files")]

    operations = [not_blank("contacts_contactfile", "name", "content_type")]
