"""How many contacts each value that can be picked would give, under the other conditions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic

from django.db.models import Count, Exists, OuterRef, Q

from contacts.models import Contact
from segments_app import live_index
from segments_app.common.patience import TooLong, no_longer_than
from segments_app.criteria.rules import Rule
from segments_app.live_index import ContactSet
from segments_app.models import Segment, SegmentLine, Step

from .audience import StepOptions, affected, candidates

AT_ONCE = 50  # values of one statement, and of one request of the page
MOST_SECONDS = 1.5
#: Bitmaps built on the spot; beyond that the database is asked once, and they come later.
BUILDS = 12


def facet_counts(
    segment: Segment,
    *,
    action: str,
    options: StepOptions,
    rules: Mapping[str, Rule],
    now: datetime,
) -> dict[str, int]:
    """Count what the step would match by each of the rules.

    A rule is left out when there is no time left for it.
    """
    keys = list(rules)
    found: dict[str, int] = {}
    end = monotonic() + MOST_SECONDS
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        counts = _counts(segment, action, options, [rules[key] for key in part], now, end)
        if counts is None:
            break
        found |= dict(zip(part, counts, strict=True))
    return found


def _counts(
    segment: Segment,
    action: str,
    options: StepOptions,
    rules: Sequence[Rule],
    now: datetime,
    end: float,
) -> list[int] | None:
    is_add = action == Step.Action.ADD
    brings = options.with_colleagues or options.with_company if is_add else options.entire_companies
    if brings:
        reach = candidates if is_add else affected
        conditions = [Q(pk__in=reach(rule, options, now=now).values("pk")) for rule in rules]
    else:
        sets = _sets(segment, rules, is_add=is_add, now=now)
        quick = live_index.counts_if_ready(sets, builds=BUILDS)
        if quick is not None:
            return quick
        conditions = [one.condition() for one in sets]
    return _by_sql(conditions, None if is_add else segment, end)


def _sets(
    segment: Segment, rules: Sequence[Rule], *, is_add: bool, now: datetime
) -> list[ContactSet]:
    sets: list[ContactSet] = list(live_index.matching_each(rules, now=now))
    if is_add:
        return sets
    there = live_index.on_segment(segment)
    return [one & there for one in sets]


def _by_sql(conditions: Sequence[Q], segment: Segment | None, end: float) -> list[int] | None:
    """Count all in one statement; None where the time is over before it."""
    contacts = Contact.objects.all()
    if segment is not None:
        lines = SegmentLine.objects.current(segment).filter(contact=OuterRef("pk"))
        contacts = contacts.filter(Exists(lines))
    counts = {f"n{i}": Count("pk", filter=asked) for i, asked in enumerate(conditions)}
    left = end - monotonic()
    if left <= 0:
        return None
    try:
        with no_longer_than(left):
            found = contacts.aggregate(**counts)
    except TooLong:
        return None
    return [found[name] for name in counts]
