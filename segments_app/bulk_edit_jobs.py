"""Changing all contacts that match the filters of a list, by the worker where they are many.

Above filters and services, since the worker has to read the filters again.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from contacts.models import BulkEdit
from contacts.services import bulk
from contacts.services.refusals import Refused
from segments_app.models import Job
from segments_app.services.jobs import JobRefused, Outcome, for_the_worker, request_job

KIND = "bulk_edit"
UNDO = "bulk_edit_undo"


def edit_matching_later(
    *,
    query: str,
    changes: bulk.Changes,
    count: int,
    submission: UUID,
    url: str,
    by: User | None,
    now: datetime,
) -> Job | None:
    """Ask the worker to change the contacts that the filters in `query` match; None where few do.

    Asked twice with the same form it is one job.
    """
    if not for_the_worker(count):
        return None
    return request_job(
        KIND,
        key=f"{KIND}:{submission}",
        title=_("Change many contacts"),
        parameters={
            "query": query,
            "changes": changes.as_plain(),
            "count": count,
            "submission": str(submission),
        },
        url=url,
        total=count,
        by=by,
        now=now,
    )


def edit_matching(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Do what `edit_matching_later` asked for."""
    try:
        edit = bulk.edit_contacts(
            bulk.matching(parameters["query"]),
            changes=bulk.Changes.from_plain(parameters["changes"]),
            expected=parameters["count"],
            submission=UUID(parameters["submission"]),
            by=by,
            now=now,
        )
    except Refused as error:
        raise JobRefused(str(error)) from error
    return Outcome({"edit": edit.pk}, edit.get_absolute_url(), parameters["count"])


def undo_later(edit: BulkEdit, *, by: User | None, now: datetime) -> Job | None:
    """Ask the worker to undo a large change; None for a small one."""
    count = edit.contact_count + edit.follower_count
    if not for_the_worker(count):
        return None
    return request_job(
        UNDO,
        key=f"{UNDO}:{edit.pk}",
        title=_("Undo a change of many contacts"),
        parameters={"edit": edit.pk},
        url=edit.get_absolute_url(),
        total=count,
        by=by,
        now=now,
    )


def undo(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Do what `undo_later` asked for."""
    edit = bulk.undo_edit(BulkEdit.objects.get(pk=parameters["edit"]), by=by, now=now)
    return Outcome({"edit": edit.pk}, edit.get_absolute_url(), edit.restored_count)
