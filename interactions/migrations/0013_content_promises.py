"""Files that went along with what was logged stay as they are, and with it."""

from django.db import migrations

from segments_app.common.append_only import AppendOnly
from segments_app.common.database import Frozen
from segments_app.common.promises import not_blank

ATTACHMENT, IMAGE = "interactions_attachment", "interactions_libraryimage"
STORED = ["file", "name", "content_type", "size", "sha256", "created_by_id", "created_at"]


class Migration(migrations.Migration):
    dependencies = [("interactions", "0012_files_and_pictures")]

    operations = [
        not_blank(ATTACHMENT, "file", "name", "content_type", "sha256"),
        not_blank(IMAGE, "key", "file", "name", "alt"),
        Frozen(
            "attachment_stored",
            ATTACHMENT,
            columns=STORED,
            unless_updated="1 = 0",
            unless_deleted=None,  # while a content points at it, its foreign key refuses
            message="a stored attachment cannot be changed",
        ),
        AppendOnly(
            "frozen_attachments",
            "interactions_frozenattachment",
            owner="interactions_frozencontent",
            key="content_id",
            message="the attachments of logged interactions cannot be changed",
        ),
    ]
