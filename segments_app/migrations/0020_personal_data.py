"""Data about one person is taken along too, and recorded as other exports are."""

from django.conf import settings
from django.db import migrations, models

from segments_app.common.database import Frozen
from segments_app.common.promises import AgainOnSqlite


class Migration(migrations.Migration):

    dependencies = [
        ('segments', '0019_promises_again'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='exportrecord',
            options={'permissions': [('take_personal_data', 'Can take everything stored about a person')], 'verbose_name': 'export', 'verbose_name_plural': 'exports'},
        ),
        migrations.RemoveConstraint(
            model_name='exportrecord',
            name='export_format_known',
        ),
        migrations.AlterField(
            model_name='exportrecord',
            name='format',
            field=models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel (XLSX)'), ('vcard', 'vCard'), ('zip', 'ZIP'), ('page', 'Page')], max_length=10, verbose_name='format'),
        ),
        migrations.AddConstraint(
            model_name='exportrecord',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ['csv', 'xlsx', 'vcard', 'zip', 'page'])), name='export_format_known'),
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
    ]
