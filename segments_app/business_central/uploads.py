"""Files sent for an import, kept between looking and importing, for a day at most."""

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import IO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from .reading import Limits

FOLDER = "imports"
PROGRESS = ".progress"
KEPT = timedelta(days=1)
#: What a browser may send: a request can read it.
FROM_BROWSER = Limits(rows_per_file=50_000)


def keep_files(files: Iterable[tuple[str, IO[bytes]]], *, now: datetime) -> str:
    """Keep the files as one archive and return its name; older ones are thrown away."""
    discard_old(now=now)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for position, (name, file) in enumerate(files):
            file.seek(0)
            archive.writestr(f"{position}/{name}", file.read())
    return default_storage.save(f"{FOLDER}/{uuid4().hex}.zip", ContentFile(content.getvalue()))


def is_kept(name: str) -> bool:
    return default_storage.exists(name)


def kept_files(name: str) -> list[tuple[str, IO[bytes]]]:
    """Return the files kept under the name; none when they have been thrown away."""
    if not is_kept(name):
        return []
    with default_storage.open(name) as file, zipfile.ZipFile(file) as archive:
        return [
            (info.filename.partition("/")[2], io.BytesIO(archive.read(info)))
            for info in archive.infolist()
        ]


def discard_files(name: str) -> None:
    default_storage.delete(name)
    default_storage.delete(name + PROGRESS)


def note_progress(name: str, done: int, total: int) -> None:
    """Note how many files are done, beside them: the import's own transaction hides a row."""
    with default_storage.open(name + PROGRESS, "w") as file:
        file.write(f"{done} {total}")


def progress_of(name: str) -> tuple[int, int] | None:
    """Return how many of the files are done, and of how many, while they are being imported."""
    try:
        with default_storage.open(name + PROGRESS, "r") as file:
            done, total = map(int, file.read().split())
    except (FileNotFoundError, ValueError):  # not begun, over, or being written just now
        return None
    return done, total


def discard_old(*, now: datetime) -> None:
    """Throw away what nobody came back for."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        kept_at = default_storage.get_modified_time(path)
        if not timezone.is_aware(kept_at):
            kept_at = timezone.make_aware(kept_at)
        if kept_at < now - KEPT:
            default_storage.delete(path)
