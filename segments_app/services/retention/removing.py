"""Removing what rules say, in batches: killed at any point, the rest is done the next time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from segments_app.models import Job, RetentionRule
from segments_app.services.jobs import Outcome, request_job

from .categories import CATEGORIES
from .rules import matching, rule_of

KIND = "retention"
DAY = "day-"


def request_run(kind: str, *, months: int, by: User | None, now: datetime) -> Job:
    """Ask for a rule to be carried out; once a minute it is one job."""
    return _request(kind, months=months, key=f"{now:%Y%m%d%H%M}", by=by, now=now)


def request_due(*, now: datetime) -> int:
    """Give the worker the rules in force, each once a day; return how many."""
    count = 0
    for rule in RetentionRule.objects.filter(is_on=True).order_by("kind"):
        day = f"{DAY}{timezone.localtime(now):%Y%m%d}"
        if not Job.objects.filter(key=_key(rule.kind, day)).exists():
            _request(rule.kind, months=rule.months, key=day, by=None, now=now)
            count += 1
    return count


def run_for_job(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Carry a rule out; of one that was set by the clock, as it stands by now."""
    kind, months = parameters["kind"], parameters["months"]
    url = reverse("segments:retention_rule", args=[kind])
    if parameters["is_scheduled"]:
        rule = rule_of(kind)
        if not rule.is_on:
            return Outcome({"removed": 0}, url, 0)
        months = rule.months
    removed = remove(kind, months=months, by=by, now=now)
    return Outcome({"removed": removed}, url, removed)


def remove(kind: str, *, months: int, by: User | None, now: datetime) -> int:
    """Remove what is older than so many months; each batch is asked for anew."""
    category, removed, last = CATEGORIES[kind], 0, 0
    while True:
        with transaction.atomic():
            rows = matching(kind, months=months, now=now).filter(pk__gt=last)
            keys = list(rows.values_list("pk", flat=True)[: category.batch])
            if not keys:
                return removed
            removed += category.remove(keys, by, now)
            last = keys[-1]


def _request(kind: str, *, months: int, key: str, by: User | None, now: datetime) -> Job:
    return request_job(
        KIND,
        key=_key(kind, key),
        title=_("Remove: %(what)s") % {"what": CATEGORIES[kind].label},
        parameters={"kind": kind, "months": months, "is_scheduled": key.startswith(DAY)},
        url=reverse("segments:retention_rule", args=[kind]),
        by=by,
        now=now,
    )


def _key(kind: str, when: str) -> str:
    return f"{KIND}:{kind}:{when}"
