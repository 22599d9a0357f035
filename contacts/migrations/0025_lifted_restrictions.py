"""Why a restriction was lifted is kept as well."""

from django.db import migrations, models

from segments_app.common.promises import AgainOnSqlite, not_blank


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0024_erasures'),
    ]

    operations = [
        migrations.AddField(
            model_name='restriction',
            name='lifted_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='reason of lifting'),
        ),
        AgainOnSqlite(not_blank("contacts_restriction", "reason")),
    ]
