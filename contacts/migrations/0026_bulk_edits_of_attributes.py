"""A change of many contacts keeps texts of attributes, which are longer than codes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0025_lifted_restrictions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='bulkeditrow',
            name='old',
            field=models.CharField(blank=True, max_length=255, verbose_name='before'),
        ),
    ]
