"""Closing tasks: completed, perhaps with an interaction, or cancelled; and opened again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Salesperson
from contacts.services import own_salesperson
from interactions.models import Interaction, InteractionTemplate
from interactions.services import log_interaction
from segments_app.common.retrying import retried
from segments_app.models import Task, TaskStatus

from .task_checks import TaskIncomplete
from .task_recurring import make_next
from .tasks import TaskError, TaskIsClosed, locked_open_task, locked_task


@dataclass(frozen=True)
class Closed:
    """What closing a task came to: the task as it is now, and the next one of its series."""

    task: Task
    next: Task | None


@retried
@transaction.atomic
def complete_task(
    task: Task,
    *,
    closed_by: Salesperson | None = None,
    by: User | None,
    now: datetime,
) -> Closed:
    """Complete a task; a recurring one makes the next. Pressed again it returns what is there.

    Of a team's task somebody has to say who did it.
    """
    task = locked_task(task)
    if not task.is_open:
        return _closed_before(task)
    return _complete(task, closed_by=closed_by, by=by, now=now)


@retried
@transaction.atomic
def complete_with_interaction(
    task: Task,
    *,
    template: InteractionTemplate | None,
    values: Mapping[str, Any],
    closed_by: Salesperson | None = None,
    submission: UUID | None = None,
    override: str = "",
    by: User | None,
    now: datetime,
) -> Closed:
    """Complete a task and log what happened with its contact, both or neither.

    It goes through the service and the gate of every single interaction: what they refuse is
    raised, and the task stays open. The campaign of the task is the interaction's, unless the
    values say otherwise.
    """
    task = locked_task(task)
    if not task.is_open:
        return _closed_before(task)
    if task.contact is None:
        raise TaskError(_("The task has no contact that an interaction could be with."))
    own = {"campaign": task.campaign} if task.campaign else {}
    interaction = log_interaction(
        contact=task.contact,
        template=template,
        values={"segment_number": task.segment_number, **own, **values},
        submission=submission,
        override=override,
        by=by,
        now=now,
    )
    return _complete(task, closed_by=closed_by, interaction=interaction, by=by, now=now)


@retried
@transaction.atomic
def complete_tasks(
    keys: Iterable[int], *, closed_by: Salesperson | None = None, by: User | None, now: datetime
) -> int:
    """Complete those of the tasks that are open; return how many. Recurring ones make the next.

    Who completed the tasks of teams is `closed_by`, else the user's own salesperson.
    """
    person = closed_by or own_salesperson(by)
    tasks = Task.objects.open().filter(pk__in=list(keys)).order_by("pk")
    found = list(tasks.select_for_update(of=("self",)).select_related("team"))
    if person is None and any(task.team_id for task in found):
        raise TaskError(_("Some tasks are a team's: say who completed them."))
    count = Task.objects.filter(pk__in=[task.pk for task in found]).update(
        status=TaskStatus.COMPLETED,
        closed_on=timezone.localdate(now),
        closed_by=Case(
            When(salesperson__isnull=True, then=Value(person and person.pk)),
            default=Value(person.pk) if person else F("salesperson"),
        ),
        modified_at=now,
    )
    for task in found:
        if task.is_recurring:
            make_next(task, by=by, now=now)
    return count


@retried
@transaction.atomic
def cancel_task(
    task: Task, *, closed_by: Salesperson | None = None, by: User | None, now: datetime
) -> Task:
    """Cancel a task, which closes it as well; a series ends with it. Pressed again nothing."""
    task = locked_task(task)
    if task.is_canceled:
        return task
    if not task.is_open:
        raise TaskIsClosed(task)
    task.is_canceled = True
    task.sequence += 1
    _close(task, closed_by=closed_by, by=by, now=now)
    return task


@retried
@transaction.atomic
def reopen_task(task: Task, *, by: User | None, now: datetime) -> Task:
    """Open a task again that was closed by mistake; what was logged with it stays logged.

    Refused where the series went on: the next one would be there twice.
    """
    task = locked_task(task)
    if task.is_open:
        return task
    following = Task.objects.filter(previous=task.pk).first()
    if following is not None:
        raise TaskError(
            _("The next task of the series is there already: %(task)s.") % {"task": following}
        )
    if task.status == TaskStatus.COMPLETED:
        task.status = TaskStatus.IN_PROGRESS
    task.is_canceled, task.closed_on, task.closed_by = False, None, None
    task.completed_with = None
    task.sequence += 1
    task.modified_at = now
    task.save()
    return task


@transaction.atomic
def delete_task(task: Task, *, by: User | None, now: datetime) -> None:
    """Delete a task that should never have been there."""
    locked_open_task(task).delete()


def who_completes(task: Task, *, by: User | None) -> Salesperson | None:
    """Return who most likely did it: the user where they may be, else whose task it is."""
    own = own_salesperson(by)
    if task.team is not None:
        return own if own and task.team.members.filter(pk=own.pk).exists() else None
    return own or task.salesperson


def _closed_before(task: Task) -> Closed:
    if task.is_canceled:
        raise TaskIsClosed(task)
    return Closed(task, Task.objects.filter(previous=task.pk).first())


def _complete(
    task: Task,
    *,
    closed_by: Salesperson | None,
    interaction: Interaction | None = None,
    by: User | None,
    now: datetime,
) -> Closed:
    task.status = TaskStatus.COMPLETED
    task.completed_with = interaction
    _close(task, closed_by=closed_by, by=by, now=now)
    return Closed(task, make_next(task, by=by, now=now) if task.is_recurring else None)


def _close(task: Task, *, closed_by: Salesperson | None, by: User | None, now: datetime) -> None:
    person = closed_by or who_completes(task, by=by)
    if person is None and not task.is_canceled:
        raise TaskIncomplete({"closed_by": _("Say who of the team completed it.")})
    task.closed_by, task.closed_on = person, timezone.localdate(now)
    task.modified_at = now
    task.save()
