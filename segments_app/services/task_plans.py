"""Plans of tasks for many: which ones each contact gets, and who does them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from contacts.models import Contact, Salesperson, Team
from segments_app.models import Activity, Segment, TaskType

from .task_recurring import shifted
from .tasks import TaskError

#: What a task for all takes from the form as it is.
SAME_FOR_ALL = (
    "type", "description", "starts_at", "duration", "is_all_day", "location", "status",
    "priority", "campaign", "recurs_every", "recurs_in", "recurs_from",
)  # fmt: skip


class NothingToAssign(TaskError):
    """No contact is left that would get a task."""


@dataclass(frozen=True)
class Whom:
    """The contacts that get tasks: those of a segment, one of them, or one by itself."""

    segment: Segment | None = None
    contact: Contact | None = None


@dataclass(frozen=True)
class Who:
    """Who gets the tasks: a team, a salesperson, or each contact's own and else a substitute."""

    salesperson: Salesperson | None = None
    team: Team | None = None
    substitute: Salesperson | None = None


@dataclass(frozen=True)
class Planned:
    """One task for each contact; `step` is the one of an activity that it comes from."""

    due_on: date
    values: Mapping[str, Any]
    step: int | None = None


@dataclass
class Plan:
    """The tasks that every contact gets, and what tells that one has them already."""

    whom: Whom
    who: Who
    tasks: list[Planned]
    description: str
    starts_on: date
    activity: Activity | None = None
    those_there: Q = field(default_factory=Q)


def plan_of_activity(activity: Activity, *, whom: Whom, who: Who, starts_on: date) -> Plan:
    """Return the plan of an activity: a task for each of its steps, due after its start."""
    tasks = [
        Planned(
            due_on=shifted(starts_on, step.offset, step.offset_in),
            values={
                "type": step.type,
                "description": step.description,
                "priority": step.priority,
                "is_all_day": step.type == TaskType.MEETING,
            },
            step=step.pk,
        )
        for step in activity.steps.order_by("pk")
    ]
    if not tasks:
        raise NothingToAssign(_("%(activity)s has no steps yet.") % {"activity": activity})
    there = Q(step__activity=activity.pk)
    return Plan(whom, who, tasks, str(activity), starts_on, activity, there)


def plan_of_task(segment: Segment, *, who: Who, values: Mapping[str, Any]) -> Plan:
    """Return the plan of one task for each contact of a segment (TSK-01)."""
    given = {name: values[name] for name in SAME_FOR_ALL if name in values}
    day = values["due_on"]
    if given.get("recurs_every"):
        given["recurs_day"] = day.day
    there = Q(segment=segment.pk, description=given["description"])
    whom = Whom(segment)
    return Plan(whom, who, [Planned(day, given)], given["description"], day, those_there=there)
