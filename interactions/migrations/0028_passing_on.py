"""What was not sent because of another contact's e-mail may be, when that one is not sent."""

from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower

from segments_app.common.database import RowRule
from segments_app.common.promises import Dropped

DELIVERY = "interactions_delivery"
BEFORE = {
    "queued": ("paused", "sending", "failed", "suppressed", "canceled"),
    "paused": ("queued", "canceled"),
    "sending": ("queued", "sent", "failed", "unknown"),
    "failed": ("queued",),
    "unknown": ("queued", "sent", "bounced"),
    "sent": ("bounced",),
}
NOW = {**BEFORE, "suppressed": ("queued",)}


def moves(allowed, more=""):
    steps = ", ".join(f"'{one}>{other}'" for one, after in allowed.items() for other in after)
    return RowRule(
        "delivery_moves",
        DELIVERY,
        refused="{old}.state <> {row}.state AND "
        f"(({{old}}.state || '>' || {{row}}.state) NOT IN ({steps}){more})",
        message="an e-mail cannot go from this state to that one",
        update_of=["state"],
        on_insert=False,
    )


class Migration(migrations.Migration):
    dependencies = [("interactions", "0027_opens_and_clicks")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                "mailing",
                Lower("address"),
                condition=Q(failure="same_address"),
                name="delivery_at_one_address",
            ),
        ),
        Dropped(moves(BEFORE)),
        moves(NOW, " OR ({old}.state = 'suppressed' AND {old}.failure <> 'same_address')"),
    ]
