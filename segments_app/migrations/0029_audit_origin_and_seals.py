"""The audit says in which request or job a change was made, and is sealed against changes."""

import django.db.models.functions.datetime
from django.db import migrations, models

import segments_app.common.origin
from segments_app.common.database import Frozen
from segments_app.common.rebuilding import KeepingTriggers

TABLE = "segments_auditentry"
STAYS = "the audit stays as it is"


class Migration(migrations.Migration):
    dependencies = [("segments", "0028_calls")]

    operations = [
        KeepingTriggers(
            TABLE,
            migrations.AddField(
                model_name="auditentry",
                name="request_id",
                field=models.CharField(
                blank=True,
                db_default=segments_app.common.origin.FromOrigin("request"),
                max_length=64,
                verbose_name="request",
                ),
            ),
        ),
        KeepingTriggers(
            TABLE,
            migrations.AddField(
                model_name="auditentry",
                name="job_key",
                field=models.CharField(
                blank=True,
                db_default=segments_app.common.origin.FromOrigin("job"),
                max_length=20,
                verbose_name="job",
                ),
            ),
        ),
        migrations.CreateModel(
            name="AuditSeal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "after_entry",
                    models.BigIntegerField(unique=True, verbose_name="after entry"),
                ),
                ("last_entry", models.BigIntegerField(verbose_name="last entry")),
                ("entry_count", models.PositiveIntegerField(verbose_name="entries")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("key_id", models.CharField(max_length=8, verbose_name="key")),
                (
                    "sealed_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        verbose_name="sealed at",
                    ),
                ),
            ],
            options={
                "verbose_name": "seal of the audit",
                "verbose_name_plural": "seals of the audit",
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_entry__gt", models.F("after_entry"))),
                        name="audit_seal_goes_on",
                    )
                ],
            },
        ),
        Frozen(
            "audit_origin_stays",
            TABLE,
            columns=["request_id", "job_key"],
            unless_updated="1 = 0",
            unless_deleted=None,
            message=STAYS,
        ),
        Frozen(
            "audit_seal_stays",
            "segments_auditseal",
            columns=[
                "after_entry", "last_entry", "entry_count", "digest", "key_id", "sealed_at",
            ],
            unless_updated="1 = 0",
            unless_deleted="1 = 0",
            message="a seal stays as it is",
        ),
    ]  # fmt: skip
