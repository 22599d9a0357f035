"""Recording what all contacts that match the filters of a list have said, by the worker if many."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from contacts import services
from contacts.models import ConsentWording, Purpose
from contacts.services import bulk
from segments_app.models import Job
from segments_app.services.jobs import JobRefused, Outcome, for_the_worker, request_job

KIND = "bulk_consent"
PLAIN = ("status", "method", "basis", "evidence", "source", "cause")


def record_later(
    *,
    query: str,
    channels: list[str],
    statement: services.Statement,
    count: int,
    submission: str,
    url: str,
    by: User | None,
    now: datetime,
) -> Job | None:
    """Ask the worker to record it of the contacts that match; None where few do."""
    if not for_the_worker(count):
        return None
    said: dict[str, Any] = {name: getattr(statement, name) for name in PLAIN}
    said |= {
        "purpose": statement.purpose.pk,
        "wording": statement.wording and statement.wording.pk,
        "happened_at": (statement.happened_at or now).isoformat(),
    }
    return request_job(
        KIND,
        key=f"{KIND}:{submission}",
        title=_("Record consent of many contacts"),
        parameters={"query": query, "channels": channels, "said": said, "count": count},
        url=url,
        total=count,
        by=by,
        now=now,
    )


def record_matching(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Do what `record_later` asked for."""
    said = dict(parameters["said"])
    said["purpose"] = Purpose.objects.get(pk=said["purpose"])
    said["wording"] = ConsentWording.objects.filter(pk=said["wording"]).first()
    said["happened_at"] = parse_datetime(said["happened_at"])
    contacts = bulk.matching(parameters["query"])
    if contacts.count() != parameters["count"]:
        raise JobRefused(_("Other contacts match by now, so nothing was recorded. Look again."))
    done = services.record_consents(
        contacts,
        channels=parameters["channels"],
        statement=services.Statement(**said),
        by=by,
        now=now,
    )
    numbers = {"recorded": done.recorded, "unchanged": done.unchanged, "kept": done.kept}
    return Outcome(numbers, reverse("contacts:contact_list"), parameters["count"])
