"""Rules of retention, and an audit that the database writes and keeps."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from segments_app.common.audit import Audited
from segments_app.common.database import Frozen
from segments_app.common.promises import one_of


KINDS = ("contacts", "import_rows", "bulk_edits", "merges", "history", "jobs")
ACTIONS = ("insert", "update", "delete", "login", "failed", "refused")


def audited(name, table, columns, **more):
    return Audited(f"audit_{name}", table, columns=columns, **more)


AUDITED = [
    audited(
        "user", "auth_user", ["username", "is_active", "is_staff", "is_superuser"],
        secret=["password"],
    ),
    audited("login", "auth_user", ["last_login"], changer="id", on=["UPDATE"], action="login"),
    audited("user_group", "auth_user_groups", ["user_id", "group_id"]),
    audited("user_permission", "auth_user_user_permissions", ["user_id", "permission_id"]),
    audited("group", "auth_group", ["name"]),
    audited("group_permission", "auth_group_permissions", ["group_id", "permission_id"]),
    audited(
        "marketing_setup", "contacts_marketingsetup",
        [
            "default_salesperson_id", "default_territory_id", "default_country",
            "default_language_id", "default_purpose_id", "default_correspondence_type",
            "currency_code",
        ],
    ),
    audited(
        "purpose", "contacts_purpose",
        ["code", "description", "email_rule", "letter_rule", "phone_rule", "fax_rule"],
    ),
    audited(
        "wording", "contacts_consentwording", ["purpose_id", "version", "is_archived"]
    ),
    audited("attribute", "contacts_attribute", ["code", "label", "kind", "is_archived"]),
    audited(
        "suppression", "contacts_suppression", ["kind", "cause", "lifted_at"],
        maker="suppressed_by_id", changer="lifted_by_id",
    ),
    audited(
        "restriction", "contacts_restriction", ["contact_id", "lifted_at"],
        maker="restricted_by_id", changer="lifted_by_id",
    ),
    audited(
        "erasure", "contacts_erasure", ["contact_key", "cause"],
        maker="erased_by_id", on=["INSERT"],
    ),
    audited("contact_deleted", "contacts_contact", ["type"], on=["DELETE"]),
    audited(
        "merge", "contacts_merge", ["survivor_id", "gone_id", "undone_at"],
        maker="merged_by_id", changer="undone_by_id", on=["INSERT", "UPDATE"],
    ),
    audited(
        "import", "contacts_contactimport", ["status"], maker="created_by_id", changer="undone_by_id"
    ),
    audited(
        "bulk_edit", "contacts_bulkedit", ["undone_at"],
        maker="created_by_id", changer="undone_by_id",
    ),
    audited(
        "logged_segment", "interactions_loggedsegment", ["segment_number", "cancellation_id"],
        maker="created_by_id",
        changer="(SELECT c.canceled_by_id FROM campaigns_cancellation c "
        "WHERE c.id = NEW.cancellation_id)",
    ),
    audited(
        "cancellation", "campaigns_cancellation", ["reverted_at"],
        maker="canceled_by_id", changer="reverted_by_id",
    ),
    audited(
        "export", "segments_exportrecord", ["view", "format", "row_count"],
        maker="created_by_id", on=["INSERT"],
    ),
    audited(
        "retention", "segments_retentionrule", ["kind", "months", "is_on"],
        maker="changed_by_id", changer="changed_by_id",
    ),
]  # fmt: skip


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('campaigns', '0003_made_once'),
        ('contacts', '0025_lifted_restrictions'),
        ('interactions', '0018_erasures'),
        ('segments', '0024_erasures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('happened_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='happened at')),
                ('action', models.CharField(choices=[('insert', 'Added'), ('update', 'Changed'), ('delete', 'Deleted'), ('login', 'Logged in'), ('failed', 'Log-in failed'), ('refused', 'Refused')], max_length=10, verbose_name='action')),
                ('subject', models.CharField(blank=True, max_length=60, verbose_name='table')),
                ('row_key', models.CharField(blank=True, db_default='', max_length=64, verbose_name='row')),
                ('before', models.JSONField(blank=True, null=True, verbose_name='before')),
                ('after', models.JSONField(blank=True, null=True, verbose_name='after')),
                ('path', models.CharField(blank=True, db_default='', max_length=200, verbose_name='address')),
                ('actor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by')),
            ],
            options={
                'verbose_name': 'audit entry',
                'verbose_name_plural': 'audit entries',
                'default_permissions': ('view',),
                'indexes': [models.Index(fields=['-happened_at', '-id'], name='audit_latest_first'), models.Index(fields=['subject', 'row_key'], name='audit_of_row')],
            },
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contacts', 'Contacts that nothing was heard from'), ('import_rows', 'What the rows of imports said'), ('bulk_edits', 'What changes of many contacts can be undone by'), ('merges', 'What merges can be taken back by'), ('history', 'What the values of contacts were'), ('jobs', 'Work that is done')], max_length=20, unique=True, verbose_name='what')),
                ('months', models.PositiveSmallIntegerField(verbose_name='months')),
                ('is_on', models.BooleanField(default=False, help_text='Once a day, what is older is removed.', verbose_name='in force')),
                ('changed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='changed at')),
                ('changed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='changed by')),
            ],
            options={
                'verbose_name': 'retention rule',
                'verbose_name_plural': 'retention rules',
                'constraints': [models.CheckConstraint(condition=models.Q(('months__gte', 1), ('months__lte', 600)), name='retention_months')],
            },
        ),
        one_of("segments_retentionrule", "kind", KINDS),
        one_of("segments_auditentry", "action", ACTIONS),
        Frozen(
            "audit_stays",
            "segments_auditentry",
            columns=[
                "happened_at", "actor_id", "action", "subject", "row_key", "before", "after", "path",
            ],
            unless_updated="1 = 0",
            unless_deleted="1 = 0",
            message="the audit stays as it is",
        ),
        *AUDITED,
    ]
