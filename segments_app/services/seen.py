"""What was seen of saved criteria: how many each step matched, so that growing is noticed."""

from datetime import datetime
from time import monotonic
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from segments_app.models import SavedCriteria, Step

from .membership import KeptStep
from .misreads import GROWN, MOST_SECONDS, Grown, LookedOver, count_today, look_over
from .saved_criteria import locked_criteria

NOT_ASKED = (Step.Action.LIMIT, Step.Action.REFRESH)


def look_over_criteria(criteria: SavedCriteria, *, now: datetime) -> list[LookedOver]:
    """Look over the steps of saved criteria: does each say what is meant?"""
    kept = KeptStep.all_of(criteria.steps)
    return look_over([step for step in kept if step.action not in NOT_ASKED], now=now)


def grown_criteria(criteria: SavedCriteria, *, by: User | None, now: datetime) -> list[Grown]:
    """Return the steps that match a fifth more than when they were seen first.

    A step that is seen for the first time is written down; a changed one is another step.
    """
    counts = _counts(criteria, now=now)
    seen = {str(one["step"]): one for one in _remember(criteria, counts, now=now)}
    found = []
    for position, count in counts.items():
        one = seen.get(str(_asked(criteria.steps[position - 1])))
        if one and one["count"] and count >= one["count"] * GROWN:
            at = datetime.fromisoformat(one["at"])
            found.append(Grown(position, one["count"], count, at))
    return found


def _counts(criteria: SavedCriteria, *, now: datetime) -> dict[int, int]:
    end = monotonic() + MOST_SECONDS
    adds = [one for one in KeptStep.all_of(criteria.steps) if one.action == Step.Action.ADD]
    counts = {one.position: count_today(one, end, now=now) for one in adds}
    return {position: count for position, count in counts.items() if count is not None}


@transaction.atomic
def _remember(
    criteria: SavedCriteria, counts: dict[int, int], *, now: datetime
) -> list[dict[str, Any]]:
    """Write down the steps that had not been seen, and forget those that are gone."""
    row = locked_criteria(criteria)
    present = [_asked(step) for step in row.steps]
    seen = [one for one in row.seen if one["step"] in present]
    for position, count in counts.items():
        step = _asked(criteria.steps[position - 1])
        if step in present and step not in [one["step"] for one in seen]:
            seen.append({"step": step, "count": count, "at": now.isoformat()})
    if seen != row.seen:
        row.seen = seen
        row.save(update_fields=["seen"])
    return seen


def _asked(step: dict[str, Any]) -> dict[str, Any]:
    """Return what of a step decides whom it speaks of."""
    return {"rule": step["rule"], "options": step.get("options", {})}
