"""Imports of contacts as jobs: looked at, carried out, undone. Each does no harm when repeated."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from hashlib import sha256
from json import dumps
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import ContactImport
from contacts.services.importing import files
from contacts.services.importing.applying import carry_out
from contacts.services.importing.planning import plan
from contacts.services.importing.undoing import undo
from contacts.services.refusals import Refused
from segments_app.common.sheets import Unreadable
from segments_app.models import Job
from segments_app.services.imported import (
    add_imported,
    drop_imported_group,
    take_out_imported,
)
from segments_app.services.jobs import JobRefused, Outcome, request_job

LOOK, IMPORT, UNDO = "contact_look", "contact_import", "contact_undo"


def request_look(imported: ContactImport, *, by: User | None, now: datetime) -> Job:
    """Ask what the import would do; asked twice before anything changed it is one job."""
    planned = imported.planned_at.isoformat() if imported.planned_at else ""
    chosen = [imported.mapping, imported.options, imported.choices]
    said = dumps([imported.shape, chosen, planned], sort_keys=True)
    digest = sha256(said.encode()).hexdigest()[:16]
    title = _("Look at %(file)s") % {"file": imported.file_name[:100]}
    return _request(LOOK, imported, title, suffix=f":{digest}", by=by, now=now)


def request_import(imported: ContactImport, *, by: User | None, now: datetime) -> Job:
    """Ask for the import; pressed twice it is one."""
    title = _("Import %(file)s") % {"file": imported.file_name[:100]}
    return _request(IMPORT, imported, title, by=by, now=now)


def request_undo(imported: ContactImport, *, by: User | None, now: datetime) -> Job:
    """Ask for the import to be taken back; pressed twice it is taken back once."""
    title = _("Undo the import of %(file)s") % {"file": imported.file_name[:100]}
    return _request(UNDO, imported, title, by=by, now=now)


def _request(
    kind: str,
    imported: ContactImport,
    title: str,
    *,
    suffix: str = "",
    by: User | None,
    now: datetime,
) -> Job:
    return request_job(
        kind,
        key=f"{kind}:{imported.pk}{suffix}",
        title=title,
        parameters={"import": imported.pk},
        url=reverse("segments:contact_import_detail", args=[imported.pk]),
        total=imported.read_count or None,
        by=by,
        now=now,
    )


def look(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Plan an import, and change no contact."""
    imported = _import(parameters)
    try:
        done = plan(imported, files.path_of(imported), by=by, is_final=False).imported
    except (Refused, Unreadable) as error:
        raise JobRefused(str(error)) from error
    return Outcome({}, done.get_absolute_url(), done.read_count)


def bring_in(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Carry an import out; its file is thrown away once that is noted."""
    imported = _import(parameters)
    try:
        if imported.is_draft:
            imported = carry_out(imported, files.path_of(imported), by=by, now=now)
        imported = add_imported(imported, by=by, now=now)
    except (Refused, Unreadable) as error:
        raise JobRefused(str(error)) from error
    return Outcome(
        {}, imported.get_absolute_url(), imported.read_count, partial(files.discard, imported)
    )


def take_back(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Undo an import."""
    try:
        imported = _import(parameters)
        take_out_imported(imported, by=by, now=now)
        done = undo(imported, by=by, now=now)
        drop_imported_group(done)
    except Refused as error:
        raise JobRefused(str(error)) from error
    return Outcome({}, done.get_absolute_url(), done.read_count)


def rows_done(job: Job) -> int | None:
    """Return how many rows a running import has read; None for other jobs."""
    if job.kind not in (LOOK, IMPORT) or job.status != Job.Status.RUNNING:
        return None
    rows = ContactImport.objects.filter(pk=job.parameters["import"])
    return rows.values_list("read_count", flat=True).first()


def _import(parameters: Mapping[str, Any]) -> ContactImport:
    imported = ContactImport.objects.filter(pk=parameters["import"]).first()
    if imported is None:
        raise JobRefused(_("Somebody has thrown this import away."))
    return imported


WORK = {LOOK: look, IMPORT: bring_in, UNDO: take_back}
