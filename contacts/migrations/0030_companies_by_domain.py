"""Companies of a file are found by the domain of their e-mail through an index of their rows."""

from django.db import migrations, models

from segments_app.common.database import AddedInPlace


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0029_opens_and_clicks"),
    ]

    operations = [
        AddedInPlace(
            model_name="importrow",
            name="domain_key",
            field=models.CharField(
                blank=True, default="", max_length=24, verbose_name="key of a company's domain"
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("domain_key", ""), _negated=True),
                fields=["contact_import", "domain_key"],
                name="import_row_domain",
            ),
        ),
    ]
