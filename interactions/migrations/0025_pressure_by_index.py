"""What contact pressure counts is found in an index alone, contact by contact."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("interactions", "0024_company_stays")]

    operations = [
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                fields=["contact", "occurred_on"],
                include=["purpose", "correspondence_type", "logged_segment"],
                condition=models.Q(
                    cancellation__isnull=True,
                    is_postponed=False,
                    attempt_failed=False,
                    purpose__isnull=False,
                    information_flow="outbound",
                ),
                name="interaction_of_marketing",
            ),
        )
    ]
