"""Who is privacy blocked is found without a look at everybody: every gate asks for companies."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0003_more_promises")]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("is_privacy_blocked", True)),
                fields=["type", "id"],
                name="contact_blocked",
            ),
        ),
    ]
