"""A form sent twice makes one interaction, and one comment."""

from django.db import migrations, models
from django.db.models import Q

from segments_app.common.database import Frozen

KEY = {"blank": True, "editable": False, "null": True, "verbose_name": "submission"}


def key_of(model: str, name: str) -> list[migrations.operations.base.Operation]:
    return [
        migrations.AddField(model, "submission", models.UUIDField(**KEY)),
        migrations.AddConstraint(
            model,
            models.UniqueConstraint(
                fields=["submission"], condition=Q(submission__isnull=False), name=name
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("interactions", "0006_list_indexes")]

    operations = [
        *key_of("interaction", "interaction_made_once"),
        *key_of("interactioncomment", "interaction_comment_made_once"),
        Frozen(
            "interaction_submission",
            "interactions_interaction",
            columns=["submission"],
            unless_updated="{old}.is_postponed",
            unless_deleted=None,
            message="a logged interaction is history and cannot be changed",
        ),
    ]
