"""What people read of an attribute is more than blanks."""

from django.db import migrations

from segments_app.common.promises import not_blank


class Migration(migrations.Migration):
    dependencies = [("contacts", "0018_record_consent")]

    operations = [
        not_blank("contacts_attribute", "label"),
        not_blank("contacts_attributechoice", "label"),
    ]
