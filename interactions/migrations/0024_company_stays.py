"""A logged interaction without a company gets none: on PostgreSQL it could, before any merge."""

from django.db import migrations

from segments_app.common.moving import StaysUnlessMoved
from segments_app.common.promises import Dropped

STAYS = StaysUnlessMoved(
    "interaction_of_contact",
    "interactions_interaction",
    columns=["contact_id", "company_id"],
    unless="{old}.is_postponed",
    message="a logged interaction is history and cannot be changed",
)


class Migration(migrations.Migration):
    dependencies = [("interactions", "0023_pressure_promises")]

    operations = [Dropped(STAYS), STAYS]
