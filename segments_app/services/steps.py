"""Steps: add, remove, keep only; looking before, going back and forward (domain.md §2.4-2.7)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactQuerySet
from segments_app.common.retrying import retried
from segments_app.common.sql import unindexed
from segments_app.criteria.rules import Rule, check_rule
from segments_app.live_index import ContactSet, first_by_name
from segments_app.models import Segment, SegmentLine, SegmentLineQuerySet, Step
from segments_app.models.occasions import occasion_of

from .adding import Rows, contact_rows
from .audience import (
    StepOptions,
    affected,
    candidates,
    lines_beyond,
    lines_to_remove,
)
from .limits import beyond, within
from .lineage import refuse_cycle
from .locking import SegmentError, locked_open
from .step_counts import counts_of_add, quick_count_in
from .targets import keep_targets_of
from .there import There, count_in, there_of

NO_OPTIONS = StepOptions()
#: Of so many matches the first ten by name are near the beginning of all contacts by name.
MANY = 2_000


class NoSuchStep(SegmentError):
    """There is no step to go back or forward to."""


@dataclass(frozen=True)
class Preview:
    """What a step would do now: nothing has been written.

    `matched` are the contacts that rule and options speak of, for Remove and Keep among those
    in the segment; `changed` is how many would be added or removed. `contacts` are those who
    would be added, removed, or kept, ordered by name, and read when somebody asks; `known` are
    the same where bitmaps said how many they are.
    """

    matched: int
    changed: int
    before: int
    after: int
    contacts: ContactQuerySet
    left_out: dict[str, int] = field(default_factory=dict)
    known: ContactSet | None = None

    def first(self, count: int) -> list[Contact]:
        """Return the first of the contacts, with their companies."""
        keys = first_by_name(self.known, count) if self.known else None
        found = self.contacts
        if keys is not None:
            found = Contact.objects.filter(pk__in=keys).order_by(unindexed("name"), "pk")
        return list(found.select_related("company")[:count])


@retried
@transaction.atomic
def take_step(
    segment: Segment,
    *,
    action: str,
    rule: Rule,
    options: StepOptions = NO_OPTIONS,
    source: str = Step.Source.CRITERIA,
    expected_position: int | None = None,
    by: User | None,
    now: datetime,
) -> Step:
    """Add the contacts that `rule` matches, remove them, or keep only them.

    Steps that had been gone back on are dropped first. The step is recorded even when it
    changes nothing. A fixed number of statements; no contact is read into Python.
    `expected_position` refuses the step when somebody else has taken one meanwhile.
    """
    segment = locked_open(segment, position=expected_position)
    return apply_step(
        segment,
        action=action,
        rule=check_rule(rule),
        options=options,
        source=source,
        by=by,
        now=now,
    )


def apply_step(
    segment: Segment,
    *,
    action: str,
    rule: Rule,
    options: StepOptions,
    source: str,
    rows: Rows | None = None,
    by: User | None,
    now: datetime,
) -> Step:
    """Do what `take_step` does on a locked segment.

    `rows` are what an Add inserts lines from, where those are not simply the contacts that the
    rule matches.
    """
    refuse_cycle(segment, [rule])
    drop_steps_ahead(segment)
    before = count_in(segment)
    position = segment.position + 1
    left_out: dict[str, int] = {}
    if action == Step.Action.ADD:
        rows = rows or contact_rows(
            candidates(rule, options, now=now), options, occasion_of(segment)
        )
        added, left_out = rows.insert(segment, position)
        after = before + added
    else:
        lines = lines_taken(segment, action, rule, options, now=now)
        after = before - lines.update(removed_at=position)
    step = segment.steps.create(
        position=position,
        action=action,
        source=source,
        rule=rule,
        options=options.as_dict(),
        before_count=before,
        after_count=after,
        left_out=left_out,
        created_by=by,
        created_at=now,
    )
    move_to(segment, position, now=now, written=source == Step.Source.CRITERIA)
    return step


def lines_taken(
    segment: Segment, action: str, rule: Rule, options: StepOptions, *, now: datetime
) -> SegmentLineQuerySet:
    """Return the lines that a step takes away which is no Add."""
    if action == Step.Action.LIMIT:
        return lines_beyond(segment, options.required_limit)
    return lines_to_remove(segment, action, affected(rule, options, now=now))


def drop_steps_ahead(segment: Segment) -> None:
    """Forget the steps after the position: a new one is about to be taken instead of them."""
    if not segment.steps.filter(position__gt=segment.position).delete()[0]:
        return
    lines = SegmentLine.objects.filter(segment=segment.pk)
    lines.filter(added_at__gt=segment.position).delete()
    lines.filter(removed_at__gt=segment.position).update(removed_at=None)


def move_to(segment: Segment, position: int, *, now: datetime, written: bool = False) -> None:
    """Put the locked segment at `position`; `written` also clears the step being written."""
    segment.position = position
    segment.modified_at = now
    changed = ["position", "modified_at"]
    if written:
        segment.draft = None
        changed.append("draft")
        segment.draft_states.all().delete()
    segment.save(update_fields=changed)
    keep_targets_of(segment)


@retried
@transaction.atomic
def go_to(segment: Segment, *, position: int, by: User | None, now: datetime) -> Segment:
    """Go back, or forward again, to just after the step at `position`; 0 is the beginning.

    Lines stay as they are with all that was edited on them: only the position moves.
    """
    segment = locked_open(segment)
    if position and not segment.steps.filter(position=position).exists():
        raise NoSuchStep(_("There is no step %(position)s any more.") % {"position": position})
    move_to(segment, position, now=now)
    return segment


def preview_step(
    where: Segment | There,
    *,
    action: str,
    rule: Rule,
    options: StepOptions = NO_OPTIONS,
    now: datetime,
) -> Preview:
    """Count what the step would do now, and name whom; a fixed number of statements."""
    there = there_of(where)
    rule = check_rule(rule)
    if action == Step.Action.ADD:
        return _preview_add(there, rule, options, now=now)
    if action == Step.Action.LIMIT:
        return _preview_limit(there, options)
    matching = affected(rule, options, now=now)
    before = there.count()
    matched, known = quick_count_in(there, rule, options, now=now)
    if matched is None:
        matched = there.count_among(matching)
    after = matched if action == Step.Action.KEEP else before - matched
    return Preview(
        matched=matched,
        changed=before - after,
        before=before,
        after=after,
        contacts=there.among(matching).order_by("name", "pk"),
        known=known,
    )


def _preview_limit(there: There, options: StepOptions) -> Preview:
    before = there.count()
    changed = beyond(there.contacts(), options.required_limit).count()
    return Preview(
        matched=before - changed,
        changed=changed,
        before=before,
        after=before - changed,
        contacts=within(there.contacts(), options.required_limit).order_by("name", "pk"),
    )


def _preview_add(there: There, rule: Rule, options: StepOptions, *, now: datetime) -> Preview:
    before = there.count()
    counts = counts_of_add(there, rule, options, before=before, now=now)
    changed = counts.allowed - counts.there
    are_many = changed >= MANY
    found = candidates(rule, options, now=now, one_by_one=are_many)
    newcomers = found.filter(~there.condition()) if before else found
    newcomers = newcomers.may_contact(
        ignore_exclusion=options.ignore_exclusion, occasion=there.occasion
    )
    return Preview(
        matched=counts.matched,
        changed=changed,
        before=before,
        after=before + changed,
        contacts=newcomers.order_by("name" if are_many else unindexed("name"), "pk")
        if changed
        else Contact.objects.none(),
        left_out=counts.reasons,
        known=counts.newcomers,
    )
