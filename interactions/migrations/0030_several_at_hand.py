"""Several e-mails are handed over at a time, over as many connections."""

from django.db import migrations

from segments_app.common.at_hand import SeveralAtHand


class Migration(migrations.Migration):
    dependencies = [("interactions", "0029_letter_logo")]

    operations = [SeveralAtHand()]
