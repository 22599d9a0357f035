"""Where else a person is named: kept files, messages of sessions, the log of the admin."""

import json
import zipfile
from collections.abc import Callable, Iterator
from typing import IO

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage

from contacts.models import Contact, ContactImport
from segments_app.common.folding import fold
from segments_app.common.sql import one_at_a_time

from .words import Words

#: Folders of the storage, of all packages: the `ready` of an app adds its own.
FOLDERS = ["contact_imports"]
#: Of those, the ones whose files are made anew for the asking: which of their files are whole.
MADE_ANEW: dict[str, Callable[[list[str]], set[str]]] = {}
ENCODINGS = ("utf-8", "cp1252", "utf-16-le", "utf-16-be")
#: Bytes of a file read at once, and of those before that are read with them: a word may lie
#: over the edge. Both are even, as two bytes are a letter in UTF-16.
PIECE = 1 << 20
OVERLAP = 1 << 12


def hold_files() -> None:
    """Keep and look through files one at a time, until the transaction ends."""
    one_at_a_time("kept files")


def files_naming(words: Words) -> list[str]:
    """Return the kept files in which one of the words stands, or may stand.

    Of files that are made anew for the asking, those that nobody can read through are among them:
    what a worker that was killed has left, and what is drawn.
    """
    return sorted({*_unreadable(), *(name for name in _kept() if _names(name, words))})


def unname_files(names: list[str]) -> None:
    """Have no import name these files: one that was not carried out asks for its file again."""
    ContactImport.objects.filter(kept_as__in=names).update(kept_as="")


def forget_files(names: list[str]) -> None:
    """Delete them. Where this is cut short, tidying up finds files that nothing names."""
    for name in names:
        default_storage.delete(name)


def forget_made_anew(names: list[str]) -> list[str]:
    """Delete those that are made anew for the asking, before all is sure; return the others.

    So nothing is left of them where the worker is killed in the moment that all is.
    """
    made_anew = [name for name in names if name.rpartition("/")[0] in MADE_ANEW]
    forget_files(made_anew)
    return [name for name in names if name not in made_anew]


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
        yield from _in_folder(folder)


def _in_folder(folder: str) -> list[str]:
    if not default_storage.exists(folder):
        return []
    return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]


def _unreadable() -> Iterator[str]:
    for folder, whole in MADE_ANEW.items():
        names = _in_folder(folder)
        readable = whole(names)
        yield from (name for name in names if name not in readable or _is_drawn(name))


def _is_drawn(name: str) -> bool:
    try:
        with default_storage.open(name) as file:
            return bool(file.read(5) == b"%PDF-")
    except FileNotFoundError:  # it was kept long enough in this moment
        return False


def _names(name: str, words: Words) -> bool:
    try:
        return any(words.are_in(text) for text in _texts(name))
    except FileNotFoundError:
        return False


def _texts(name: str) -> Iterator[str]:
    """Yield what is written in a file, of a spreadsheet what is in its parts."""
    with default_storage.open(name) as file:
        if not zipfile.is_zipfile(file):
            file.seek(0)
            yield from _decoded(file)
            return
        with zipfile.ZipFile(file) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".csv", ".txt")):
                    with archive.open(part) as opened:
                        yield from _decoded(opened)


def _decoded(file: IO[bytes]) -> Iterator[str]:
    """Yield a file piece by piece, as each encoding has it; exports may be large."""
    before = b""
    while data := file.read(PIECE):
        piece = before + data
        for encoding in ENCODINGS:
            yield fold(piece.decode(encoding, errors="ignore"))
        before = piece[-OVERLAP:]
