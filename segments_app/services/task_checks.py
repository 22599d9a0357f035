"""What a task may lack, or say that cannot be: told field by field."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from segments_app.models import Task, TaskStatus
from segments_app.models.task_promises import MOST_MINUTES

from .locking import SegmentError


class TaskIncomplete(SegmentError):
    """Something is missing or impossible; `errors` has a message for each field."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__(" ".join(errors.values()))


def refuse_impossible(task: Task, changed: Mapping[str, Any]) -> None:
    """Raise TaskIncomplete with a message of its own for each thing that is wrong.

    What can no longer be chosen is refused where it is among what changed: a task may keep it.
    """
    wrong = {**_who(task, changed), **_when(task), **_recurrence(task)}
    wrong["description"] = (not task.description, _("Say what is to be done."))
    wrong["status"] = (
        task.status == TaskStatus.COMPLETED and task.is_open,
        _("Use “Complete” to complete the task."),
    )
    campaign = task.campaign if "campaign" in changed else None
    wrong["campaign"] = (
        campaign is not None and campaign.archived_at is not None,
        _("%(thing)s can no longer be chosen.") % {"thing": campaign},
    )
    errors = {name: str(message) for name, (is_wrong, message) in wrong.items() if is_wrong}
    if errors:
        raise TaskIncomplete(errors)


def _who(task: Task, changed: Mapping[str, Any]) -> dict[str, tuple[bool, str]]:
    person = task.salesperson
    is_blocked = person is not None and (person.is_blocked or person.is_privacy_blocked)
    if person is None and task.team is None:
        return {"salesperson": (True, _("Choose a salesperson or a team."))}
    if person is not None and task.team is not None:
        return {"team": (True, _("Choose either a salesperson or a team."))}
    refused = is_blocked and "salesperson" in changed
    text = _("%(salesperson)s is blocked; choose another salesperson.")
    return {"salesperson": (refused, text % {"salesperson": person})}


def _when(task: Task) -> dict[str, tuple[bool, str]]:
    minutes = task.duration
    return {
        "due_on": (task.due_on is None, _("Enter the date.")),
        "starts_at": (
            task.is_meeting and task.starts_at is None and not task.is_all_day,
            _("Enter when the meeting starts, or choose “all day”."),
        ),
        "is_all_day": (
            task.is_all_day and task.starts_at is not None,
            _("What takes all day has no start time."),
        ),
        "duration": (
            minutes is not None and not 1 <= minutes <= MOST_MINUTES,
            _("A task takes from one minute to ten years."),
        ),
    }


def _recurrence(task: Task) -> dict[str, tuple[bool, str]]:
    every = task.recurs_every
    return {
        "recurs_every": (
            every is not None and not 1 <= every <= 999,
            _("Enter a number from 1 to 999."),
        ),
        "recurs_in": (
            every is not None and not (task.recurs_in and task.recurs_from),
            _("Say what the interval is counted in, and from which day on."),
        ),
    }
