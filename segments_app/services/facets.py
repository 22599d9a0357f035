"""How many contacts each value that can be picked would give, under the other conditions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic

from django.db.models import Count, Q

from contacts.models import Contact, ContactQuerySet
from segments_app import live_index
from segments_app.common.patience import TooLong, no_longer_than
from segments_app.criteria.rules import Rule, contacts_matching
from segments_app.live_index import ContactSet
from segments_app.models import Segment, Step

from .audience import StepOptions, affected, candidates
from .there import There, there_of

AT_ONCE = 50  # values of one statement, and of one request of the page
MOST_SECONDS = 1.5
#: Bitmaps built on the spot; beyond that the database is asked once, and they come later.
BUILDS = 12


def facet_counts(
    where: Segment | There,
    *,
    action: str,
    options: StepOptions,
    rules: Mapping[str, Rule],
    now: datetime,
) -> dict[str, int]:
    """Count what the step would match by each of the rules.

    A rule is left out when there is no time left for it.
    """
    there = there_of(where)
    keys = list(rules)
    found: dict[str, int] = {}
    end = monotonic() + MOST_SECONDS
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        counts = _counts(there, action, options, [rules[key] for key in part], now, end)
        if counts is None:
            break
        found |= dict(zip(part, counts, strict=True))
    return found


def _counts(
    there: There,
    action: str,
    options: StepOptions,
    rules: Sequence[Rule],
    now: datetime,
    end: float,
) -> list[int] | None:
    is_add = action == Step.Action.ADD
    brings = options.with_colleagues or options.with_company if is_add else options.entire_companies
    contacts = Contact.objects.all()
    if brings:
        reach = candidates if is_add else affected
        conditions = [Q(pk__in=reach(rule, options, now=now).values("pk")) for rule in rules]
    else:
        sets = _sets(there, rules, is_add=is_add, now=now)
        quick = live_index.counts_if_ready(sets, builds=BUILDS) if sets else None
        if quick is not None:
            return quick
        shared, own = _shared(rules)
        if shared:
            contacts = contacts_matching({"all": shared}, now=now)
        conditions = [one.condition() for one in live_index.matching_each(own, now=now)]
    return _by_sql(contacts, conditions, None if is_add else there, end)


def _shared(rules: Sequence[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Return what all of the rules demand, to be asked once, and what each demands beside it."""
    wanted = [rule.get("all", []) for rule in rules]
    shared = [part for part in wanted[0] if all(part in parts for parts in wanted)]
    own = [[part for part in parts if part not in shared] for parts in wanted]
    if not shared or not all(own):
        return [], list(rules)
    return shared, [{"all": parts} for parts in own]


def _sets(there: There, rules: Sequence[Rule], *, is_add: bool, now: datetime) -> list[ContactSet]:
    """Return what is counted; nothing where the live index does not know who is there."""
    sets: list[ContactSet] = list(live_index.matching_each(rules, now=now))
    if is_add:
        return sets
    known = there.as_set()
    return [] if known is None else [one & known for one in sets]


def _by_sql(
    contacts: ContactQuerySet, conditions: Sequence[Q], there: There | None, end: float
) -> list[int] | None:
    """Count all in one statement; None where the time is over before it."""
    if there is not None:
        contacts = contacts.filter(there.condition())
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
