"""The files of imports, kept until they are imported or nobody came back for them."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from contacts.models import ContactImport
from contacts.services.refusals import Refused

FOLDER = "contact_imports"
KEPT = timedelta(days=7)


class FileGone(Refused):
    """The file was thrown away since."""

    def __init__(self) -> None:
        super().__init__(_("The file is no longer kept. Choose it again."))


def keep(file: IO[bytes], *, ending: str) -> tuple[str, str, int]:
    """Keep a file under a name of its own; return that, its SHA-256 and its size."""
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(1 << 20):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    name = default_storage.save(f"{FOLDER}/{uuid4().hex}{ending}", File(file))
    return name, digest.hexdigest(), size


def path_of(imported: ContactImport) -> Path:
    """Return where the file is."""
    if not imported.kept_as or not default_storage.exists(imported.kept_as):
        raise FileGone
    return Path(default_storage.path(imported.kept_as))


def discard(imported: ContactImport) -> None:
    """Throw the file away."""
    if imported.kept_as:
        default_storage.delete(imported.kept_as)
        ContactImport.objects.filter(pk=imported.pk).update(kept_as="")


def discard_old(*, now: datetime) -> None:
    """Throw away the files of imports that nobody came back for, and those imports."""
    forgotten: Iterable[Any] = ContactImport.objects.filter(
        status=ContactImport.Status.DRAFT, created_at__lt=now - KEPT
    )
    for imported in forgotten:
        discard(imported)
        imported.delete()
