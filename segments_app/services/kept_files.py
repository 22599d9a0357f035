"""Files that the worker writes for who asked: whole or not there, and of nobody who was erased.

Who erases looks through the kept files, alone with them. A file that is being written then is
written anew, as it may name who was there when it was begun.
"""

from collections.abc import Callable, Iterable
from tempfile import TemporaryFile
from typing import IO
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from contacts.models import Erasure
from contacts.services.personal.elsewhere import hold_files
from segments_app.models import Job

from .jobs import JobRefused

FOLDER = "exports"
TRIES = 5


def keep_written(write: Callable[[IO[bytes]], None], *, key: str) -> str:
    """Have the file of a job written, and keep it; return its name."""
    for _attempt in range(TRIES):
        before = _last_erasure()
        with TemporaryFile() as file:
            write(file)
            file.seek(0)
            if name := _keep(file, key=key, before=before):
                return name
    raise JobRefused(_("Contacts were erased while the file was written. Start it again."))


def whole(names: Iterable[str]) -> set[str]:
    """Return which of these files a job names; the others were cut short."""
    jobs = Job.objects.filter(result__file__in=list(names))
    return set(jobs.values_list("result__file", flat=True))


@transaction.atomic
def _keep(file: IO[bytes], *, key: str, before: int) -> str:
    """Keep it under a name that nobody guesses; "" where somebody was erased meanwhile."""
    hold_files()
    if _last_erasure() != before:
        return ""
    name = default_storage.save(f"{FOLDER}/{uuid4().hex}", File(file))
    Job.objects.filter(key=key).update(result={"file": name})
    return name


def _last_erasure() -> int:
    return Erasure.objects.aggregate(last=Max("pk"))["last"] or 0
