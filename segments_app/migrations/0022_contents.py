"""What a segment says has parts; a line may have a text of its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0021_steps_of_imports"),
        ("interactions", "0011_contents"),
    ]

    operations = [
        migrations.RenameField("segmentcontent", "body", "text"),
        migrations.AddField("segmentcontent", "html", models.TextField("HTML", blank=True)),
        migrations.AddField("segmentcontent", "letter", models.TextField("letter", blank=True)),
    ]
