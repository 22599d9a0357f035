"""Who is there before a step: on a segment, or by the steps of saved criteria before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Protocol

from django.db.models import Exists, OuterRef, Q

from contacts.models import Contact, ContactQuerySet
from contacts.models.gate import NOT_MARKETING, Occasion
from segments_app import live_index
from segments_app.live_index import ContactSet
from segments_app.models import Segment, SegmentLine, SegmentLineQuerySet, Step
from segments_app.models.occasions import occasion_of

from .audience import StepOptions
from .membership import KeptStep, expected_contacts, named


class There(Protocol):
    """Whom a step finds there; nothing is asked before one of the methods is called."""

    @property
    def occasion(self) -> Occasion:
        """What contacts that come would be approached for."""
        ...

    def count(self) -> int:
        """Count them."""
        ...

    def contacts(self) -> ContactQuerySet:
        """Return them, each once."""
        ...

    def condition(self) -> Q:
        """Return what holds of them, for a query on contacts."""
        ...

    def among(self, contacts: ContactQuerySet) -> ContactQuerySet:
        """Return those of `contacts` who are there."""
        ...

    def count_among(self, contacts: ContactQuerySet) -> int:
        """Count those of `contacts` who are there."""
        ...

    def as_set(self) -> ContactSet | None:
        """Return them for the live index; None where it cannot follow who they are."""
        ...


@dataclass(frozen=True)
class OnSegment:
    """Those whose lines are in force."""

    segment: Segment

    @property
    def occasion(self) -> Occasion:
        return occasion_of(self.segment)

    def count(self) -> int:
        return count_in(self.segment)

    def contacts(self) -> ContactQuerySet:
        return _of(self._lines())

    def condition(self) -> Q:
        return Q(Exists(self._lines().filter(contact=OuterRef("pk"))))

    def among(self, contacts: ContactQuerySet) -> ContactQuerySet:
        return _of(self._lines_of(contacts))

    def count_among(self, contacts: ContactQuerySet) -> int:
        return self._lines_of(contacts).count()

    def as_set(self) -> ContactSet:
        return live_index.on_segment(self.segment)

    def _lines(self) -> SegmentLineQuerySet:
        return SegmentLine.objects.current(self.segment)

    def _lines_of(self, contacts: ContactQuerySet) -> SegmentLineQuerySet:
        return self._lines().filter(contact__in=contacts.order_by().values("pk"))


@dataclass(frozen=True)
class ChosenBy:
    """Those whom kept steps choose today."""

    steps: Sequence[KeptStep]
    now: datetime

    @property
    def occasion(self) -> Occasion:
        return NOT_MARKETING  # only the segment that uses them knows

    def count(self) -> int:
        if not self.steps:
            return 0
        known = self.as_set()
        found = None if known is None else live_index.counts_if_ready([known])
        return self.contacts().count() if found is None else found[0]

    def contacts(self) -> ContactQuerySet:
        return expected_contacts(self.steps, now=self.now)

    def condition(self) -> Q:
        return Q(Exists(self.contacts().filter(pk=OuterRef("pk"))))

    def among(self, contacts: ContactQuerySet) -> ContactQuerySet:
        return contacts.filter(self.condition())

    def count_among(self, contacts: ContactQuerySet) -> int:
        return self.among(contacts).count() if self.steps else 0

    def as_set(self) -> ContactSet | None:
        """Return them, unless somebody is there because of others: colleagues, or a limit."""
        found: ContactSet = live_index.NOBODY
        for step in self.steps:
            options = StepOptions.read(step.options)
            if options.limit or options.reaches_others:
                return None
            with named(step):
                matched = live_index.matching(step.rule, now=self.now)
            if step.action == Step.Action.ADD:
                reasons = live_index.left_out(ignore_exclusion=options.ignore_exclusion)
                found = found | reduce(lambda one, out: one - out, reasons.values(), matched)
            else:
                found = found & matched if step.action == Step.Action.KEEP else found - matched
        return found


def there_of(where: Segment | There) -> There:
    """Return who is there on a segment; what says that already is returned as it is."""
    return OnSegment(where) if isinstance(where, Segment) else where


def count_in(segment: Segment) -> int:
    """Return how many contacts are in the segment: the last step in force has counted them."""
    last = segment.steps.filter(position=segment.position)
    return last.values_list("after_count", flat=True).first() or 0


def _of(lines: SegmentLineQuerySet) -> ContactQuerySet:
    return Contact.objects.filter(pk__in=lines.order_by().values("contact"))
