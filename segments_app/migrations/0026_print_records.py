"""What is printed is recorded as other exports are; who changes the sender is audited."""

from django.db import migrations, models

from segments_app.common.audit import Audited
from segments_app.common.database import Frozen
from segments_app.common.erasing import LetsErasingThrough
from segments_app.common.promises import AgainOnSqlite

FORMATS = ['csv', 'xlsx', 'vcard', 'zip', 'pdf', 'page']


class Migration(migrations.Migration):

    dependencies = [
        ('interactions', '0019_letter_foot'),
        ('segments', '0025_retention_and_audit'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='exportrecord',
            name='export_format_known',
        ),
        migrations.AlterField(
            model_name='exportrecord',
            name='format',
            field=models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel (XLSX)'), ('vcard', 'vCard'), ('zip', 'ZIP'), ('pdf', 'PDF'), ('page', 'Page')], max_length=10, verbose_name='format'),
        ),
        migrations.AddConstraint(
            model_name='exportrecord',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', FORMATS)), name='export_format_known'),
        ),
        AgainOnSqlite(
            Frozen(
                "export_record_stays",
                "segments_exportrecord",
                columns=[
                    "created_at", "created_by_id", "view", "name", "path", "query", "filters",
                    "columns", "format", "row_count",
                ],
                unless_updated="1 = 0",
                unless_deleted="1 = 0",
                message="the record of an export stays as it is",
            )
        ),
        LetsErasingThrough("export_record_stays", "segments_exportrecord"),
        AgainOnSqlite(
            Audited(
                "audit_export",
                "segments_exportrecord",
                columns=["view", "format", "row_count"],
                maker="created_by_id",
                on=["INSERT"],
            )
        ),
        Audited(
            "audit_sender",
            "interactions_sendersetup",
            columns=[
                "name", "address", "reply_to", "bounce_address", "postal_address", "letter_foot",
                "link_url", "per_minute", "per_domain_per_minute", "soft_bounce_limit",
            ],
        ),
    ]
