"""What may be wrong with a rule, in numbers of the contacts of today."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from django.db.models import QuerySet

from segments_app import live_index
from segments_app.common.patience import TooLong, no_longer_than
from segments_app.criteria.dates import today
from segments_app.criteria.editing import Editor
from segments_app.criteria.misreads import Reading, misreads
from segments_app.criteria.parts import Part, part_of
from segments_app.criteria.rules import InvalidRule, Rule, contacts_matching
from segments_app.models import Segment, Step

from .audience import StepOptions, candidates
from .membership import Taken
from .there import There, there_of

MOST_SECONDS = 2.0  # after which no further count is begun
#: Where the steps that are looked over come from: what somebody has put together out of parts.
LOOKED_OVER = (Step.Source.CRITERIA, Step.Source.SAVED_CRITERIA, Step.Source.COMPARISON)
GROWN = 1.2  # times as many as when the step was taken


@dataclass(frozen=True)
class Grown:
    """A step that would add a fifth more today than it matched when it was taken."""

    position: int
    was: int
    count: int
    taken_at: datetime


def find_misreads(where: Segment | There, *, action: str, root: Part, now: datetime) -> Reading:
    """Look over the step being written; what takes too long to count is not told."""
    is_add = action == Step.Action.ADD
    return misreads(
        root,
        counter=_Counter(None if is_add else there_of(where), now),
        everybody=live_index.counts([live_index.EVERYBODY])[0] if is_add else None,
        day=today(now),
    )


@dataclass(frozen=True)
class LookedOver:
    """A step, and what there is to say of it; `root` has its rows by path."""

    step: Taken
    root: Part
    reading: Reading


def look_over_steps(segment: Segment, *, now: datetime) -> list[LookedOver]:
    """Look over the steps taken by criteria; together they take as long as one that is written."""
    return look_over(_steps_by_criteria(segment), now=now)


def look_over(steps: Iterable[Taken], *, now: datetime) -> list[LookedOver]:
    """Look over steps that rules describe."""
    counter = _Counter(None, now)
    everybody = live_index.counts([live_index.EVERYBODY])[0]
    found = []
    for step in steps:
        try:
            root = part_of(Editor.of_rule(step.rule).root)
        except InvalidRule:
            continue
        if root is not None and not step.rule.get("everyone"):
            share = everybody if step.action == Step.Action.ADD else None
            reading = misreads(root, counter=counter, everybody=share, day=today(now))
            found.append(LookedOver(step, root, reading))
    return found


def grown_steps(segment: Segment, *, now: datetime) -> list[Grown]:
    """Return the steps in force that matched a fifth fewer when they were taken than today."""
    found = []
    end = monotonic() + MOST_SECONDS
    for step in _steps_by_criteria(segment).filter(action=Step.Action.ADD):
        was = step.change + sum(step.left_out.values())
        if not was or monotonic() > end:
            continue
        count = count_today(step, end, now=now)
        if count is not None and count >= was * GROWN:
            found.append(Grown(step.position, was, count, step.created_at))
    return found


def count_today(step: Taken, end: float, *, now: datetime) -> int | None:
    """Count whom a step that adds speaks of today; None where there is no rule or no time."""
    try:
        contacts = candidates(step.rule, StepOptions.read(step.options), now=now)
        with no_longer_than(max(end - monotonic(), 0)):
            return contacts.count()
    except (InvalidRule, TooLong):
        return None


def _steps_by_criteria(segment: Segment) -> QuerySet[Step]:
    steps = segment.steps.filter(source__in=LOOKED_OVER, position__lte=segment.position)
    return steps.exclude(action__in=(Step.Action.REFRESH, Step.Action.LIMIT)).order_by("position")


class _Counter:
    """Counts rules by the live index, else by SQL; for Remove and Keep among who is there."""

    def __init__(self, there: There | None, now: datetime) -> None:
        self._there, self._now = there, now
        self._end = monotonic() + MOST_SECONDS

    def __call__(self, rules: Sequence[Rule]) -> Sequence[int | None]:
        sets = live_index.matching_each(rules, now=self._now)
        known = None if self._there is None else self._there.as_set()
        if self._there is None or known is not None:
            asked = sets if known is None else [one & known for one in sets]
            found = live_index.counts_if_ready(asked, builds=len(sets))
            if found is not None:
                return found
        return [self._in_time(rule) for rule in rules]

    def _in_time(self, rule: Rule) -> int | None:
        left = self._end - monotonic()
        if left <= 0:
            return None
        try:
            with no_longer_than(left):
                return self._count(rule)
        except TooLong:
            return None

    def _count(self, rule: Rule) -> int:
        contacts = contacts_matching(rule, now=self._now)
        return contacts.count() if self._there is None else self._there.count_among(contacts)
