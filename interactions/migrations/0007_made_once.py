"""A form sent twice makes one interaction, and one comment."""

from django.db import migrations

from segments_app.common.database import Frozen
from segments_app.common.submissions import add_key


class Migration(migrations.Migration):
    dependencies = [("interactions", "0006_list_indexes")]

    operations = [
        *add_key("interaction", "interaction_made_once"),
        *add_key("interactioncomment", "interaction_comment_made_once"),
        Frozen(
            "interaction_submission",
            "interactions_interaction",
            columns=["submission"],
            unless_updated="{old}.is_postponed",
            unless_deleted=None,
            message="a logged interaction is history and cannot be changed",
        ),
    ]
