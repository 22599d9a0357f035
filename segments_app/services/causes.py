"""Why contacts joined or left: which step decides, and what has happened since.

A few statements for all of a refresh, each of which looks only at the contacts that moved.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    Case,
    Exists,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from contacts.models import (
    ConsentEvent,
    ConsentState,
    Contact,
    ContactAnswer,
    ContactBusinessRelation,
    ContactChange,
    ContactIndustryGroup,
    ContactJobResponsibility,
    ContactMailingGroup,
    ContactWebSource,
)
from contacts.models.gate import Occasion
from contacts.services.attributes import PREFIX
from interactions.models import Interaction
from segments_app.criteria.dates import today
from segments_app.criteria.naming import fields_asked, tables_asked
from segments_app.models import Refresh, RefreshMove, Segment, SegmentLine, Step
from segments_app.models.occasions import occasion_of

from .audience import StepOptions, candidates
from .lineage import segments_named
from .membership import Taken, contacts_of_step, expected_contacts

Cause = RefreshMove.Cause
GROUP_FIELDS = ("mailing_group", "industry_group", "business_relation", "job_responsibility")
GROUPS: tuple[type[Model], ...] = (
    ContactMailingGroup,
    ContactIndustryGroup,
    ContactBusinessRelation,
    ContactJobResponsibility,
    ContactWebSource,
)


def find_causes(
    refresh: Refresh, segment: Segment, steps: Sequence[Step], *, now: datetime
) -> None:
    """Write on each of the rows which step decides, and the first cause that is evident."""
    moves = RefreshMove.objects.filter(refresh=refresh.pk)
    occasion = occasion_of(segment)
    _find_steps(moves, segment, steps, occasion, now=now)
    _find_who_may_not(moves, steps, occasion)
    _find_passing_of_time(refresh, moves, steps, occasion, now=now)
    found = evidence(steps, refresh.since, has_purpose=segment.purpose_id is not None)
    whens = [When(e.of_move(), then=Value(e.cause)) for e in found]
    was_edited = refresh.since is not None and segment.modified_at > refresh.since
    rest = Cause.DETAILS if was_edited else Cause.OTHER
    moves.filter(cause=Cause.UNKNOWN).update(cause=Case(*whens, default=Value(rest)))


def _find_steps(
    moves: QuerySet[RefreshMove],
    segment: Segment,
    steps: Sequence[Step],
    occasion: Occasion,
    *,
    now: datetime,
) -> None:
    """Walk the steps back from the last: the first that says something of a contact decides.

    Of who left and is not named by any, it is the step that once added it, when one has.
    """
    joined, left = [], []
    for index, step in reversed(list(enumerate(steps))):
        if step.action == Step.Action.LIMIT:  # decides of those who came as far as to it
            came = expected_contacts(steps[:index], occasion=occasion, now=now).values("pk")
            left.append(When(contact__in=came, then=Value(step.position)))
            continue
        adds = step.action == Step.Action.ADD
        matches = Exists(
            contacts_of_step(step, occasion=occasion, now=now).filter(pk=OuterRef("contact"))
        )
        if adds:
            joined.append(When(matches, then=Value(step.position)))
            left.append(When(_kept_out_of(step, now=now), then=Value(step.position)))
        else:
            decides = matches if step.action == Step.Action.REMOVE else ~matches
            left.append(When(decides, then=Value(step.position)))
    _set_step(moves.filter(joined=True), joined, Value(None))
    _set_step(moves.filter(joined=False), left, _added_by(segment, steps))


def _set_step(moves: QuerySet[RefreshMove], whens: list[When], default: Any) -> None:
    moves.update(step=Case(*whens, default=default, output_field=IntegerField()))


def _kept_out_of(step: Step, *, now: datetime) -> Exists:
    """Whether an Add is about the contact: those it lets in have not left, so these are others."""
    about = candidates(step.rule, StepOptions.read(step.options), now=now)
    return Exists(about.filter(pk=OuterRef("contact")))


def _added_by(segment: Segment, steps: Sequence[Step]) -> Any:
    adds = [step.position for step in steps if step.action == Step.Action.ADD]
    if len(adds) == 1:
        return Value(adds[0])
    line = SegmentLine.objects.current(segment).filter(
        contact=OuterRef("contact"), added_at__in=adds
    )
    return Subquery(line.values("added_at")[:1])


def _find_who_may_not(
    moves: QuerySet[RefreshMove], steps: Sequence[Step], occasion: Occasion
) -> None:
    """Name the reason of those who left because they may not be contacted any more."""
    adds = [step for step in steps if step.action == Step.Action.ADD]
    for ignoring in (False, True):
        positions = [
            s.position for s in adds if StepOptions.read(s.options).ignore_exclusion is ignoring
        ]
        contacts: QuerySet[Any] = Contact.objects.with_left_out_reason(
            ignore_exclusion=ignoring, occasion=occasion
        )
        reason = contacts.filter(pk=OuterRef("contact")).values("left_out_reason")
        rows = moves.filter(joined=False, step__in=positions)
        rows.filter(contact__in=contacts.exclude(left_out_reason="").values("pk")).update(
            cause=Subquery(reason)
        )


def _find_passing_of_time(
    refresh: Refresh,
    moves: QuerySet[RefreshMove],
    steps: Sequence[Step],
    occasion: Occasion,
    *,
    now: datetime,
) -> None:
    """Name those who would not have moved on the day of the last refresh, facts being as today."""
    since = refresh.since
    if since is None or today(since) == today(now):
        return
    then = expected_contacts(steps, occasion=occasion, now=since)
    there = Exists(then.filter(pk=OuterRef("contact")))
    rows = moves.filter(cause=Cause.UNKNOWN)
    rows.filter(Q(joined=False) & there | Q(joined=True) & ~there).update(cause=Cause.TIME)


@dataclass(frozen=True)
class Evidence:
    """Something that happened to a contact: rows of a table, tied to it or to its company."""

    cause: str
    rows: QuerySet[Any]
    key: str = "contact"
    by_company: bool = False

    def of_move(self) -> Q:
        """Return the condition that it happened to the contact of a row of RefreshMove."""
        if not self.by_company:
            return Q(Exists(self.rows.filter(**{self.key: OuterRef("contact")})))
        company = Contact.objects.filter(pk=OuterRef("contact"), company__isnull=False)
        mine = self.rows.filter(**{self.key: OuterRef("company")})
        return Q(Exists(company.filter(Exists(mine))))


def evidence(
    steps: Sequence[Step], since: datetime | None, *, has_purpose: bool = False
) -> Iterator[Evidence]:
    """Yield what can explain a change since then, the most telling first.

    Only of tables and fields that the steps ask about: a call explains nothing to a rule about
    countries. What the history of contacts does not keep is told by when a row was written.
    """
    if since is None:
        return
    asked = tables_asked(step.rule for step in steps)
    changes = changes_asked(steps).filter(changed_at__gt=since)
    yield Joined(Cause.NEW, Contact.objects.filter(created_at__gt=since), "pk")
    yield from _both(Cause.GROUP, changes.filter(field__in=GROUP_FIELDS))
    yield Evidence(Cause.CONTACT, changes.exclude(field__in=GROUP_FIELDS))
    if Interaction in asked:
        yield from _both(Cause.INTERACTION, Interaction.objects.filter(created_at__gt=since))
        canceled = Interaction.objects.filter(cancellation__canceled_at__gt=since)
        yield from _both(Cause.CANCELED, canceled)
    if ContactAnswer in asked:
        answers = ContactAnswer.objects.filter(answered_at__gt=since)
        yield from _both(Cause.ANSWER, answers)
    if has_purpose or not asked.isdisjoint((ConsentEvent, ConsentState)):
        said = ConsentEvent.objects.filter(recorded_at__gt=since)
        yield Evidence(Cause.CONSENT, said)
    for model in GROUPS:
        if model in asked:
            rows = model._default_manager.filter(created_at__gt=since)
            yield from _both(Cause.GROUP, rows)
    changed = Contact.objects.filter(modified_at__gt=since)
    yield Evidence(Cause.CONTACT, changed, "pk")
    yield Evidence(Cause.COMPANY, changed, "pk", by_company=True)
    naming = [step.position for step in steps if segments_named([step.rule])]
    if naming:
        yield NamesSegment(Cause.SEGMENT, Contact.objects.none(), positions=tuple(naming))


@dataclass(frozen=True)
class Joined(Evidence):
    """Something that only explains why a contact joined."""

    def of_move(self) -> Q:
        """Return the condition that it happened to a contact that joined."""
        return Q(joined=True) & super().of_move()


@dataclass(frozen=True)
class NamesSegment(Evidence):
    """The step that decides asks about a segment, and nothing about the contact has changed."""

    positions: tuple[int, ...] = ()

    def of_move(self) -> Q:
        """Return the condition that such a step decides."""
        return Q(step__in=self.positions)


def changes_asked(steps: Iterable[Taken]) -> QuerySet[ContactChange]:
    """Return the changes of those facts of contacts that the steps ask about."""
    asked = fields_asked(step.rule for step in steps)
    kept = {one for one in asked if one.startswith(PREFIX)} | asked & set(
        ContactChange.Field.values
    )
    return ContactChange.objects.filter(field__in=sorted(kept))


def with_changes(
    moves: QuerySet[RefreshMove], refresh: Refresh, steps: Iterable[Taken]
) -> QuerySet[RefreshMove]:
    """Add `changed`, `changed_from` and `changed_to`: the last fact that the steps ask about."""
    changes = changes_asked(steps).filter(
        contact=OuterRef("contact"), changed_at__lte=refresh.started_at
    )
    if refresh.since is not None:
        changes = changes.filter(changed_at__gt=refresh.since)
    last = changes.order_by("-changed_at", "-pk")
    return moves.annotate(
        changed=Subquery(last.values("field")[:1]),
        changed_from=Subquery(last.values("old")[:1]),
        changed_to=Subquery(last.values("new")[:1]),
    )


def last_move(segment: Segment, contact: Contact, steps: Iterable[Taken]) -> RefreshMove | None:
    """Return the last refresh by which a contact joined or left, with what `with_changes` adds."""
    moves = RefreshMove.objects.filter(refresh__segment=segment.pk, contact=contact.pk)
    last = moves.select_related("refresh").order_by("-refresh").first()
    if last is None:
        return None
    return with_changes(moves.filter(pk=last.pk), last.refresh, steps).first()


def _both(cause: str, rows: QuerySet[Any]) -> Iterator[Evidence]:
    yield Evidence(cause, rows)
    yield Evidence(cause, rows, by_company=True)
