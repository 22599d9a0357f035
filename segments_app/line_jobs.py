"""Editing all lines that match the filters of a list, by the worker where there are a great many.

Above filters and services, since the worker has to read the filters again.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from json import dumps
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.http import QueryDict
from django.utils.translation import gettext as _

from segments_app.filters import line_filter
from segments_app.models import Job, Segment, SegmentLine
from segments_app.services import SegmentChanged, edit_lines, request_job
from segments_app.services.jobs import Outcome, for_the_worker

KIND = "edit_lines"


def edit_matching_later(
    segment: Segment,
    *,
    query: str,
    values: Mapping[str, Any],
    count: int,
    url: str,
    by: User | None,
    now: datetime,
) -> Job | None:
    """Ask the worker to edit the lines that the filters in `query` match; None where few do.

    The segment must not have changed until then: other lines might match. The same change
    asked twice is one job.
    """
    if not for_the_worker(count):
        return None
    parameters = {
        "segment": segment.pk,
        "seen_at": segment.modified_at.isoformat(),
        "query": query,
        "values": {name: _plain(value) for name, value in values.items()},
        "url": url,
    }
    digest = sha256(dumps(parameters, sort_keys=True).encode()).hexdigest()[:32]
    return request_job(
        KIND,
        key=f"{KIND}:{segment.pk}:{digest}",
        title=_("Change contacts of segment %(number)s") % {"number": segment.number},
        parameters=parameters,
        url=url,
        total=count,
        by=by,
        now=now,
    )


def edit_matching(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Do what `edit_matching_later` asked for."""
    segment = Segment.objects.get(pk=parameters["segment"])
    if segment.modified_at.isoformat() != parameters["seen_at"]:
        raise SegmentChanged(segment)
    rows = SegmentLine.objects.current(segment).with_effective_values(segment)
    lines: Any = line_filter(segment)(QueryDict(parameters["query"]), queryset=rows).qs
    values = {name: _value(name, plain) for name, plain in parameters["values"].items()}
    count = edit_lines(segment, lines=lines, values=values, by=by, now=now)
    return Outcome({"lines": count}, parameters["url"], count)


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return str(value) if isinstance(value, Decimal | date) else value


def _value(name: str, plain: Any) -> Any:
    field: Any = SegmentLine._meta.get_field(name)
    if plain is None:
        return None
    if field.is_relation:
        return field.related_model._default_manager.get(pk=plain)
    return field.to_python(plain)
