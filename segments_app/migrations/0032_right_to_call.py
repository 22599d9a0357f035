"""A right of its own for calling: who calls need not be able to change or log segments."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("segments", "0031_log_mails")]

    operations = [
        migrations.AlterModelOptions(
            name="segment",
            options={
                "permissions": [
                    ("log_segment", "Can log segments and cancel logged ones"),
                    ("call_contacts", "Can call the contacts of segments"),
                ],
                "verbose_name": "segment",
                "verbose_name_plural": "segments",
            },
        )
    ]
