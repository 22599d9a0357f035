from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interactions", "0004_company_blocked")]

    operations = [
        migrations.RemoveIndex(model_name="interaction", name="interaction_of_contact"),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                fields=["contact", "occurred_on"],
                include=("cancellation", "is_postponed"),
                name="interaction_of_contact",
            ),
        ),
    ]
