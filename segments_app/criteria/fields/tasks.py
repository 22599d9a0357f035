"""Tasks about the contact: what is to be done, and what was."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from segments_app.criteria.kinds import (
    BLANK_CHOICE,
    CHOICE,
    CODE,
    DATE,
    MOMENT,
    NULL_REFERENCE,
    NUMBER,
    TEXT,
    YES_NO,
)
from segments_app.criteria.options import Fixed
from segments_app.criteria.registry import OF_CONTACT, Phrases, source
from segments_app.models import Task, TaskStatus, TaskType

from . import tables

completed_task = source(
    "completed_task",
    label=_("Completed tasks"),
    rows=Task.objects.completed(),
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is a completed task"),
        none=_("there is no completed task"),
        at_least=ngettext_lazy(
            "there is at least %(count)s completed task",
            "there are at least %(count)s completed tasks",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s completed task",
            "there are exactly %(count)s completed tasks",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s completed task",
            "there are at most %(count)s completed tasks",
            "count",
        ),
    ),
)
open_task = source(
    "open_task",
    label=_("Open tasks"),
    rows=Task.objects.open(),
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is an open task"),
        none=_("there is no open task"),
        at_least=ngettext_lazy(
            "there is at least %(count)s open task",
            "there are at least %(count)s open tasks",
            "count",
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s open task",
            "there are exactly %(count)s open tasks",
            "count",
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s open task",
            "there are at most %(count)s open tasks",
            "count",
        ),
    ),
)
task = source(
    "task",
    label=_("Tasks"),
    rows=Task,
    link=OF_CONTACT,
    phrases=Phrases(
        some=_("there is a task"),
        none=_("there is no task"),
        at_least=ngettext_lazy(
            "there is at least %(count)s task", "there are at least %(count)s tasks", "count"
        ),
        exactly=ngettext_lazy(
            "there is exactly %(count)s task", "there are exactly %(count)s tasks", "count"
        ),
        at_most=ngettext_lazy(
            "there is at most %(count)s task", "there are at most %(count)s tasks", "count"
        ),
    ),
)

for each in (open_task, completed_task, task):
    each.add("due_on", label=_("Due"), kind=DATE)
    each.add("type", label=_("Type"), kind=BLANK_CHOICE, options=Fixed(TaskType.choices))
    each.add("status", label=_("Status"), kind=CHOICE, options=Fixed(TaskStatus.choices))
    each.add(
        "salesperson", label=_("Salesperson"), kind=NULL_REFERENCE, options=tables.SALESPERSONS
    )
    each.add("team", label=_("Team"), kind=NULL_REFERENCE, options=tables.TEAMS)
    each.add("description", label=_("Description"), kind=TEXT)
    each.add("campaign", label=_("Campaign"), kind=NULL_REFERENCE, options=tables.CAMPAIGNS)
    each.add("segment_number", label=_("Segment number"), kind=CODE)
    each.add(
        "activity",
        label=_("Activity"),
        kind=NULL_REFERENCE,
        path="step__activity",
        options=tables.ACTIVITIES,
    )
    each.add("priority", label=_("Priority (1 high, 3 low)"), kind=NUMBER)
    each.add("location", label=_("Location"), kind=TEXT)
    each.add("created_at", label=_("Made at"), kind=MOMENT)
    each.add("created_by", label=_("Made by"), kind=NULL_REFERENCE, options=tables.USERS)
completed_task.add("closed_on", label=_("Completed on"), kind=DATE)
task.add("is_canceled", label=_("Cancelled"), kind=YES_NO)
