"""Tasks for many contacts at once: an activity, or one task for each contact of a segment.

A fixed number of statements, whatever the number of contacts: they are counted, numbers are
taken for them, and every step is one INSERT … SELECT.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    Model,
    OuterRef,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, Concat, Lower, RowNumber
from django.utils.translation import gettext as _

from contacts.models import Contact, Salesperson, Team
from contacts.models.gate import left_out_conditions, let_through
from contacts.services import numbers_for_rows
from segments_app.common.retrying import retried
from segments_app.common.sql import insert_select, refresh_statistics
from segments_app.common.submissions import once
from segments_app.common.text import normalise
from segments_app.models import (
    Activity,
    Segment,
    SegmentLine,
    Task,
    TaskAssignment,
    TaskAttendee,
)

from .locking import locked
from .task_plans import NothingToAssign, Plan, Planned, Who, Whom
from .tasks import TaskError, create_task

MOST_ATTENDEES = 200  # a meeting with more is none
MANY = 10_000  # rows after which the planner has to look again


class NobodyToDoIt(TaskError):
    """Some contacts have no salesperson, and nobody was named for them."""


@dataclass(frozen=True)
class Look:
    """What assigning would come to, in contacts; `task_count` in tasks."""

    contact_count: int
    blocked_count: int
    having_count: int
    lacking_count: int
    new_count: int
    task_count: int


def look_at(plan: Plan) -> Look:
    """Count what assigning would do."""
    rows = _rows(plan)
    free = rows.filter(_reachable(plan))
    count, reachable = rows.count(), free.count()
    having = free.filter(_having(plan)).count()
    wanted = free.exclude(_having(plan))
    lacking = 0 if plan.who.team else wanted.filter(person__isnull=True).count()
    new = reachable - having
    return Look(count, count - reachable, having, lacking, new, new * len(plan.tasks))


@once(TaskAssignment)
@retried
@transaction.atomic
def assign(
    plan: Plan, *, submission: UUID | None = None, by: User | None, now: datetime
) -> TaskAssignment:
    """Make the tasks of a plan, for the contacts that do not have them (TSK-02).

    Contacts that nobody may turn to are left out. Whose contacts have no salesperson is refused
    where nobody is named in their place. Two who assign the same come one after the other.
    """
    segment = _lock(plan)
    look = look_at(plan)
    if look.lacking_count:
        raise NobodyToDoIt(
            _("%(count)d contacts have no salesperson. Choose who does it for them.")
            % {"count": look.lacking_count}
        )
    if not look.new_count:
        raise NothingToAssign(_("Nobody is left who would get a task."))
    assignment = TaskAssignment.objects.create(
        activity=plan.activity,
        description=plan.description[:100],
        segment=segment,
        contact=plan.whom.contact,
        starts_on=plan.starts_on,
        skipped_count=look.having_count,
        created_by=by,
        created_at=now,
        submission=submission,
    )
    made = [_first(plan, assignment, look.new_count, by=by, now=now)]
    for planned in plan.tasks[1:]:
        made.append(_next(plan, planned, assignment, made[0], by=by, now=now))
    assignment.task_count = sum(made)
    assignment.save(update_fields=["task_count"])
    if assignment.task_count > MANY:
        refresh_statistics(Task)
    return assignment


@transaction.atomic
def meet_with_all(
    segment: Segment,
    *,
    values: Mapping[str, Any],
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> Task:
    """Make one meeting with all contacts of a segment, instead of one for each (TSK-01)."""
    fresh = locked(segment)
    plan = Plan(Whom(fresh), Who(team=Team()), [], "", values["due_on"])
    lines = _rows(plan).filter(_reachable(plan))
    if lines.count() > MOST_ATTENDEES:
        raise TaskError(
            _("A meeting has at most %(most)d attendees. Make a task for each contact instead.")
            % {"most": MOST_ATTENDEES}
        )
    task = create_task(
        values={**values, "segment": fresh, "attendees": ()},
        submission=submission, by=by, now=now,
    )  # fmt: skip
    if not task.attendees.exists():
        insert_select(TaskAttendee, lines, task=Value(task.pk), contact=F("whom"))
    return task


def _lock(plan: Plan) -> Segment | None:
    if plan.activity is not None:
        Activity.objects.select_for_update().get(pk=plan.activity.pk)
    return locked(plan.whom.segment) if plan.whom.segment else None


def _rows(plan: Plan) -> Any:
    """Return a row for each contact, with `whom` it is and the `person` who looks after it."""
    segment, contact = plan.whom.segment, plan.whom.contact
    if segment is not None:
        lines: Any = SegmentLine.objects.current(segment).with_effective_values(segment)
        rows = lines.annotate(whom=F("contact_id"), own=F("effective_salesperson"))
        if contact is not None:
            rows = rows.filter(contact=contact.pk)
    else:
        rows = Contact.objects.filter(pk=contact.pk if contact else 0).annotate(
            whom=F("pk"), own=F("salesperson_id")
        )
    blocked = Salesperson.objects.exclude(pk__in=Salesperson.objects.selectable().values("pk"))
    gone = list(blocked.values_list("pk", flat=True))
    own = Case(When(own__in=gone, then=None), default=F("own"), output_field=BigIntegerField())
    return rows.annotate(person=_first_of(plan.who, own))


def _first_of(who: Who, own: Any) -> Any:
    if who.salesperson is not None:
        return Value(who.salesperson.pk, output_field=BigIntegerField())
    if who.substitute is not None:
        return Coalesce(own, Value(who.substitute.pk), output_field=BigIntegerField())
    return own


def _reachable(plan: Plan) -> Q:
    prefix = "contact__" if plan.whom.segment else ""
    return let_through(left_out_conditions(prefix=prefix, excluded=None))


def _having(plan: Plan) -> Exists:
    there = Task.objects.open().filter(plan.those_there, contact=OuterRef("whom"))
    return Exists(there)


def _first(
    plan: Plan, assignment: TaskAssignment, count: int, *, by: User | None, now: datetime
) -> int:
    """Make the first task of each contact; nobody but those counted gets one."""
    rows = _rows(plan).filter(_reachable(plan)).exclude(_having(plan)).order_by("pk")
    rows = rows.annotate(nth=Window(RowNumber(), order_by="pk"))[:count]
    person: dict[str, Any] = (
        {"team": Value(plan.who.team.pk)} if plan.who.team else {"salesperson": F("person")}
    )
    columns = _columns(plan, plan.tasks[0], assignment, count, by=by, now=now)
    return insert_select(Task, rows, contact=F("whom"), **person, **columns)


def _next(
    plan: Plan,
    planned: Planned,
    assignment: TaskAssignment,
    count: int,
    *,
    by: User | None,
    now: datetime,
) -> int:
    """Make a later task for whoever has got the first one."""
    rows = Task.objects.filter(assignment=assignment.pk, step=plan.tasks[0].step).order_by("pk")
    same = {name: F(f"{name}_id") for name in ("contact", "salesperson", "team")}
    columns = _columns(plan, planned, assignment, count, by=by, now=now)
    return insert_select(
        Task, rows.annotate(nth=Window(RowNumber(), order_by="pk")), **same, **columns
    )


def _columns(
    plan: Plan,
    planned: Planned,
    assignment: TaskAssignment,
    count: int,
    *,
    by: User | None,
    now: datetime,
) -> dict[str, Any]:
    """Return the columns of one task: the same for all, but for the number."""
    number = numbers_for_rows("task_numbers", count, nth=F("nth"))
    segment = plan.whom.segment
    campaign = segment.campaign if segment else None
    values = {
        "segment": segment,
        "segment_number": segment.number if segment else "",
        "campaign": campaign if campaign and campaign.archived_at is None else None,
        **planned.values,
        "due_on": planned.due_on,
        "step": planned.step,
        "assignment": assignment,
        "created_by": by,
        "created_at": now,
        "modified_at": now,
    }
    words = Value(f" {normalise(str(values['description']))}")
    return {
        **{name: _constant(name, value) for name, value in values.items() if value is not None},
        "number": number,
        "search_text": Concat(Lower(number), words),
    }


def _constant(name: str, value: Any) -> Value:
    column: Any = Task._meta.get_field(name)
    if column.is_relation:
        return Value(value.pk if isinstance(value, Model) else value)
    return Value(value, output_field=column)
