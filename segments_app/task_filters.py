"""What the list of tasks can be narrowed by."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter, ModelChoiceFilter

from campaigns.models import Campaign
from contacts.models import Contact, Salesperson, Team
from contacts.services import own_salesperson
from segments_app.common.choices import PickField
from segments_app.common.filters import BaseFilterSet, DateRangeFilter, SearchFilter
from segments_app.models import (
    Segment,
    Task,
    TaskAssignment,
    TaskPriority,
    TaskQuerySet,
    TaskStatus,
    TaskType,
)

MINE, TEAM, ALL = "mine", "team", "all"
WHOSE = [(MINE, _("Mine")), (TEAM, _("My team's")), (ALL, _("Everybody's"))]
DUE = [
    ("overdue", _("Overdue")),
    ("today", _("Today")),
    ("week", _("This week")),
    ("later", _("Later")),
    ("closed", pgettext_lazy("tasks", "Closed")),
    ("all", _("All")),
]


class HiddenFilter(ModelChoiceFilter):
    """One row of another table, as a link from its page names it: a chip without a control."""

    field_class = PickField

    def __init__(self, name: str, rows: Any, **kwargs: Any) -> None:
        super().__init__(field_name=name, queryset=rows, **kwargs)
        self.extra["widget"] = PickField.hidden_widget


class PickFilter(ModelChoiceFilter):
    """Picks one row of a table."""

    field_class = PickField

    def __init__(self, name: str, rows: Any, **kwargs: Any) -> None:
        super().__init__(field_name=name, queryset=rows, empty_label=_("Any"), **kwargs)


class TaskFilter(BaseFilterSet):
    """Without a word: what is open, of the user and their teams."""

    gathering = ("contact", "segment", "interaction", "assignment")

    q = SearchFilter(label=_("Search tasks and contacts"), method="with_words")
    whose = ChoiceFilter(
        method="of_whom", choices=WHOSE, label=_("Whose"), empty_label=_("Mine and my team's")
    )
    due = ChoiceFilter(method="by_day", choices=DUE, label=_("Due"), empty_label=_("Open"))
    on = DateRangeFilter(field_name="due_on", label=_("Date"))
    type = ChoiceFilter(
        field_name="type", choices=TaskType.choices, label=_("Type"), empty_label=_("Any")
    )
    status = ChoiceFilter(
        field_name="status", choices=TaskStatus.choices, label=_("Status"), empty_label=_("Any")
    )
    priority = ChoiceFilter(
        field_name="priority",
        choices=TaskPriority.choices,
        label=_("Priority"),
        empty_label=_("Any"),
    )
    salesperson = PickFilter(
        "salesperson", Salesperson.objects.order_by("name", "pk"), label=_("Salesperson")
    )
    team = PickFilter("team", Team.objects.order_by("description", "code"), label=_("Team"))
    campaign = PickFilter("campaign", Campaign.objects.order_by("-number"), label=_("Campaign"))
    contact = HiddenFilter(
        "contact", Contact.objects.all(), label=_("Contact"), method="with_contact"
    )
    segment = HiddenFilter("segment", Segment.objects.all(), label=_("Segment"))
    assignment = HiddenFilter(
        "assignment", TaskAssignment.objects.all(), label=_("Assigned together")
    )

    class Meta(BaseFilterSet.Meta):
        model = Task

    def filter_queryset(self, queryset: Any) -> Any:
        rows: Any = super().filter_queryset(queryset)
        if self.errors:
            return rows
        said = self.form.cleaned_data
        if not said.get("whose"):
            rows = self.of_whom(rows, "whose", "")
        return rows if said.get("due") or said.get("status") else rows.open()

    def with_words(self, rows: TaskQuerySet, _name: str, value: str) -> TaskQuerySet:
        return rows.search(value)

    def of_whom(self, rows: TaskQuerySet, _name: str, value: str) -> TaskQuerySet:
        """Nobody's who is no salesperson are everybody's where nothing is asked for."""
        person = own_salesperson(self.request.user)
        if value == ALL or (not value and person is None):
            return rows
        if value == MINE:
            return rows.of_salesperson(person)
        return rows.of_teams_of(person) if value == TEAM else rows.for_somebody(person)

    def by_day(self, rows: TaskQuerySet, _name: str, value: str) -> TaskQuerySet:
        if value == "closed":
            return rows.closed()
        return rows if value == "all" else rows.open().filter(when(value, timezone.localdate()))

    def with_contact(self, rows: TaskQuerySet, _name: str, value: Contact) -> TaskQuerySet:
        """Those with the contact; with a company also those with its persons."""
        return rows.with_contact(value)


def when(name: str, today: date) -> Q:
    """Return the condition of a due date; the four leave out nothing and nothing is in two."""
    sunday = today + timedelta(days=6 - today.weekday())
    conditions = {
        "overdue": Q(due_on__lt=today),
        "today": Q(due_on=today),
        "week": Q(due_on__gt=today, due_on__lte=sunday),
        "later": Q(due_on__gt=sunday),
    }
    return conditions[name]
