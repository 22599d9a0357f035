"""Files of contacts: taken by what is in them, stored under names that say nothing, deleted whole.

A scanner for viruses reads `MEDIA_ROOT`, or is called by `store` between reading and storing.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import IO
from uuid import UUID

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactFile
from segments_app.common.downloads import file_name
from segments_app.common.file_kinds import Kind, kind_of
from segments_app.common.submissions import once

from .refusals import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 50
MOST_OF_A_CONTACT = 100 * 1024 * 1024
LONGEST_STEM = 120


class FileRefused(Refused):
    """The file is too big, of a kind we do not keep, or one too many."""


@once(ContactFile)
@transaction.atomic
def store_file(
    contact: Contact,
    *,
    file: IO[bytes],
    name: str,
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> ContactFile:
    """Keep a file with the contact; two at once share what room there is."""
    Contact.objects.select_for_update().only("pk").get(pk=contact.pk)
    data = file.read(MOST_BYTES + 1)
    kind = accepted(data, name)
    check_room(contact, len(data))
    kept = ContactFile(
        contact=contact,
        name=named(name, kind),
        content_type=kind.content_type,
        size=len(data),
        submission=submission,
        created_by=by,
        created_at=now,
    )
    kept.file.save(uuid.uuid4().hex, ContentFile(data), save=False)
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
    except BaseException:
        default_storage.delete(kept.file.name or "")
        raise
    return kept


@transaction.atomic
def delete_file(kept: ContactFile, *, by: User | None, now: datetime) -> None:
    """Delete the row, and what is stored once that is sure."""
    name = kept.file.name or ""
    kept.delete()
    discard_files([name])


def discard_files(names: Iterable[str]) -> None:
    """Delete stored files once the transaction is sure."""
    for name in names:
        if name:
            transaction.on_commit(partial(default_storage.delete, name))


def stored_names(contacts: Iterable[int]) -> list[str]:
    """Return what is stored of these contacts: files and pictures."""
    keys = list(contacts)
    files = ContactFile.objects.filter(contact__in=keys).values_list("file", flat=True)
    pictures = Contact.objects.filter(pk__in=keys).exclude(image="")
    return [*files, *pictures.values_list("image", flat=True)]


def accepted(data: bytes, name: str) -> Kind:
    """Return what the file is, or say why it is not kept."""
    if not data:
        raise FileRefused(_("The file is empty."))
    if len(data) > MOST_BYTES:
        raise FileRefused(
            _("The file is too big: %(most)s at most.") % {"most": filesizeformat(MOST_BYTES)}
        )
    kind = kind_of(data, name)
    if kind is None:
        raise FileRefused(
            _(
                "This kind of file is not kept. PDF, pictures (PNG, JPEG, WebP), documents of "
                "Word, Excel, PowerPoint and OpenDocument without macros, and plain text are."
            )
        )
    return kind


def check_room(contact: Contact, size: int) -> None:
    """Refuse what is more than a contact may have."""
    present = ContactFile.objects.filter(contact=contact.pk)
    used = present.aggregate(bytes=Sum("size", default=0))["bytes"]
    if present.count() >= MOST_FILES or used + size > MOST_OF_A_CONTACT:
        text = _("A contact has %(count)s files and %(most)s at most. Delete one first.")
        most = filesizeformat(MOST_OF_A_CONTACT)
        raise FileRefused(text % {"count": MOST_FILES, "most": most})


def named(name: str, kind: Kind) -> str:
    """Return the name for people, with the ending of what the file is."""
    clean = file_name(name.rpartition("/")[2].rpartition("\\")[2])
    stem, point, ending = clean.rpartition(".")
    return f"{(stem if point else ending)[:LONGEST_STEM] or _('File')}.{kind.ending}"
