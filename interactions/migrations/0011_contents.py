"""What is written has parts: HTML, plain text, letter; files go along, pictures have a library."""

from django.db import migrations, models

from segments_app.common.database import Frozen
from segments_app.common.promises import Dropped

CONTENT = "interactions_frozencontent"


def frozen(*columns: str) -> Frozen:
    return Frozen(
        "frozen_content",
        CONTENT,
        columns=["language_id", "subject", *columns, "created_at"],
        unless_updated="1 = 0",
        unless_deleted="1 = 1",  # while an interaction points at it, its foreign key refuses
        message="the content of logged interactions cannot be changed",
    )


def parts(model: str) -> list[migrations.operations.base.Operation]:
    """Call the text by its name, and add the other parts."""
    return [
        migrations.RenameField(model, "body", "text"),
        migrations.AddField(model, "html", models.TextField("HTML", blank=True)),
        migrations.AddField(model, "letter", models.TextField("letter", blank=True)),
    ]


class Migration(migrations.Migration):
    dependencies = [("interactions", "0010_ledger"), ("contacts", "0019_attributes_not_blank")]

    operations = [
        Dropped(frozen("body")),  # PostgreSQL renames within it, SQLite drops it with the table
        *parts("frozencontent"),
        *parts("templatecontent"),
        frozen("html", "text", "letter"),
    ]
