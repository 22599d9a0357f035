"""What is written to people: merge fields, contents per language, and how they are rendered."""

from .attaching import NO_FILES, AttachmentRefused, Files, apply_files, attach, with_files
from .checking import ContentRefused, checked, problems_of
from .fields import GIVEN, MergeField, field_groups, known_fields, mergeable
from .gaps import without_value
from .offering import attached_to, files_in, writing_context
from .pictures import (
    PictureOfLibraryRefused,
    add_picture,
    archive_picture,
    picture_at,
    picture_of,
)
from .previewing import preview, preview_addressee, required_fields, spoken
from .rendering import Rendered, rendered
from .texts import with_words
from .values import Addressee, SegmentFacts

__all__ = [
    "GIVEN",
    "NO_FILES",
    "Addressee",
    "AttachmentRefused",
    "ContentRefused",
    "Files",
    "MergeField",
    "PictureOfLibraryRefused",
    "Rendered",
    "SegmentFacts",
    "add_picture",
    "apply_files",
    "archive_picture",
    "attach",
    "attached_to",
    "checked",
    "field_groups",
    "files_in",
    "known_fields",
    "mergeable",
    "picture_at",
    "picture_of",
    "preview",
    "preview_addressee",
    "problems_of",
    "rendered",
    "required_fields",
    "spoken",
    "with_files",
    "with_words",
    "without_value",
    "writing_context",
]
