"""What attendees have answered to invitations."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("segments", "0034_audit_rights")]

    operations = [
        migrations.AddField(
            model_name="taskattendee",
            name="answer",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[(1, "Accepted"), (2, "Perhaps"), (3, "Declined")],
                editable=False,
                null=True,
                verbose_name="answer",
            ),
        ),
        migrations.AddField(
            model_name="taskattendee",
            name="answered_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="answered at"
            ),
        ),
        migrations.AddField(
            model_name="taskattendee",
            name="answered_version",
            field=models.PositiveIntegerField(
                blank=True, editable=False, null=True, verbose_name="version answered to"
            ),
        ),
    ]
