"""Which of several e-mails that were marked together is being handed over."""

from django.db import migrations

from segments_app.common.at_hand import MakeAtHand


class Migration(migrations.Migration):
    dependencies = [("interactions", "0025_pressure_by_index")]

    operations = [MakeAtHand()]
