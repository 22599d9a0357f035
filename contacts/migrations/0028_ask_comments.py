"""Choosing contacts by what is noted about them takes a right of its own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contacts", "0027_task_numbers")]

    operations = [
        migrations.AlterModelOptions(
            name="contactcomment",
            options={
                "permissions": [("ask_comments", "Can choose contacts by comments on them")],
                "verbose_name": "comment on a contact",
                "verbose_name_plural": "comments on contacts",
            },
        ),
    ]
