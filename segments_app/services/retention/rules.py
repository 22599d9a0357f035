"""Rules: set by administrators, and what each would remove now."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from segments_app.criteria.dates import midnight, moved, today
from segments_app.models import RetentionRule

from .categories import CATEGORIES

MOST_MONTHS = 600


class RetentionRefused(Exception):
    """The rule cannot be; the message says why."""


def rule_of(kind: str) -> RetentionRule:
    """Return the rule of a kind; one that is off where nobody has set one."""
    there = RetentionRule.objects.filter(kind=kind).first()
    return there or RetentionRule(kind=kind, months=CATEGORIES[kind].months)


def matching(kind: str, *, months: int, now: datetime) -> "QuerySet[Any]":
    """Return exactly what a rule of so many months would remove at that moment."""
    before = midnight(moved(today(now), -months, "months"))
    return CATEGORIES[kind].rows(before).order_by("pk")


@transaction.atomic
def set_rule(
    kind: str, *, months: int, is_on: bool, by: User | None, now: datetime
) -> RetentionRule:
    """Set the rule of a kind; said again it changes nothing."""
    if kind not in CATEGORIES or not 1 <= months <= MOST_MONTHS:
        raise RetentionRefused(_("Enter from 1 to 600 months."))
    rule, _made = RetentionRule.objects.update_or_create(
        kind=kind,
        defaults={"months": months, "is_on": is_on, "changed_by": by, "changed_at": now},
    )
    return rule
