"""When an e-mail was opened, and a link of it clicked; who turns that on is on record."""

from django.db import migrations, models

from segments_app.common.audit import Audited
from segments_app.common.promises import Dropped

RULES = ["code", "description", "email_rule", "letter_rule", "phone_rule", "fax_rule"]


def audited(*columns):
    return Audited("audit_purpose", "contacts_purpose", columns=[*RULES, *columns])


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0029_opens_and_clicks"),
        ("interactions", "0026_at_hand"),
        ("segments", "0026_print_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="clicked_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="clicked at"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="clicked_link",
            field=models.BigIntegerField(
                blank=True, editable=False, null=True, verbose_name="link clicked first"
            ),
        ),
        migrations.AddField(
            model_name="delivery",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="opened at"),
        ),
        migrations.AddField(
            model_name="delivery",
            name="scanned_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="looked at by a program at"
            ),
        ),
        Dropped(audited()),
        audited("tracks_opens", "tracks_clicks"),
    ]
