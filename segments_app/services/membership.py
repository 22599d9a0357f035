"""Who belongs to a segment by its steps, whatever its lines say: the steps as one condition."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactQuerySet
from contacts.models.gate import NOT_MARKETING, Occasion
from segments_app.criteria.rules import (
    InvalidRule,
    contacts_matching,
    contacts_not_matching,
)
from segments_app.models import Segment, Step

from .audience import StepOptions, affected, candidates
from .limits import within

#: How many unions stand within each other; SQLite's parser gives up at a dozen. Past that a
#: Remove is asked of each part by itself, which is longer and not deeper.
DEEPEST = 4


class Taken(Protocol):
    """What a step is to whoever replays it: a Step, or what was kept of one."""

    @property
    def position(self) -> int: ...
    @property
    def action(self) -> str: ...
    @property
    def rule(self) -> Any: ...
    @property
    def options(self) -> Any: ...


@dataclass(frozen=True)
class KeptStep:
    """A step that saved criteria or a logged segment has kept."""

    position: int
    action: str
    rule: Mapping[str, Any]
    options: Mapping[str, Any]

    @classmethod
    def all_of(cls, steps: Iterable[Mapping[str, Any]]) -> "list[KeptStep]":
        """Return kept steps in their order, without the refreshes between them."""
        return [
            cls(position, step["action"], step["rule"], step.get("options", {}))
            for position, step in enumerate(steps, start=1)
            if step["action"] != Step.Action.REFRESH
        ]


def steps_in_force(segment: Segment) -> list[Step]:
    """Return the steps that say who is in the segment, without the refreshes between them."""
    steps = segment.steps.filter(position__lte=segment.position)
    return list(steps.exclude(action=Step.Action.REFRESH).order_by("position"))


def expected_contacts(
    steps: Iterable[Taken],
    *,
    occasion: Occasion = NOT_MARKETING,
    now: datetime,
    moment: Callable[[Taken], datetime] | None = None,
) -> ContactQuerySet:
    """Return the contacts that the steps choose today, as one condition on contacts.

    Add brings who matches and may be contacted, Remove takes who matches away, Keep leaves only
    who matches, a limit the first of those who are there; each in its turn, with its options.
    Nothing is asked of the contacts yet. InvalidRule names the step that cannot be understood
    any more. `moment` says for each step from which day its relative dates count, where that is
    not `now`.
    """
    parts: list[ContactQuerySet] = []  # whose union is chosen so far
    depth = 0
    for step in steps:
        if step.action == Step.Action.LIMIT:
            chosen = _union(parts) if parts else Contact.objects.none()
            parts = [within(chosen, StepOptions.read(step.options).required_limit)]
            continue
        found = _let_through(step, occasion, now=moment(step) if moment else now)
        if step.action == Step.Action.ADD:
            parts.append(found)
        elif parts:
            if len(parts) > 1 and depth < DEEPEST:
                parts, depth = [_union(parts)], depth + 1
            parts = [part & found for part in parts]
    return _union(parts) if parts else Contact.objects.none()


def contacts_of_step(
    step: Taken, *, occasion: Occasion = NOT_MARKETING, now: datetime
) -> ContactQuerySet:
    """Return whom a step is about: for Add only those who may be contacted."""
    options = StepOptions.read(step.options)
    with named(step):
        if step.action != Step.Action.ADD:
            return affected(step.rule, options, now=now)
        found = candidates(step.rule, options, now=now)
    return found.may_contact(ignore_exclusion=options.ignore_exclusion, occasion=occasion)


def _let_through(step: Taken, occasion: Occasion, *, now: datetime) -> ContactQuerySet:
    """Return whom a step lets be there: for Add and Keep who matches, for Remove all others.

    Without options it is a plain condition, which the database asks only of who is left by
    the steps before it.
    """
    options = StepOptions.read(step.options)
    if step.action == Step.Action.ADD:
        return contacts_of_step(step, occasion=occasion, now=now)
    if options.entire_companies:
        matches = Exists(contacts_of_step(step, now=now).filter(pk=OuterRef("pk")))
        return Contact.objects.filter(matches if step.action == Step.Action.KEEP else ~matches)
    with named(step):
        if step.action == Step.Action.KEEP:
            return contacts_matching(step.rule, now=now)
        return contacts_not_matching(step.rule, now=now)


@contextmanager
def named(step: Taken) -> Iterator[None]:
    """Say in the error of a rule which step it is of."""
    try:
        yield
    except InvalidRule as error:
        message = _("Step %(position)s: %(problem)s")
        values = {"position": step.position, "problem": error.message}
        raise InvalidRule(message % values, error.path) from error


def _union(parts: list[ContactQuerySet]) -> ContactQuerySet:
    first, *others = parts
    if not others:
        return first
    keys = [part.order_by().values("pk") for part in parts]
    return Contact.objects.filter(pk__in=keys[0].union(*keys[1:]))
