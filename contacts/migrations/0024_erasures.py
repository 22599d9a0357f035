"""Erasures are recorded, and the texts of what consent came with may go by one."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from segments_app.common.database import Frozen
from segments_app.common.erasing import LetsErasingThrough


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0023_contact_file_promises'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('contact_key', models.BigIntegerField(unique=True, verbose_name='id of the contact')),
                ('cause', models.CharField(choices=[('request', 'The person asked for it'), ('objected', 'Objected, or withdrew consent'), ('not_needed', 'No longer needed'), ('retention', 'Kept long enough, by a rule'), ('unlawful', 'Should not have been stored'), ('replayed', 'Erased again after a backup was restored')], max_length=10, verbose_name='cause')),
                ('is_row_kept', models.BooleanField(default=False, verbose_name='an empty row is kept')),
                ('counts', models.JSONField(default=dict, verbose_name='rows')),
                ('erased_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='erased at')),
                ('erased_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='erased by')),
            ],
            options={
                'verbose_name': 'erasure',
                'verbose_name_plural': 'erasures',
                'permissions': [('erase_contact', 'Can erase contacts for good')],
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['-erased_at', '-id'], name='erasure_latest_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('cause__in', ['request', 'objected', 'not_needed', 'retention', 'unlawful', 'replayed'])), name='erasure_cause_known')],
            },
        ),
        Frozen(
            "erasure_stays",
            "contacts_erasure",
            columns=["contact_key", "cause", "is_row_kept", "counts", "erased_at", "erased_by_id"],
            unless_updated="1 = 0",
            unless_deleted="1 = 0",
            message="the record of an erasure stays as it is",
        ),
        LetsErasingThrough("consent_event_stays", "contacts_consentevent"),
    ]
