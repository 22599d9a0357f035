"""How a segment has moved by its refreshes, in a few numbers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from segments_app.models import Refresh, RefreshMove, Segment

from .upkeep import has_moved_far

LATELY = timedelta(days=1)
JUST_NOW = timedelta(minutes=1)
MOST_CAUSES = 3


@dataclass(frozen=True)
class CauseCount:
    """How many contacts joined or left for one cause, by the rule of one step."""

    joined: bool
    cause: str
    step: int | None
    count: int

    @property
    def label(self) -> str:
        """The cause in words."""
        return str(RefreshMove.Cause(self.cause).label)


@dataclass(frozen=True)
class Drift:
    """A segment that has moved far within a day: from what to what, and mostly why."""

    before: int
    after: int
    since: datetime
    is_just_now: bool
    last: Refresh
    causes: list[CauseCount]


def drift_of(segment: Segment, *, now: datetime) -> Drift | None:
    """Return how the segment has moved in the last day; None where it was by less than a fifth."""
    lately = segment.refreshes.filter(started_at__gte=now - LATELY)
    refreshes = list(lately.order_by("started_at", "pk"))
    if not refreshes:
        return None
    first, last = refreshes[0], refreshes[-1]
    if not has_moved_far(first.before_count, last.after_count):
        return None
    causes = causes_of(refreshes)
    since = first.started_at
    is_just_now = now - since < JUST_NOW
    return Drift(first.before_count, last.after_count, since, is_just_now, last, causes)


def causes_of(refreshes: list[Refresh]) -> list[CauseCount]:
    """Count who joined and left by cause and step, the most frequent first."""
    rows = RefreshMove.objects.filter(refresh__in=refreshes).order_by()
    counts = rows.values_list("joined", "cause", "step").annotate(count=Count("pk"))
    found = [CauseCount(*row) for row in counts.order_by("-count", "joined", "cause", "step")]
    return found[:MOST_CAUSES]
