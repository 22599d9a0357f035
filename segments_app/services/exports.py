"""The record of exports, and the files of those that the worker writes."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.utils import timezone

from segments_app.models import ExportRecord

from .kept_files import FOLDER

DATA_OF_ONE = "segments:contact_data"


def record_export(
    *,
    view: str,
    name: str,
    path: str,
    query: str,
    filters: str,
    columns: Iterable[str],
    format: str,  # noqa: A002 (the field's name)
    row_count: int,
    by: User,
    now: datetime,
) -> ExportRecord:
    """Note who takes what."""
    return ExportRecord.objects.create(
        view=view,
        name=name[:200],
        path=path[:200],
        query=query,
        filters=filters,
        columns=list(columns),
        format=format,
        row_count=row_count,
        created_by=by,
        created_at=now,
    )


def last_export(*, view: str, by: User) -> ExportRecord | None:
    """Return what the user took of the list the last time."""
    return ExportRecord.objects.filter(created_by=by, view=view).order_by("-pk").first()


def exports_since(moment: datetime, *, but_of: str) -> QuerySet[ExportRecord]:
    """Return what was taken since then, which may have held a person who was there (ER-08).

    Not the data about single persons, but for that below the address `but_of`.
    """
    others = Q(view__startswith=DATA_OF_ONE) & ~Q(path__startswith=but_of)
    rows = ExportRecord.objects.filter(created_at__gte=moment).exclude(others)
    return rows.select_related("created_by").order_by("-pk")


def forget_old_files(*, now: datetime) -> int:
    """Delete the files that are kept long enough; return how many."""
    if not default_storage.exists(FOLDER):
        return 0
    before = now - timedelta(days=settings.KEEP_EXPORTS_DAYS)
    names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    old = [name for name in names if modified_at(name) < before]
    for name in old:
        default_storage.delete(name)
    return len(old)


def modified_at(name: str) -> datetime:
    moment = default_storage.get_modified_time(name)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
