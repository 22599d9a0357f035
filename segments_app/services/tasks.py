"""Tasks: made, changed, noted on (domain.md §1.16). Closing them is in `task_closing`."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from contacts.models import Contact
from contacts.services import next_number, own_salesperson
from interactions.services import refuse_blocked
from interactions.services.defaults import salesperson_of
from segments_app.common.retrying import retried
from segments_app.common.submissions import once
from segments_app.common.text import normalise
from segments_app.models import (
    Segment,
    Task,
    TaskAttendee,
    TaskComment,
    TaskPriority,
    TaskStatus,
)

from .locking import SegmentError
from .task_checks import refuse_impossible

#: What a user may say of a task; attendees and a comment go elsewhere besides.
FIELDS = (
    "type", "description", "salesperson", "team", "contact", "campaign", "segment", "came_from",
    "due_on", "starts_at", "duration", "is_all_day", "location", "status", "priority",
    "recurs_every", "recurs_in", "recurs_from",
)  # fmt: skip
#: What a calendar has to be told of again.
SHOWN_IN_CALENDARS = {
    "type", "description", "due_on", "starts_at", "duration", "is_all_day", "location",
}  # fmt: skip


class TaskError(SegmentError):
    """Something that cannot be done to a task; the message is for the user."""


class TaskIsClosed(TaskError):
    """The task was completed or cancelled, and stays as it is."""

    def __init__(self, task: Task) -> None:
        text = (
            _("Task %(number)s was cancelled on %(date)s.")
            if task.is_canceled
            else _("Task %(number)s was completed on %(date)s.")
        )
        super().__init__(text % {"number": task.number, "date": task.closed_on})
        self.task = task


class TaskChanged(TaskError):
    """Somebody else has changed the task since the form was opened."""

    def __init__(self) -> None:
        super().__init__(
            _("The task was changed since you opened this page. Save again to keep yours.")
        )


class EmptyComment(TaskError):
    """A comment without a word."""


@once(Task)
@retried
@transaction.atomic
def create_task(
    *,
    values: Mapping[str, Any],
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> Task:
    """Make a task with the next number; `values` names any of FIELDS.

    What is not named starts as the form does (`starting_values`). `attendees` are the contacts
    of a meeting. Refused with TaskIncomplete where something is missing or impossible, with
    ContactBlocked where nobody may turn to the contact (HIS-04).
    """
    given = {name: value for name, value in values.items() if name in FIELDS}
    complete = {**starting_values(**subjects(given), by=by, now=now), **given}
    if "salesperson" not in given and complete.get("team") is not None:
        complete["salesperson"] = None
    task = Task(created_by=by, created_at=now, modified_at=now, submission=submission)
    _apply(task, complete)
    if task.contact is not None:
        refuse_blocked(task.contact)
    task.number = next_number("task_numbers")
    task.search_text = search_words(task)
    task.save(force_insert=True)
    invite(task, values.get("attendees", ()))
    if comment := values.get("comment", "").strip():
        add_task_comment(task, text=comment, by=by, now=now)
    return task


@retried
@transaction.atomic
def update_task(
    task: Task,
    *,
    values: Mapping[str, Any],
    seen_at: datetime | None = None,
    by: User | None,
    now: datetime,
) -> Task:
    """Change what `values` names of an open task.

    `seen_at` is the `modified_at` that the user saw; refused if it is no longer that.
    """
    task = locked_open_task(task)
    if seen_at is not None and task.modified_at != seen_at:
        raise TaskChanged
    before = {name: getattr(task, name) for name in FIELDS}
    _apply(task, {name: value for name, value in values.items() if name in FIELDS})
    changed = {name for name in FIELDS if getattr(task, name) != before[name]}
    if "contact" in changed and task.contact is not None:
        refuse_blocked(task.contact)
    is_invited_anew = "attendees" in values and invite(task, values["attendees"])
    if changed & SHOWN_IN_CALENDARS or is_invited_anew:
        task.sequence += 1
    task.search_text, task.modified_at = search_words(task), now
    task.save()
    return task


@transaction.atomic
def move_tasks(keys: Iterable[int], *, due_on: date, by: User | None, now: datetime) -> int:
    """Give those of the tasks that are open another date; return how many had a different one."""
    tasks = Task.objects.open().filter(pk__in=list(keys)).exclude(due_on=due_on)
    day = Case(When(recurs_every__isnull=False, then=Value(due_on.day)))
    return tasks.update(due_on=due_on, recurs_day=day, sequence=F("sequence") + 1, modified_at=now)


@once(TaskComment)
@transaction.atomic
def add_task_comment(
    task: Task, *, text: str, submission: UUID | None = None, by: User | None, now: datetime
) -> TaskComment:
    """Note something about the task."""
    text = text.replace("\0", "").strip()
    if not text:
        raise EmptyComment(_("Write something first."))
    return TaskComment.objects.create(
        task=task, text=text, submission=submission, created_by=by, created_at=now
    )


@transaction.atomic
def delete_task_comment(comment: TaskComment, *, by: User | None, now: datetime) -> None:
    """Remove a comment."""
    comment.delete()


def starting_values(
    *,
    contact: Contact | None = None,
    segment: Segment | None = None,
    interaction: Any = None,
    by: User | None,
    now: datetime,
) -> dict[str, Any]:
    """Return what the form of a new task starts with, from where it is made.

    From a segment campaign and salesperson of its header (TSK-01); from an interaction its
    contact, salesperson and campaign (HIS-04); else the user's own salesperson, or the
    contact's.
    """
    source: Any = interaction or segment
    contact = contact or (interaction.contact if interaction else None)
    person = source.salesperson if source else None
    if person is None or person.is_blocked or person.is_privacy_blocked:
        person = own_salesperson(by) or (salesperson_of(contact) if contact else None)
    campaign = source.campaign if source else None
    return {
        "type": "",
        "description": "",
        "salesperson": person,
        "team": None,
        "contact": contact,
        "campaign": campaign if campaign and campaign.archived_at is None else None,
        "segment": segment,
        "came_from": interaction,
        "due_on": timezone.localdate(now),
        "status": TaskStatus.NOT_STARTED,
        "priority": TaskPriority.NORMAL,
    }


def subjects(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the values decides where a task starts from."""
    return {
        "contact": values.get("contact"),
        "segment": values.get("segment"),
        "interaction": values.get("came_from"),
    }


def locked_task(task: Task) -> Task:
    """Return the task as it is now; nobody else changes it before the transaction ends."""
    rows = Task.objects.select_for_update(of=("self",)).filter(pk=task.pk)
    fresh: Task | None = rows.select_related("salesperson", "team", "contact").first()
    if fresh is None:
        raise TaskError(_("Task %(number)s has been deleted meanwhile.") % {"number": task.number})
    return fresh


def locked_open_task(task: Task) -> Task:
    """Return the task locked, and refuse one that was closed."""
    fresh = locked_task(task)
    if not fresh.is_open:
        raise TaskIsClosed(fresh)
    return fresh


def invite(task: Task, contacts: Iterable[Contact]) -> bool:
    """Make these the attendees of a meeting; tell whether anybody is new or gone."""
    wanted = {contact.pk for contact in contacts} if task.is_meeting else set()
    there = set(task.attendees.values_list("contact", flat=True))
    task.attendees.exclude(contact__in=wanted).delete()
    TaskAttendee.objects.bulk_create(
        [TaskAttendee(task=task, contact_id=pk) for pk in sorted(wanted - there)]
    )
    return wanted != there


def search_words(task: Task) -> str:
    """Return what lists of tasks search in."""
    return normalise(f"{task.number} {task.description}")[:200]


def _apply(task: Task, values: Mapping[str, Any]) -> None:
    day = task.due_on
    for name, value in values.items():
        setattr(task, name, value)
    task.description = " ".join(task.description.split())
    task.location = " ".join(task.location.split())
    if task.segment is not None:
        task.segment_number = task.segment.number
    if not task.is_recurring:
        task.recurs_in = task.recurs_from = ""
        task.recurs_day = None
    elif task.recurs_day is None or task.due_on != day:
        task.recurs_day = task.due_on.day if task.due_on else None
    refuse_impossible(task, values)
