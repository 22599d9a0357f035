from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0007_change_history")]

    operations = [
        migrations.AddField(
            model_name="organizationallevel",
            name="rank",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="1 is the highest. Says who is the most senior of a company.",
                null=True,
                verbose_name="rank",
            ),
        ),
    ]
