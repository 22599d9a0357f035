"""Attributes that administrators define, and their values (docs/decisions/0031)."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0009_made_once'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attribute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Stays as it is: criteria and files name the attribute by it.', max_length=20, unique=True, validators=[django.core.validators.RegexValidator('\\A[a-z][a-z0-9_]*\\Z', 'A code begins with a small letter and goes on with a to z, 0 to 9 and _.', code='code')], verbose_name='code')),
                ('label', models.CharField(max_length=80, verbose_name='label')),
                ('help_text', models.CharField(blank=True, help_text='Shown below the field.', max_length=200, verbose_name='help')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('number', 'Number'), ('date', 'Date'), ('yes_no', 'Yes or no'), ('choice', 'One of several choices'), ('choices', 'Several of several choices')], max_length=10, verbose_name='kind')),
                ('for_companies', models.BooleanField(default=True, verbose_name='for companies')),
                ('for_persons', models.BooleanField(default=True, verbose_name='for persons')),
                ('position', models.PositiveIntegerField(default=100, help_text='Attributes are shown in this order.', verbose_name='position')),
                ('is_required', models.BooleanField(default=False, help_text='A contact cannot be saved without it.', verbose_name='required')),
                ('is_unique', models.BooleanField(default=False, help_text='No two contacts have the same value: texts, numbers and dates only.', verbose_name='unique')),
                ('is_filter', models.BooleanField(default=True, help_text='The list of contacts offers it as a filter.', verbose_name='filter of the list')),
                ('is_archived', models.BooleanField(default=False, help_text='Offered nowhere any more; values that are there are kept.', verbose_name='archived')),
            ],
            options={
                'verbose_name': 'attribute',
                'verbose_name_plural': 'attributes',
                'constraints': [models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='attribute_has_code'), models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='attribute_has_label'), models.CheckConstraint(condition=models.Q(('kind__in', ['text', 'number', 'date', 'yes_no', 'choice', 'choices'])), name='attribute_kind_known'), models.CheckConstraint(condition=models.Q(('for_companies', True), ('for_persons', True), _connector='OR'), name='attribute_for_somebody'), models.CheckConstraint(condition=models.Q(('is_unique', False), ('kind__in', ('text', 'number', 'date')), _connector='OR'), name='attribute_unique_kind')],
            },
        ),
        migrations.CreateModel(
            name='AttributeChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(help_text='Stays as it is: criteria and files name the choice by it.', max_length=20, validators=[django.core.validators.RegexValidator('\\A[a-z][a-z0-9_]*\\Z', 'A code begins with a small letter and goes on with a to z, 0 to 9 and _.', code='code')], verbose_name='code')),
                ('label', models.CharField(max_length=80, verbose_name='label')),
                ('position', models.PositiveIntegerField(default=100, verbose_name='position')),
                ('is_archived', models.BooleanField(default=False, help_text='Cannot be chosen any more; stays where it is chosen.', verbose_name='archived')),
                ('attribute', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='choices', to='contacts.attribute', verbose_name='attribute')),
            ],
            options={
                'verbose_name': 'choice of an attribute',
                'verbose_name_plural': 'choices of attributes',
            },
        ),
        migrations.CreateModel(
            name='AttributeValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('text', 'Text'), ('number', 'Number'), ('date', 'Date'), ('yes_no', 'Yes or no'), ('choice', 'One of several choices'), ('choices', 'Several of several choices')], max_length=10, verbose_name='kind')),
                ('slot', models.BigIntegerField(default=0, verbose_name='slot')),
                ('is_unique', models.BooleanField(default=False, verbose_name='unique')),
                ('text', models.CharField(blank=True, max_length=255, verbose_name='text')),
                ('number', models.DecimalField(blank=True, decimal_places=4, max_digits=15, null=True, verbose_name='number')),
                ('day', models.DateField(blank=True, null=True, verbose_name='date')),
                ('flag', models.BooleanField(blank=True, null=True, verbose_name='yes or no')),
                ('attribute', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='values', to='contacts.attribute', verbose_name='attribute')),
                ('choice', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='values', to='contacts.attributechoice', verbose_name='choice')),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attribute_values', to='contacts.contact', verbose_name='contact')),
            ],
            options={
                'verbose_name': 'attribute of a contact',
                'verbose_name_plural': 'attributes of contacts',
            },
        ),
        migrations.AddConstraint(
            model_name='attributechoice',
            constraint=models.UniqueConstraint(fields=('attribute', 'code'), name='attribute_choice_once'),
        ),
        migrations.AddConstraint(
            model_name='attributechoice',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='attribute_choice_has_code'),
        ),
        migrations.AddConstraint(
            model_name='attributechoice',
            constraint=models.CheckConstraint(condition=models.Q(('label', ''), _negated=True), name='attribute_choice_has_label'),
        ),
        migrations.AddIndex(
            model_name='attributevalue',
            index=models.Index(condition=models.Q(('choice__isnull', False)), fields=['attribute', 'choice', 'contact'], name='attribute_by_choice'),
        ),
        migrations.AddIndex(
            model_name='attributevalue',
            index=models.Index(condition=models.Q(('number__isnull', False)), fields=['attribute', 'number', 'contact'], name='attribute_by_number'),
        ),
        migrations.AddIndex(
            model_name='attributevalue',
            index=models.Index(condition=models.Q(('day__isnull', False)), fields=['attribute', 'day', 'contact'], name='attribute_by_day'),
        ),
        migrations.AddIndex(
            model_name='attributevalue',
            index=models.Index(condition=models.Q(('flag__isnull', False)), fields=['attribute', 'flag', 'contact'], name='attribute_by_flag'),
        ),
        migrations.AddIndex(
            model_name='attributevalue',
            index=models.Index(condition=models.Q(('text', ''), _negated=True), fields=['attribute', 'text', 'contact'], name='attribute_by_text'),
        ),
        migrations.AddConstraint(
            model_name='attributevalue',
            constraint=models.UniqueConstraint(fields=('contact', 'attribute', 'slot'), name='attribute_value_once'),
        ),
        migrations.AddConstraint(
            model_name='attributevalue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'text'), models.Q(('text', ''), _negated=True), ('number__isnull', True), ('day__isnull', True), ('flag__isnull', True), ('choice__isnull', True)), models.Q(('kind', 'number'), models.Q(('number__isnull', True), _negated=True), ('text', ''), ('day__isnull', True), ('flag__isnull', True), ('choice__isnull', True)), models.Q(('kind', 'date'), models.Q(('day__isnull', True), _negated=True), ('text', ''), ('number__isnull', True), ('flag__isnull', True), ('choice__isnull', True)), models.Q(('kind', 'yes_no'), models.Q(('flag__isnull', True), _negated=True), ('text', ''), ('number__isnull', True), ('day__isnull', True), ('choice__isnull', True)), models.Q(('kind', 'choice'), models.Q(('choice__isnull', True), _negated=True), ('text', ''), ('number__isnull', True), ('day__isnull', True), ('flag__isnull', True)), models.Q(('kind', 'choices'), models.Q(('choice__isnull', True), _negated=True), ('text', ''), ('number__isnull', True), ('day__isnull', True), ('flag__isnull', True)), _connector='OR'), name='attribute_value_fits_kind'),
        ),
        migrations.AddConstraint(
            model_name='attributevalue',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'choices'), ('slot', models.F('choice'))), models.Q(models.Q(('kind', 'choices'), _negated=True), ('slot', 0)), _connector='OR'), name='attribute_value_slot'),
        ),
        migrations.AddConstraint(
            model_name='attributevalue',
            constraint=models.UniqueConstraint(models.F('attribute'), django.db.models.functions.text.Upper('text'), condition=models.Q(('is_unique', True), ('kind', 'text')), name='attribute_text_unique'),
        ),
        migrations.AddConstraint(
            model_name='attributevalue',
            constraint=models.UniqueConstraint(condition=models.Q(('is_unique', True), ('kind', 'number')), fields=('attribute', 'number'), name='attribute_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='attributevalue',
            constraint=models.UniqueConstraint(condition=models.Q(('is_unique', True), ('kind', 'date')), fields=('attribute', 'day'), name='attribute_day_unique'),
        ),
    ]
