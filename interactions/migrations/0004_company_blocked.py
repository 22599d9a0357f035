"""Somebody may be left out for the company's sake; the reason is a known one."""

from django.db import migrations, models

from segments_app.common.promises import one_of

REASONS = {
    "privacy_blocked": "Privacy blocked",
    "company_blocked": "Company is privacy blocked",
    "minor": "Minor without parental consent",
    "excluded": "Excluded from segments",
}


class Migration(migrations.Migration):
    dependencies = [("interactions", "0003_more_promises")]

    operations = [
        migrations.AlterField(
            model_name="leftout",
            name="reason",
            field=models.CharField(
                choices=list(REASONS.items()), max_length=20, verbose_name="reason"
            ),
        ),
        one_of("interactions_leftout", "reason", REASONS),
    ]
