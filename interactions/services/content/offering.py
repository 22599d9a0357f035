"""What stands beside a form for writing: merge fields, pictures, files that go along."""

from collections.abc import Mapping
from typing import Any

from interactions.models import Attachment, LibraryImage

from .attaching import Files
from .fields import field_groups

MOST_PICTURES = 60


def writing_context(content: Any) -> dict[str, Any]:
    """Return what a page offers to whoever writes `content`, which may not be there yet."""
    pictures = LibraryImage.objects.filter(is_archived=False).order_by("-pk")
    return {
        "attached": attached_to(content),
        "groups": field_groups(),
        "pictures": pictures[:MOST_PICTURES],
    }


def attached_to(content: Any) -> list[Attachment]:
    """Return the files that go along with a content."""
    if content is None:
        return []
    files = Attachment.objects.filter(pk__in=content.attachments.values("attachment"))
    return list(files.order_by("name", "pk"))


def files_in(values: Mapping[str, Any]) -> Files:
    """Return what a form says is to become of the files."""
    file = values.get("file")
    return Files(file, file.name if file else "", tuple(values.get("removed", ())))
