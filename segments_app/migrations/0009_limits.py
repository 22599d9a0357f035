from django.db import migrations, models
from django.db.models import F, Q

from segments_app.common.promises import AgainOnSqlite, Dropped, one_of

STEP = "segments_step"
SOURCES = (
    "criteria", "by_hand", "saved_criteria", "logged_segment", "mailing_group", "segment",
)


class Migration(migrations.Migration):
    dependencies = [
        ("segments", "0008_log_addresses"),
        ("contacts", "0008_rank_of_levels"),
    ]

    operations = [
        Dropped(one_of(STEP, "action", ("add", "remove", "keep", "refresh"))),
        migrations.RemoveConstraint(model_name="step", name="step_adds_or_removes"),
        migrations.AlterField(
            model_name="step",
            name="action",
            field=models.CharField(
                choices=[
                    ("add", "Add"),
                    ("remove", "Remove matching"),
                    ("keep", "Keep only matching"),
                    ("limit", "Limit"),
                    ("refresh", "Bring up to date"),
                ],
                max_length=10,
                verbose_name="action",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=Q(action="refresh")
                | Q(action="add", after_count__gte=F("before_count"))
                | Q(action__in=["remove", "keep", "limit"], after_count__lte=F("before_count")),
                name="step_adds_or_removes",
            ),
        ),
        one_of(STEP, "action", ("add", "remove", "keep", "limit", "refresh")),
        AgainOnSqlite(one_of(STEP, "source", SOURCES)),
    ]
