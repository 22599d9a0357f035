"""Tasks have a number series of their own, also in installations that were set up before."""

import django.db.models.deletion
from django.db import migrations, models


def name_a_series(apps, schema_editor):
    setup = apps.get_model("contacts", "MarketingSetup").objects.filter(task_numbers=None).first()
    if setup is None:
        return
    setup.task_numbers, _made = apps.get_model("contacts", "NumberSeries").objects.get_or_create(
        code="TASK", defaults={"description": "Tasks", "prefix": "TK", "digits": 6}
    )
    setup.save(update_fields=["task_numbers"])


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0026_bulk_edits_of_attributes'),
    ]

    operations = [
        migrations.AddField(
            model_name='marketingsetup',
            name='task_numbers',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.numberseries', verbose_name='task numbers'),
        ),
        migrations.RunPython(name_a_series, migrations.RunPython.noop, elidable=True),
    ]
