"""A logo on letters; who changes it is on record."""

import django.db.models.deletion
from django.db import migrations, models

from segments_app.common.audit import Audited
from segments_app.common.promises import Dropped

TOLD = [
    "name", "address", "reply_to", "bounce_address", "postal_address", "letter_foot",
    "link_url", "per_minute", "per_domain_per_minute", "soft_bounce_limit",
]


def audited(*columns):
    return Audited("audit_sender", "interactions_sendersetup", columns=[*TOLD, *columns])


class Migration(migrations.Migration):
    dependencies = [
        ("interactions", "0028_passing_on"),
        ("segments", "0026_print_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="sendersetup",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="A picture of the library; printed above your name and address.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="interactions.libraryimage",
                verbose_name="logo on letters",
            ),
        ),
        Dropped(audited()),
        audited("logo_id"),
    ]
