"""What a task may be, and what the database promises of it and finds it by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from .activity import TaskPriority, TaskType

MOST_MINUTES = 5_256_000  # ten years


class TaskStatus(models.TextChoices):
    """How far a task is."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", pgettext_lazy("task", "Completed")
    WAITING = "waiting", pgettext_lazy("task", "Waiting")
    POSTPONED = "postponed", pgettext_lazy("task", "Postponed")


class RecursIn(models.TextChoices):
    """What the interval of a recurring task is counted in."""

    DAYS = "days", _("days")
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")
    YEARS = "years", _("years")

    def every(self, count: int) -> str:
        """Return how often that is, in words."""
        words = {
            RecursIn.DAYS: ngettext("every day", "every %(n)s days", count),
            RecursIn.WEEKS: ngettext("every week", "every %(n)s weeks", count),
            RecursIn.MONTHS: ngettext("every month", "every %(n)s months", count),
            RecursIn.YEARS: ngettext("every year", "every %(n)s years", count),
        }
        return words[self] % {"n": count}


class RecursFrom(models.TextChoices):
    """From which day on the interval of a recurring task is counted."""

    DUE = "due", _("The day it was due")
    CLOSING = "closing", _("The day it was completed")


INDEXES = [
    # The due lists: mine, my team's, everybody's.
    models.Index(
        fields=["salesperson", "due_on", "id"],
        condition=Q(closed_on__isnull=True, salesperson__isnull=False),
        name="open_task_of_salesperson",
    ),
    models.Index(
        fields=["team", "due_on", "id"],
        condition=Q(closed_on__isnull=True, team__isnull=False),
        name="open_task_of_team",
    ),
    models.Index(
        fields=["due_on", "id"], condition=Q(closed_on__isnull=True), name="open_task_due"
    ),
    models.Index(fields=["due_on", "id"], name="task_due"),
    models.Index(fields=["segment"], condition=Q(segment__isnull=False), name="task_of_segment"),
    models.Index(fields=["campaign"], condition=Q(campaign__isnull=False), name="task_of_campaign"),
    models.Index(
        fields=["came_from"],
        condition=Q(came_from__isnull=False),
        name="task_after_interaction",
    ),
    models.Index(
        fields=["completed_with"],
        condition=Q(completed_with__isnull=False),
        name="task_with_interaction",
    ),
]
PROMISES = [
    models.CheckConstraint(condition=~Q(number=""), name="task_has_number"),
    models.CheckConstraint(condition=~Q(description=""), name="task_has_description"),
    models.CheckConstraint(
        condition=Q(salesperson__isnull=False, team__isnull=True)
        | Q(salesperson__isnull=True, team__isnull=False),
        name="task_has_salesperson_or_team",
    ),
    models.CheckConstraint(condition=Q(type__in=["", *TaskType.values]), name="task_type_known"),
    models.CheckConstraint(condition=Q(status__in=TaskStatus.values), name="task_status_known"),
    models.CheckConstraint(
        condition=Q(priority__in=TaskPriority.values), name="task_priority_known"
    ),
    models.CheckConstraint(
        condition=Q(
            closed_on__isnull=True,
            is_canceled=False,
            closed_by__isnull=True,
            completed_with__isnull=True,
        )
        & ~Q(status="completed")
        | Q(closed_on__isnull=False, is_canceled=False, status="completed")
        | Q(closed_on__isnull=False, is_canceled=True, completed_with__isnull=True)
        & ~Q(status="completed"),
        name="task_closed_is_completed_or_canceled",
    ),
    models.CheckConstraint(
        condition=Q(duration__isnull=True) | Q(duration__gte=1, duration__lte=MOST_MINUTES),
        name="task_duration",
    ),
    models.CheckConstraint(
        condition=Q(is_all_day=False) | Q(starts_at__isnull=True),
        name="task_all_day_has_no_start",
    ),
    models.CheckConstraint(
        condition=~Q(type="meeting") | Q(is_all_day=True) | Q(starts_at__isnull=False),
        name="task_meeting_has_start",
    ),
    models.CheckConstraint(
        condition=Q(recurs_every__isnull=True, recurs_in="", recurs_from="")
        | Q(
            recurs_every__gte=1,
            recurs_every__lte=999,
            recurs_in__in=RecursIn.values,
            recurs_from__in=RecursFrom.values,
        ),
        name="task_recurrence_is_whole",
    ),
    models.CheckConstraint(
        condition=Q(segment__isnull=True) | ~Q(segment_number=""),
        name="task_segment_has_number",
    ),
]
