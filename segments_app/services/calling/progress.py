"""What has come of calls: by whom they were made, and with what result."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from interactions.models import Interaction, InteractionQuerySet
from segments_app.common.models import Evaluation
from segments_app.models import MadeCall, Segment, SegmentCall

#: What a call can have come to: an evaluation, reached without one, or not reached.
NOT_EVALUATED, FAILED = "reached", "failed"
RESULTS = (*Evaluation.values, NOT_EVALUATED, FAILED)


@dataclass
class CallerFigures:
    """The calls of one caller; without a caller, those of all."""

    caller: int | None
    name: str
    calls: int
    minutes: int
    results: dict[str, int] = field(default_factory=dict)


def made_calls(**narrowed: Any) -> InteractionQuerySet:
    """Return the calls made from segments that count."""
    calls = Interaction.objects.counted().filter(made_call__isnull=False)
    return calls.filter(**narrowed)


def with_result(result: str) -> Q:
    """Return the condition that a call came to this."""
    if result == FAILED:
        return Q(attempt_failed=True)
    evaluation = "" if result == NOT_EVALUATED else result
    return Q(attempt_failed=False, evaluation=evaluation)


def caller_figures(calls: InteractionQuerySet) -> list[CallerFigures]:
    """Return the figures of each caller, who has made most first; two statements."""
    counts = {result: Count("pk", filter=with_result(result)) for result in RESULTS}
    rows: list[Any] = list(
        calls.order_by()
        .values("created_by")
        .annotate(calls=Count("pk"), minutes=Sum("duration", default=0), **counts)
    )
    users = User.objects.in_bulk([row["created_by"] for row in rows if row["created_by"]])
    figures = [_figures(row, users.get(row["created_by"])) for row in rows]
    return sorted(figures, key=lambda one: (-one.calls, one.name))


def result_figures(callers: list[CallerFigures]) -> CallerFigures:
    """Return the figures of all callers together."""
    return CallerFigures(
        caller=None,
        name="",
        calls=sum(one.calls for one in callers),
        minutes=sum(one.minutes for one in callers),
        results={name: sum(one.results[name] for one in callers) for name in RESULTS},
    )


def segments_called_by(user: User, *, now: datetime) -> Any:
    """Return the open segments that the user calls, with how many calls are due by now."""
    made = MadeCall.objects.filter(made_by=user).values("segment")
    held = SegmentCall.objects.filter(claimed_by=user).values("segment")
    due = SegmentCall.objects.due(now).order_by().filter(segment=OuterRef("pk"))
    counted = due.values("segment").annotate(number=Count("pk")).values("number")
    return (
        Segment.objects.open()
        .filter(Q(pk__in=made) | Q(pk__in=held))
        .annotate(due_calls=Coalesce(Subquery(counted), 0))
        .order_by("-modified_at", "-pk")
    )


def _figures(row: dict[str, Any], user: User | None) -> CallerFigures:
    name = (user.get_full_name() or user.get_username()) if user else "–"
    results = {result: row[result] for result in RESULTS}
    return CallerFigures(row["created_by"], name, row["calls"], row["minutes"], results)
