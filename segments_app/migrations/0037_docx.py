"""Letters as DOCX are recorded as other exports are."""

from django.db import migrations, models

from segments_app.common.audit import Audited
from segments_app.common.database import Frozen
from segments_app.common.erasing import LetsErasingThrough
from segments_app.common.promises import AgainOnSqlite

FORMATS = ['csv', 'xlsx', 'vcard', 'zip', 'pdf', 'docx', 'page']


class Migration(migrations.Migration):

    dependencies = [
        ('segments', '0036_more_causes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='exportrecord',
            name='export_format_known',
        ),
        migrations.AlterField(
            model_name='exportrecord',
            name='format',
            field=models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel (XLSX)'), ('vcard', 'vCard'), ('zip', 'ZIP'), ('pdf', 'PDF'), ('docx', 'DOCX'), ('page', 'Page')], max_length=10, verbose_name='format'),
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
    ]
