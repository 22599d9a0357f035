"""A user's last steps and versions are looked up for the fields that she used last."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0032_right_to_call"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="savedcriteriaversion",
            index=models.Index(fields=["created_by", "-id"], name="criteria_last_of_user"),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["created_by", "-id"], name="step_last_of_user"),
        ),
    ]
