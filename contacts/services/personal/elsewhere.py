"""Where else a person is named: kept files, messages of sessions, the log of the admin."""

import json
import zipfile
from collections.abc import Iterator

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage

from contacts.models import Contact, ContactImport
from segments_app.common.folding import fold

from .words import Words

#: Folders of the storage, of all packages: the `ready` of an app adds its own.
FOLDERS = ["contact_imports"]
ENCODINGS = ("utf-8", "cp1252", "utf-16")


def files_naming(words: Words) -> list[str]:
    """Return the kept files in which one of the words stands."""
    return [name for name in _kept() if any(words.are_in(text) for text in _texts(name))]


def forget_files(names: list[str]) -> None:
    """Delete them; an import that was not carried out then asks for its file again."""
    for name in names:
        default_storage.delete(name)
    ContactImport.objects.filter(kept_as__in=names).update(kept_as="")


def forget_sessions(words: Words) -> int:
    """End the sessions that hold one of the words, in a message not shown yet."""
    count = 0
    for session in Session.objects.iterator():
        if words.are_in(json.dumps(session.get_decoded(), ensure_ascii=False, default=str)):
            session.delete()
            count += 1
    return count


def empty_log(contact: Contact) -> int:
    """Keep of the admin's log who did what and when, not the name and what was changed to."""
    rows = LogEntry.objects.filter(object_id=str(contact.pk))
    rows = rows.filter(content_type=ContentType.objects.get_for_model(Contact))
    return rows.update(object_repr="", change_message="")


def _kept() -> Iterator[str]:
    for folder in FOLDERS:
        if default_storage.exists(folder):
            yield from (f"{folder}/{name}" for name in default_storage.listdir(folder)[1])


def _texts(name: str) -> Iterator[str]:
    """Yield what is written in a file, of a spreadsheet what is in its parts."""
    with default_storage.open(name) as file:
        if not zipfile.is_zipfile(file):
            file.seek(0)
            yield from _decoded(file.read())
            return
        with zipfile.ZipFile(file) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".csv", ".txt")):
                    yield from _decoded(archive.read(part))


def _decoded(data: bytes) -> Iterator[str]:
    for encoding in ENCODINGS:
        yield fold(data.decode(encoding, errors="ignore"))
