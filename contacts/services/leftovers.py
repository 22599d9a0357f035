"""Stored files that nothing names: left by a transaction that was taken back, or by a crash.

A file is stored before its row is sure, and deleted once that its row is gone is sure. What lies
between is found here, a day later, and by then nobody is about to write its row.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from contacts.models import Contact, ContactFile, ContactImport, Merge, MergeChange

#: By folder: which of these names something names. The `ready` of an app may add its own.
NAMED: dict[str, Callable[[list[str]], Iterable[str]]] = {}
YOUNG = timedelta(days=1)
BATCH = 500


def forget_leftovers(*, now: datetime) -> int:
    """Delete what is stored about contacts and named by no row; return how many files."""
    count = 0
    for folder, named in NAMED.items():
        for names in _in_batches(folder):
            left = set(names) - set(named(names))
            for name in sorted(left):
                if _stored_at(name) < now - YOUNG:
                    default_storage.delete(name)
                    count += 1
    return count


def _in_batches(folder: str) -> Iterator[list[str]]:
    if not default_storage.exists(folder):
        return
    names = [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]


def _stored_at(name: str) -> datetime:
    moment = default_storage.get_modified_time(name)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _files(names: list[str]) -> Iterable[str]:
    return ContactFile.objects.filter(file__in=names).values_list("file", flat=True)


def _imports(names: list[str]) -> Iterable[str]:
    return ContactImport.objects.filter(kept_as__in=names).values_list("kept_as", flat=True)


def _pictures(names: list[str]) -> Iterable[str]:
    """Yield those of contacts, and of contacts that un-merging would bring back."""
    yield from Contact.objects.filter(image__in=names).values_list("image", flat=True)
    gone = Merge.objects.filter(gone__image__in=names)
    yield from gone.values_list("gone__image", flat=True)
    for column in ("before__image", "after__image"):
        changed = MergeChange.objects.filter(**{f"{column}__in": names})
        yield from changed.values_list(column, flat=True)


NAMED |= {"contact-files": _files, "contact_imports": _imports, "contacts": _pictures}
