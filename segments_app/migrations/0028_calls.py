"""Segments worked by telephone: scripts, the queue of calls, and the calls made (0041)."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from segments_app.common.promises import one_of


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0026_bulk_edits_of_attributes'),
        ('interactions', '0021_call_scripts'),
        ('segments', '0027_tasks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='segmentcontent',
            name='script',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='call script'),
        ),
        migrations.CreateModel(
            name='MadeCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('interaction', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='made_call', to='interactions.interaction', verbose_name='interaction')),
                ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='called by')),
                ('segment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='made_calls', to='segments.segment', verbose_name='segment')),
            ],
            options={
                'indexes': [models.Index(fields=['made_by', 'segment'], name='made_call_by_whom')],
                'verbose_name': 'call made from a segment',
                'verbose_name_plural': 'calls made from segments',
            },
        ),
        migrations.CreateModel(
            name='CallRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('again_after', models.PositiveSmallIntegerField(default=2, help_text='When nobody answered. 0: after two hours.', validators=[django.core.validators.MaxValueValidator(365)], verbose_name='call again after (days)')),
                ('give_up_after', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(20)], verbose_name='give up after (attempts)')),
                ('filled_at', models.DateTimeField(blank=True, editable=False, help_text='When the segment was last changed before its contacts were lined up.', null=True, verbose_name='contacts as of')),
                ('questionnaire', models.ForeignKey(blank=True, help_text='Its questions stand on the page of each call.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='contacts.questionnaire', verbose_name='questionnaire')),
                ('segment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='call_rules', to='segments.segment', verbose_name='segment')),
            ],
            options={
                'verbose_name': 'rules of calling',
                'verbose_name_plural': 'rules of calling',
                'constraints': [models.CheckConstraint(condition=models.Q(('again_after__lte', 365)), name='call_rules_days'), models.CheckConstraint(condition=models.Q(('give_up_after__gte', 1), ('give_up_after__lte', 20)), name='call_rules_attempts')],
            },
        ),
        migrations.CreateModel(
            name='SegmentCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.BigIntegerField(editable=False, verbose_name='place in the line')),
                ('state', models.CharField(choices=[('waiting', 'To be called'), ('reached', 'Reached'), ('given_up', 'Given up')], db_default='waiting', default='waiting', max_length=10, verbose_name='state')),
                ('attempts', models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name='attempts')),
                ('call_at', models.DateTimeField(blank=True, null=True, verbose_name='call at')),
                ('skipped_at', models.DateTimeField(blank=True, null=True, verbose_name='skipped at')),
                ('note', models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='note for the next call')),
                ('claimed_until', models.DateTimeField(blank=True, null=True, verbose_name='held until')),
                ('claimed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='being called by')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='segment_calls', to='contacts.contact', verbose_name='contact')),
                ('segment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='calls', to='segments.segment', verbose_name='segment')),
            ],
            options={
                'verbose_name': 'contact to be called',
                'verbose_name_plural': 'contacts to be called',
                'indexes': [models.Index(condition=models.Q(('call_at__isnull', False), ('state', 'waiting')), fields=['segment', 'call_at'], name='segment_call_due'), models.Index(condition=models.Q(('call_at', None), ('skipped_at', None), ('state', 'waiting')), fields=['segment', 'place'], name='segment_call_never_called'), models.Index(condition=models.Q(('call_at', None), ('skipped_at__isnull', False), ('state', 'waiting')), fields=['segment', 'skipped_at'], name='segment_call_skipped')],
                'constraints': [models.UniqueConstraint(fields=('segment', 'contact'), name='segment_call_once'), models.UniqueConstraint(condition=models.Q(('claimed_by__isnull', False)), fields=('segment', 'claimed_by'), name='segment_call_one_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('claimed_by', None), ('claimed_until', None)), models.Q(('claimed_by__isnull', False), ('claimed_until__isnull', False)), _connector='OR'), name='segment_call_held_until'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), models.Q(('call_at', None), ('skipped_at', None)), _connector='OR'), name='segment_call_waits_or_is_done'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['reached', 'given_up']), _negated=True), ('attempts__gte', 1), _connector='OR'), name='segment_call_done_was_called')],
            },
        ),
        one_of("segments_segmentcall", "state", ["waiting", "reached", "given_up"]),
    ]
