"""Erasing where there is much to look through: by the worker, as one transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.models import Contact, ImportRow
from contacts.services import personal
from interactions.models import Interaction
from segments_app.models import Job, SegmentLine
from segments_app.services.jobs import JobRefused, Outcome, has_worker, request_job

KIND = "erasure"
#: Rows with texts of the largest tables, up to which it is done while somebody waits: a million
#: take some three seconds (docs/operations.md).
AT_ONCE = 100_000
LARGEST = (Interaction, SegmentLine, ImportRow)


def erase_later(contact: Contact, *, cause: str, by: User | None, now: datetime) -> Job | None:
    """Ask the worker to erase the contact; None where it takes no time. Pressed twice it is one."""
    if not has_worker() or rows_to_look_through() <= AT_ONCE:
        return None
    return request_job(
        KIND,
        key=f"{KIND}:{contact.pk}",
        title=_("Erase contact %(id)s for good") % {"id": contact.pk},  # without its name
        parameters={"contact": contact.pk, "cause": cause},
        url=reverse("segments:erasure_list"),
        by=by,
        now=now,
    )


def running_for(contact: Contact) -> Job | None:
    """Return the job that is about to erase the contact."""
    return Job.objects.filter(key=f"{KIND}:{contact.pk}", finished_at=None).first()


def erase_for_job(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Erase the contact; who is erased already stays so."""
    contact = Contact(pk=parameters["contact"])
    try:
        personal.erase_contact(contact, cause=parameters["cause"], by=by, now=now)
    except personal.ErasureRefused as error:
        raise JobRefused(str(error)) from error
    return Outcome({"erased": 1}, reverse("segments:erasure_list"), 1)


def rows_to_look_through() -> int:
    """Say roughly how many there are, without counting: keys are given one after another."""
    return sum(model._base_manager.aggregate(last=Max("pk"))["last"] or 0 for model in LARGEST)
