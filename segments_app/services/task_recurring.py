"""The next task of a series."""

from calendar import monthrange
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from contacts.services import next_number
from segments_app.models import RecursFrom, RecursIn, Task, TaskAttendee, TaskStatus

from .tasks import search_words

#: What the next task of a series takes from the one before.
INHERITED = (
    "type", "description", "salesperson_id", "team_id", "contact_id", "campaign_id", "segment_id",
    "segment_number", "starts_at", "duration", "is_all_day", "location", "priority",
    "recurs_every", "recurs_in", "recurs_from", "recurs_day",
)  # fmt: skip
LAST = date.max


def make_next(task: Task, *, by: User | None, now: datetime) -> Task:
    """Make the next of a series whose last was completed; there is never a second one."""
    following = Task(
        previous=task,
        number=next_number("task_numbers"),
        due_on=next_due(task, today=timezone.localdate(now)),
        status=TaskStatus.NOT_STARTED,
        created_by=by,
        created_at=now,
        modified_at=now,
        **{name: getattr(task, name) for name in INHERITED},
    )
    following.search_text = search_words(following)
    following.save(force_insert=True)
    TaskAttendee.objects.bulk_create(
        [
            TaskAttendee(task=following, contact_id=pk)
            for pk in task.attendees.order_by("contact").values_list("contact", flat=True)
        ]
    )
    return following


def next_due(task: Task, *, today: date) -> date:
    """Return when the next one is due: the first day of the series that has not passed.

    Counted from the day of completion it is one interval after it. A month too short has the
    task on its last day, and the months after it on the day it began with.
    """
    every = task.recurs_every or 1
    if task.recurs_from == RecursFrom.CLOSING:
        return shifted(today, every, task.recurs_in, day=today.day)
    times = 1
    if task.recurs_in in (RecursIn.DAYS, RecursIn.WEEKS):
        days = every * (7 if task.recurs_in == RecursIn.WEEKS else 1)
        times = max(1, -((task.due_on - today).days // days))
    day = task.recurs_day or task.due_on.day
    while (due := shifted(task.due_on, every * times, task.recurs_in, day=day)) < today:
        times += 1
    return due


def shifted(start: date, count: int, unit: str, *, day: int | None = None) -> date:
    """Return the day so many days, weeks, months or years later; the last one there is at most."""
    if unit in (RecursIn.DAYS, RecursIn.WEEKS):
        days = count * (7 if unit == RecursIn.WEEKS else 1)
        return start + timedelta(days=days) if days <= (LAST - start).days else LAST
    months = start.month - 1 + count * (12 if unit == RecursIn.YEARS else 1)
    year, month = start.year + months // 12, months % 12 + 1
    if year > LAST.year:
        return LAST
    return date(year, month, min(day or start.day, monthrange(year, month)[1]))
