"""Files that go along with what is written: looked at before they are stored, never changed."""

import uuid
import zipfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import PurePath
from typing import IO, Any

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image

from interactions.models import Attachment
from segments_app.common.downloads import file_name

MOST_BYTES = 5 * 1024 * 1024
MOST_TOGETHER = 10 * 1024 * 1024  # of one content: many mailboxes take no more
MOST_FILES = 10


class AttachmentRefused(Exception):
    """The file cannot go along; the message says why."""


@dataclass(frozen=True)
class Files:
    """What is to become of the files of a content: one that comes, those that go."""

    file: IO[bytes] | None = None
    name: str = ""
    removed: tuple[int, ...] = ()


NO_FILES = Files()


def is_picture(data: bytes) -> bool:
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG")) as picture:
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return False
    return True


def is_office(data: bytes) -> bool:
    """Whether it is an office document without macros."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):  # the last: of a newer format
        return False
    is_document = "[Content_Types].xml" in names or "mimetype" in names
    return is_document and not any(
        "vbaproject" in name.lower() or name.startswith("Basic/") for name in names
    )


def is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False


OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
#: What may go along, by the ending of the name: how mail names it, and what it must look like.
KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    ".pdf": ("application/pdf", lambda data: data.startswith(b"%PDF-")),
    ".png": ("image/png", is_picture),
    ".jpg": ("image/jpeg", is_picture),
    ".jpeg": ("image/jpeg", is_picture),
    ".docx": (f"{OPEN_XML}wordprocessingml.document", is_office),
    ".xlsx": (f"{OPEN_XML}spreadsheetml.sheet", is_office),
    ".pptx": (f"{OPEN_XML}presentationml.presentation", is_office),
    ".odt": (f"{OPEN_DOCUMENT}text", is_office),
    ".ods": (f"{OPEN_DOCUMENT}spreadsheet", is_office),
    ".txt": ("text/plain", is_text),
    ".csv": ("text/csv", is_text),
    ".ics": ("text/calendar", is_text),
}


@transaction.atomic
def store_attachment(*, file: IO[bytes], name: str, by: User | None, now: datetime) -> Attachment:
    """Keep a file that may go along; the same file under the same name is there once."""
    data = file.read(MOST_BYTES + 1)
    name = file_name(PurePath(name).name)[-150:]
    content_type = _refuse_unsafe(name, data)
    digest = sha256(data).hexdigest()
    found = Attachment.objects.filter(sha256=digest, name=name).first()
    if found is not None:
        return found
    attachment = Attachment(
        name=name,
        content_type=content_type,
        size=len(data),
        sha256=digest,
        created_by=by,
        created_at=now,
    )
    ending = PurePath(name).suffix.lower()
    attachment.file.save(f"{uuid.uuid4().hex}{ending}", ContentFile(data), save=False)
    attachment.save()
    return attachment


@transaction.atomic
def attach(content: Any, *, file: IO[bytes], name: str, by: User | None, now: datetime) -> Any:
    """Have a file go along with a content; AttachmentRefused where it cannot."""
    attachment = store_attachment(file=file, name=name, by=by, now=now)
    others = content.attachments.exclude(attachment=attachment)
    refuse_too_much([*others.values_list("attachment", flat=True), attachment.pk])
    link, _created = content.attachments.get_or_create(attachment=attachment)
    return link


def refuse_too_much(attachments: Collection[int]) -> None:
    """Raise AttachmentRefused where so many files cannot go along together."""
    together = Attachment.objects.filter(pk__in=attachments).aggregate(size=Sum("size"))["size"]
    if len(attachments) > MOST_FILES or (together or 0) > MOST_TOGETHER:
        message = _("At most %(count)s files and %(size)s go along with one text.")
        raise AttachmentRefused(
            message % {"count": MOST_FILES, "size": filesizeformat(MOST_TOGETHER)}
        )


def with_files(
    attachments: Collection[int], files: Files, *, by: User | None, now: datetime
) -> list[int]:
    """Return the files that go along, without those taken away, and with the one that comes."""
    kept = [key for key in attachments if key not in files.removed]
    if files.file is not None:
        files.file.seek(0)  # who is asked again has read it once
        added = store_attachment(file=files.file, name=files.name, by=by, now=now)
        kept = sorted({*kept, added.pk})
        refuse_too_much(kept)
    return kept


@transaction.atomic
def apply_files(content: Any, files: Files, *, by: User | None, now: datetime) -> None:
    """Take files away from a content, and add one; what was logged with them keeps them."""
    if files.removed:
        content.attachments.filter(attachment__in=files.removed).delete()
    if files.file is not None:
        attach(content, file=files.file, name=files.name, by=by, now=now)


def _refuse_unsafe(name: str, data: bytes) -> str:
    """Return the type of the content, or say why the file cannot go along."""
    if len(data) > MOST_BYTES:
        message = _("“%(name)s” is too big: %(most)s at most.")
        raise AttachmentRefused(message % {"name": name, "most": filesizeformat(MOST_BYTES)})
    ending = PurePath(name).suffix.lower()
    if ending not in KINDS:
        message = _("“%(name)s” cannot go along. These can: %(kinds)s.")
        known = ", ".join(kind.removeprefix(".") for kind in KINDS)
        raise AttachmentRefused(message % {"name": name, "kinds": known})
    content_type, looks_right = KINDS[ending]
    if not data or not looks_right(data):
        message = _("“%(name)s” is not what its name says, or has macros in it.")
        raise AttachmentRefused(message % {"name": name})
    return content_type
