"""A purpose may have who opens its e-mails, or clicks a link, noted."""

from django.db import migrations, models

from segments_app.common.database import AddedInPlace


class Migration(migrations.Migration):
    dependencies = [
        ("contacts", "0028_ask_comments"),
    ]

    operations = [
        AddedInPlace(
            model_name="purpose",
            name="tracks_clicks",
            field=models.BooleanField(
                default=False,
                help_text="Links of e-mails lead through this site. Say so in the wording.",
                verbose_name="notes who clicks a link",
            ),
        ),
        AddedInPlace(
            model_name="purpose",
            name="tracks_opens",
            field=models.BooleanField(
                default=False,
                help_text="By a picture nobody sees; many mail programs hide it. Say so in the wording.",
                verbose_name="notes who opens an e-mail",
            ),
        ),
    ]
