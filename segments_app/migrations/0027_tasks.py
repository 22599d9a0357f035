"""Tasks, activities, and addresses for calendars."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from segments_app.common.promises import not_blank


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('campaigns', '0003_made_once'),
        ('contacts', '0027_task_numbers'),
        ('interactions', '0019_letter_foot'),
        ('segments', '0026_print_records'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('description', models.CharField(blank=True, max_length=100, verbose_name='description')),
            ],
            options={
                'verbose_name': 'activity',
                'verbose_name_plural': 'activities',
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='activity_has_code')],
            },
        ),
        migrations.CreateModel(
            name='ActivityStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type', models.CharField(blank=True, choices=[('meeting', 'Meeting'), ('phone_call', 'Phone call')], max_length=10, verbose_name='type')),
                ('description', models.CharField(max_length=100, verbose_name='description')),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'High'), (2, 'Normal'), (3, 'Low')], default=2, verbose_name='priority')),
                ('offset', models.PositiveSmallIntegerField(default=0, help_text='Counted from the start of the activity.', verbose_name='due after')),
                ('offset_in', models.CharField(choices=[('days', 'days'), ('weeks', 'weeks'), ('months', 'months')], default='days', max_length=6, verbose_name='counted in')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='segments.activity', verbose_name='activity')),
            ],
            options={
                'verbose_name': 'step of an activity',
                'verbose_name_plural': 'steps of activities',
            },
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='calendar_feed', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('token_hash', models.CharField(max_length=64, unique=True, verbose_name='hash of the secret')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
            ],
            options={
                'verbose_name': 'calendar address',
                'verbose_name_plural': 'calendar addresses',
                'constraints': [models.CheckConstraint(condition=models.Q(('token_hash', ''), _negated=True), name='calendar_feed_has_hash')],
            },
        ),
        migrations.CreateModel(
            name='TaskAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('description', models.CharField(max_length=100, verbose_name='description')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('task_count', models.PositiveIntegerField(default=0, verbose_name='tasks')),
                ('skipped_count', models.PositiveIntegerField(default=0, verbose_name='had them already')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='assigned at')),
                ('submission', models.UUIDField(blank=True, editable=False, null=True, verbose_name='submission')),
                ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='assignments', to='segments.activity', verbose_name='activity')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='task_assignments', to='contacts.contact', verbose_name='contact')),
                ('created_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned by')),
                ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='task_assignments', to='segments.segment', verbose_name='segment')),
            ],
            options={
                'verbose_name': 'assignment of tasks',
                'verbose_name_plural': 'assignments of tasks',
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(editable=False, max_length=20, unique=True, verbose_name='number')),
                ('type', models.CharField(blank=True, choices=[('meeting', 'Meeting'), ('phone_call', 'Phone call')], db_default='', default='', max_length=10, verbose_name='type')),
                ('description', models.CharField(max_length=100, verbose_name='description')),
                ('segment_number', models.CharField(blank=True, db_default='', default='', editable=False, help_text='Where it came from, also after the segment was deleted.', max_length=20, verbose_name='segment number')),
                ('due_on', models.DateField(verbose_name='date')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='start time')),
                ('duration', models.PositiveIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5256000)], verbose_name='duration (minutes)')),
                ('is_all_day', models.BooleanField(db_default=False, default=False, verbose_name='all day')),
                ('location', models.CharField(blank=True, db_default='', default='', max_length=200, verbose_name='location')),
                ('status', models.CharField(choices=[('not_started', 'Not started'), ('in_progress', 'In progress'), ('completed', 'Completed'), ('waiting', 'Waiting'), ('postponed', 'Postponed')], db_default='not_started', default='not_started', max_length=12, verbose_name='status')),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'High'), (2, 'Normal'), (3, 'Low')], db_default=2, default=2, verbose_name='priority')),
                ('closed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='closed on')),
                ('is_canceled', models.BooleanField(db_default=False, default=False, editable=False, verbose_name='cancelled')),
                ('recurs_every', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(999)], verbose_name='every')),
                ('recurs_in', models.CharField(blank=True, choices=[('days', 'days'), ('weeks', 'weeks'), ('months', 'months'), ('years', 'years')], db_default='', default='', max_length=6, verbose_name='interval')),
                ('recurs_from', models.CharField(blank=True, choices=[('due', 'The day it was due'), ('closing', 'The day it was completed')], db_default='', default='', max_length=7, verbose_name='counted from')),
                ('recurs_day', models.PositiveSmallIntegerField(blank=True, editable=False, help_text='A task of the 31st comes back to the 31st after a shorter month.', null=True, verbose_name='day of the month')),
                ('sequence', models.PositiveIntegerField(db_default=0, default=0, editable=False, help_text='Calendars take an invitation with a higher one for the newer.', verbose_name='version of the appointment')),
                ('search_text', models.CharField(blank=True, db_default='', default='', editable=False, max_length=200, verbose_name='search words')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='created at')),
                ('modified_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='modified at')),
                ('submission', models.UUIDField(blank=True, editable=False, null=True, verbose_name='submission')),
                ('came_from', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to='interactions.interaction', verbose_name='after the interaction')),
                ('campaign', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='campaigns.campaign', verbose_name='campaign')),
                ('closed_by', models.ForeignKey(blank=True, db_index=False, editable=False, help_text='Who completed or cancelled it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contacts.salesperson', verbose_name='completed by')),
                ('completed_with', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='completed_tasks', to='interactions.interaction', verbose_name='completed with the interaction')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='contacts.contact', verbose_name='contact')),
                ('created_by', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('previous', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='next', to='segments.task', verbose_name='the one before')),
                ('salesperson', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='contacts.salesperson', verbose_name='salesperson')),
                ('segment', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to='segments.segment', verbose_name='segment')),
                ('step', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to='segments.activitystep', verbose_name='step of the activity')),
                ('team', models.ForeignKey(blank=True, help_text='Any of its members may do it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='contacts.team', verbose_name='team')),
                ('assignment', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to='segments.taskassignment', verbose_name='assigned together')),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
            },
        ),
        migrations.CreateModel(
            name='TaskAttendee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attended_tasks', to='contacts.contact', verbose_name='contact')),
                ('task', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='attendees', to='segments.task', verbose_name='task')),
            ],
            options={
                'verbose_name': 'attendee',
                'verbose_name_plural': 'attendees',
            },
        ),
        migrations.CreateModel(
            name='TaskComment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=2000, verbose_name='comment')),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name='created at')),
                ('submission', models.UUIDField(blank=True, editable=False, null=True, verbose_name='submission')),
                ('created_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='segments.task', verbose_name='task')),
            ],
            options={
                'verbose_name': 'comment on a task',
                'verbose_name_plural': 'comments on tasks',
            },
        ),
        migrations.AddConstraint(
            model_name='activitystep',
            constraint=models.CheckConstraint(condition=models.Q(('description', ''), _negated=True), name='activity_step_has_description'),
        ),
        migrations.AddConstraint(
            model_name='activitystep',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['', 'meeting', 'phone_call'])), name='activity_step_type_known'),
        ),
        migrations.AddConstraint(
            model_name='activitystep',
            constraint=models.CheckConstraint(condition=models.Q(('priority__in', [1, 2, 3])), name='activity_step_priority_known'),
        ),
        migrations.AddConstraint(
            model_name='activitystep',
            constraint=models.CheckConstraint(condition=models.Q(('offset_in__in', ['days', 'weeks', 'months'])), name='activity_step_offset_known'),
        ),
        migrations.AddConstraint(
            model_name='taskassignment',
            constraint=models.UniqueConstraint(condition=models.Q(('submission__isnull', False)), fields=('submission',), name='task_assignment_made_once'),
        ),
        migrations.AddConstraint(
            model_name='taskassignment',
            constraint=models.CheckConstraint(condition=models.Q(('description', ''), _negated=True), name='task_assignment_has_description'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('closed_on__isnull', True), ('salesperson__isnull', False)), fields=['salesperson', 'due_on', 'id'], name='open_task_of_salesperson'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('closed_on__isnull', True), ('team__isnull', False)), fields=['team', 'due_on', 'id'], name='open_task_of_team'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('closed_on__isnull', True)), fields=['due_on', 'id'], name='open_task_due'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['due_on', 'id'], name='task_due'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('segment__isnull', False)), fields=['segment'], name='task_of_segment'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('campaign__isnull', False)), fields=['campaign'], name='task_of_campaign'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('came_from__isnull', False)), fields=['came_from'], name='task_after_interaction'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('completed_with__isnull', False)), fields=['completed_with'], name='task_with_interaction'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(condition=models.Q(('submission__isnull', False)), fields=('submission',), name='task_made_once'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('number', ''), _negated=True), name='task_has_number'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('description', ''), _negated=True), name='task_has_description'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('salesperson__isnull', False), ('team__isnull', True)), models.Q(('salesperson__isnull', True), ('team__isnull', False)), _connector='OR'), name='task_has_salesperson_or_team'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('type__in', ['', 'meeting', 'phone_call'])), name='task_type_known'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['not_started', 'in_progress', 'completed', 'waiting', 'postponed'])), name='task_status_known'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('priority__in', [1, 2, 3])), name='task_priority_known'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('closed_on__isnull', True), ('completed_with__isnull', True), ('is_canceled', False), models.Q(('status', 'completed'), _negated=True)), models.Q(('closed_on__isnull', False), ('is_canceled', False), ('status', 'completed')), models.Q(('closed_on__isnull', False), ('completed_with__isnull', True), ('is_canceled', True), models.Q(('status', 'completed'), _negated=True)), _connector='OR'), name='task_closed_is_completed_or_canceled'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('duration__isnull', True), models.Q(('duration__gte', 1), ('duration__lte', 5256000)), _connector='OR'), name='task_duration'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('is_all_day', False), ('starts_at__isnull', True), _connector='OR'), name='task_all_day_has_no_start'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('type', 'meeting'), _negated=True), ('is_all_day', True), ('starts_at__isnull', False), _connector='OR'), name='task_meeting_has_start'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recurs_every__isnull', True), ('recurs_from', ''), ('recurs_in', '')), models.Q(('recurs_every__gte', 1), ('recurs_every__lte', 999), ('recurs_from__in', ['due', 'closing']), ('recurs_in__in', ['days', 'weeks', 'months', 'years'])), _connector='OR'), name='task_recurrence_is_whole'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(('segment__isnull', True), models.Q(('segment_number', ''), _negated=True), _connector='OR'), name='task_segment_has_number'),
        ),
        migrations.AddConstraint(
            model_name='taskattendee',
            constraint=models.UniqueConstraint(fields=('task', 'contact'), name='task_attendee_once'),
        ),
        migrations.AddConstraint(
            model_name='taskcomment',
            constraint=models.UniqueConstraint(condition=models.Q(('submission__isnull', False)), fields=('submission',), name='task_comment_made_once'),
        ),
        migrations.AddConstraint(
            model_name='taskcomment',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='task_comment_has_text'),
        ),
        not_blank("segments_task", "number", "description"),
        not_blank("segments_taskcomment", "text"),
        not_blank("segments_activity", "code"),
        not_blank("segments_activitystep", "description"),
        not_blank("segments_taskassignment", "description"),
        not_blank("segments_calendarfeed", "token_hash"),
    ]
