from django.db import migrations, models

from segments_app.common.promises import Dropped, one_of

STEP = "segments_step"
SOURCES = (
    "criteria", "by_hand", "saved_criteria", "logged_segment", "mailing_group", "segment",
    "comparison",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("segments", "0020_personal_data")]

    operations = [
        Dropped(one_of(STEP, "source", SOURCES)),
        migrations.AlterField(
            model_name="step",
            name="source",
            field=models.CharField(
                choices=[
                    ("criteria", "Criteria"),
                    ("by_hand", "By hand"),
                    ("saved_criteria", "Saved criteria"),
                    ("logged_segment", "Logged segment"),
                    ("mailing_group", "Mailing group"),
                    ("segment", "Copy of a segment"),
                    ("comparison", "Comparison"),
                    ("import", "Import"),
                ],
                default="criteria",
                max_length=20,
                verbose_name="from",
            ),
        ),
        one_of(STEP, "source", (*SOURCES, "import")),
    ]
