"""The fields that a user asked about last: read from her own steps and saved criteria.

Nothing is kept for it. What was written is kept with its author anyway, and says it.
"""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Length

from segments_app.criteria.field_lists import Recent, latest_asked
from segments_app.models import SavedCriteriaVersion, Step

LATEST = 10  # steps and versions that are looked at
MOST_LETTERS = 20_000  # of a rule: one with thousands of values says no more than its neighbours


def recent_fields(user: User) -> Recent:
    """Return the fields of the user's last criteria, the latest first."""
    by_criteria = Step.objects.filter(source=Step.Source.CRITERIA)
    steps = _last_by(user, by_criteria, "rule")
    versions = _last_by(user, SavedCriteriaVersion.objects.all(), "steps")
    asked = [(when, [rule]) for when, rule in steps]
    asked += [(when, [step.get("rule") for step in reversed(kept)]) for when, kept in versions]
    asked.sort(key=lambda one: one[0], reverse=True)
    return latest_asked(rule for _when, rules in asked for rule in rules)


def _last_by(user: User, rows: QuerySet[Any], column: str) -> list[tuple[Any, Any]]:
    small = rows.alias(letters=Length(Cast(column, TextField()))).filter(letters__lt=MOST_LETTERS)
    mine = small.filter(created_by=user).order_by("-pk")
    return list(mine.values_list("created_at", column)[:LATEST])
