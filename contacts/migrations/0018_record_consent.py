from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contacts", "0017_bulk_edits")]

    operations = [
        migrations.AlterModelOptions(
            name="consentevent",
            options={
                "permissions": [("record_consent", "Can record what contacts have said")],
                "verbose_name": "consent event",
                "verbose_name_plural": "consent events",
            },
        ),
    ]
