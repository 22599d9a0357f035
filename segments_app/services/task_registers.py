"""What others ask of tasks: merging, erasing, telling and deleting of contacts, and deleting of
interactions and salespersons."""

from dataclasses import replace
from typing import Any

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.translation import ngettext

from contacts.models import Contact, Salesperson, Team
from contacts.services import ContactUse
from contacts.services import uses as contact_uses
from contacts.services.merging import DECISIONS, Decision
from contacts.services.personal import HOLDINGS, Holding
from contacts.services.personal.holdings import SOMEBODY_ELSE
from interactions.models import InteractionQuerySet
from interactions.services import deleting, incoming_replies
from segments_app.common import uses
from segments_app.common.uses import COUNT_LIMIT, Use
from segments_app.models import Task

from .meeting_replies import note_reply

NAMED = 5  # tasks named where they are in the way


def register() -> None:
    """Say what becomes of tasks wherever something is done to what they point at."""
    DECISIONS.update(
        {
            "segments.Task.contact": Decision(),
            "segments.TaskAssignment.contact": Decision(),
            "segments.TaskAttendee.contact": Decision(same=("task",)),
        }
    )
    HOLDINGS.update(
        {
            "segments.Task.contact": Holding(),
            "segments.TaskAssignment.contact": Holding(),
            "segments.TaskAttendee.contact": Holding(named=("task",)),
            "segments.TaskAttendee.task": Holding(why_not=SOMEBODY_ELSE),
            "segments.TaskComment.task": Holding(),
        }
    )
    contact_uses.finders.append(open_tasks_of_contact)
    uses.finders.append(open_tasks_of)
    deleting.before.append(let_go)
    incoming_replies.hearers.append(note_reply)


def open_tasks_of_contact(contact: Contact) -> list[ContactUse]:
    """Return the open tasks of a contact, and of the persons of a company (CON-07)."""
    found = _named(Q(contact=contact.pk) | Q(contact__company=contact.pk))
    url = f"{reverse('segments:task_list')}?whose=all&contact={contact.pk}"
    return [ContactUse(use.label, use.count, url) for use in found]


def open_tasks_of(thing: Model) -> list[Use]:
    """Return the open tasks of a salesperson or a team, by name."""
    for model, name in ((Salesperson, "salesperson"), (Team, "team")):
        if isinstance(thing, model):
            url = f"{reverse('segments:task_list')}?whose=all&{name}={thing.pk}"
            return [replace(use, url=url) for use in _named(Q(**{name: thing.pk}))]
    return []


def let_go(interactions: InteractionQuerySet) -> None:
    """Have tasks forget interactions that are deleted."""
    keys: Any = interactions.order_by().values("pk")
    for name in ("came_from", "completed_with"):
        Task.objects.filter(**{f"{name}__in": keys}).update(**{name: None})


def _named(condition: Q) -> list[Use]:
    tasks = Task.objects.open().filter(condition).order_by("due_on", "pk")
    count = tasks[: COUNT_LIMIT + 1].count()
    if not count:
        return []
    names = [str(task) for task in tasks[:NAMED]]
    listed = ", ".join([*names, "…"] if count > NAMED else names)
    label = ngettext("open task (%(tasks)s)", "open tasks (%(tasks)s)", count)
    return [Use(label % {"tasks": listed}, count)]
