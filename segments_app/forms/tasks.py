"""Forms of tasks: what is to be done, completing one, moving several."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.boundfield import BoundField
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from contacts.models import Contact, Salesperson, Team
from interactions.models import InteractionTemplate
from segments_app.common.choices import day, picked
from segments_app.common.models import Evaluation
from segments_app.common.submissions import OnceForm
from segments_app.common.widgets import Dots, RemotePicker, is_key
from segments_app.models import (
    Activity,
    RecursFrom,
    RecursIn,
    Segment,
    Task,
    TaskPriority,
    TaskStatus,
    TaskType,
)
from segments_app.models.task_promises import MOST_MINUTES

NONE = ("", "–")
MOST_ATTENDEES = 200
OPEN_STATUSES = [pair for pair in TaskStatus.choices if pair[0] != TaskStatus.COMPLETED]
#: What a form shows of a task as it is.
SHOWN = (
    "type", "description", "salesperson", "team", "contact", "campaign", "due_on", "starts_at",
    "duration", "is_all_day", "location", "status", "priority", "recurs_every", "recurs_in",
    "recurs_from",
)  # fmt: skip


class AttendeesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several contacts, searched for; only those that are chosen are on the page."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.SelectMultiple(
            {"data-picker": "", "data-picker-url": reverse_lazy("interactions:contact_picker")}
        )
        super().__init__(Contact.objects.none(), required=False, widget=widget, **kwargs)

    def offer(self, keys: Iterable[Any]) -> None:
        """Offer the contacts of these keys, and no others."""
        chosen = [int(key) for key in keys if is_key(key)][:MOST_ATTENDEES]
        self.queryset = Contact.objects.filter(pk__in=chosen).order_by("name", "pk")


class TaskForm(OnceForm):
    """A task; the service says what is missing."""

    description = forms.CharField(label=_("Description"), max_length=100)
    type = forms.ChoiceField(
        label=_("Type"), choices=[("", _("Task")), *TaskType.choices], required=False
    )
    salesperson = picked(
        Salesperson.objects.selectable().order_by("name", "pk"), label=_("Salesperson")
    )
    team = picked(
        Team.objects.order_by("description", "code"),
        label=_("Team"),
        help_text=_("Instead of a salesperson: any of its members may do it."),
    )
    contact = forms.ModelChoiceField(
        Contact.objects.all(),
        label=_("Contact"),
        required=False,
        empty_label="–",
        widget=RemotePicker("interactions:contact_picker"),
    )
    campaign = picked(Campaign.objects.current().order_by("-number"), label=_("Campaign"))

    due_on = day(label=_("Date"))
    starts_at = forms.TimeField(
        label=_("Start time"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    duration = forms.IntegerField(
        label=_("Duration (minutes)"), min_value=1, max_value=MOST_MINUTES, required=False
    )
    is_all_day = forms.BooleanField(label=_("All day"), required=False)
    location = forms.CharField(label=_("Location"), max_length=200, required=False)
    attendees = AttendeesField(label=_("Attendees"), help_text=_("Of a meeting: who takes part."))

    status = forms.ChoiceField(label=_("Status"), choices=OPEN_STATUSES)
    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=TaskPriority.choices, coerce=int, empty_value="2"
    )
    recurs_every = forms.IntegerField(
        label=_("Every"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Empty: it does not come back."),
    )
    recurs_in = forms.ChoiceField(
        label=_("Interval"), choices=[NONE, *RecursIn.choices], required=False
    )
    recurs_from = forms.ChoiceField(
        label=_("Counted from"), choices=[NONE, *RecursFrom.choices], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("salesperson", "team", "campaign"):
            field: Any = self.fields[name]
            field.keep(self.initial.get(name))
        attendees: Any = self.fields["attendees"]
        if self.is_bound:
            attendees.offer(self.data.getlist("attendees"))  # type: ignore[attr-defined]
        else:
            attendees.offer(self.initial.get("attendees", ()))
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", css_of(field))

    def offer_all(self, segment: Segment) -> None:
        """Ask whether each contact of the segment gets one, which is what is mostly meant."""
        self.fields["for_all"] = forms.ChoiceField(
            label=_("For whom"),
            choices=[
                ("all", _("For every contact of the segment; a meeting is one with all of them")),
                ("one", _("One task for the segment")),
            ],
            initial="all",
            widget=Dots,
        )
        self.fields["salesperson"].help_text = _("Empty: each contact's own.")
        if not self.is_bound:
            self.initial["salesperson"] = segment.salesperson

    @property
    def what(self) -> list[BoundField]:
        return [self[name] for name in ("description", "type", "priority", "status")]

    @property
    def who(self) -> list[BoundField]:
        return [self[name] for name in ("salesperson", "team", "contact", "campaign")]

    @property
    def when(self) -> list[BoundField]:
        names = ("due_on", "starts_at", "duration", "is_all_day", "location", "attendees")
        return [self[name] for name in names]

    @property
    def again(self) -> list[BoundField]:
        return [self[name] for name in ("recurs_every", "recurs_in", "recurs_from")]


class AssignForm(forms.Form):
    """Which activity, from which day on, and who does it."""

    activity = picked(
        Activity.objects.order_by("description", "code"),
        label=_("Activity"),
        required=True,
        empty_label=_("Choose an activity"),
    )
    starts_on = day(label=_("Starts on"), required=True)
    salesperson = picked(
        Salesperson.objects.selectable().order_by("name", "pk"),
        label=_("Salesperson"),
        empty_label=_("Each contact's own"),
    )
    team = picked(
        Team.objects.order_by("description", "code"),
        label=_("Team"),
        help_text=_("Instead of a salesperson: any of its members may do it."),
    )
    substitute = picked(
        Salesperson.objects.selectable().order_by("name", "pk"),
        label=_("For contacts without a salesperson"),
        empty_label=_("You, if you are one"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", css_of(field))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("salesperson") and said.get("team"):
            self.add_error("team", _("Choose either a salesperson or a team."))
        return said


class CompleteForm(OnceForm):
    """Who did it, and whether an interaction is to be logged with it."""

    closed_by = picked(Salesperson.objects.none(), label=_("Completed by"))
    registers = forms.TypedChoiceField(
        label=_("Register an interaction?"),
        choices=[("yes", _("Yes, log what happened")), ("", _("No, only complete the task"))],
        coerce=bool,
        empty_value="",
        required=False,
        widget=Dots,
    )
    template = picked(
        InteractionTemplate.objects.selectable().order_by("description", "pk"),
        label=_("Interaction template"),
        empty_label=_("Choose a template"),
    )
    is_successful = forms.BooleanField(label=_("The contact was reached"), required=False)
    evaluation = forms.ChoiceField(
        label=_("Evaluation"), choices=[NONE, *Evaluation.choices], required=False
    )
    duration = forms.IntegerField(
        label=_("Minutes"), min_value=0, max_value=100_000, required=False
    )
    comment = forms.CharField(
        label=_("Comment"), max_length=2000, required=False, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who: Any = self.fields["closed_by"]
        who.queryset = who_may_complete(task)
        who.keep(self.initial.get("closed_by"))
        if task.contact is None:
            for name in set(self.fields) - {"closed_by", "submission"}:
                del self.fields[name]

    @property
    def values(self) -> dict[str, Any]:
        """Return what is said of the interaction."""
        said = self.cleaned_data
        values = {name: said[name] for name in ("evaluation", "comment")}
        if said["duration"] is not None:
            values["duration"] = said["duration"]
        return values | {"attempt_failed": not said["is_successful"]}


class MoveForm(forms.Form):
    """The new date of several tasks."""

    due_on = day(label=_("New date"), required=True)


class BulkCompleteForm(forms.Form):
    """Who completed several tasks."""

    closed_by = picked(
        Salesperson.objects.selectable().order_by("name", "pk"),
        label=_("Completed by"),
        empty_label=_("Whose task it is"),
        help_text=_("Of a team's tasks somebody has to be named."),
    )


class TaskCommentForm(OnceForm):
    """A note on a task."""

    text = forms.CharField(label=_("Comment"), max_length=2000, widget=forms.Textarea({"rows": 3}))


def who_may_complete(task: Task) -> Any:
    """Return the members of the team, or everybody who may be chosen."""
    persons = Salesperson.objects.selectable().order_by("name", "pk")
    if task.team_id is None:
        return persons.filter(Q(pk=task.salesperson_id) | Q(user__isnull=False))
    return persons.filter(teams=task.team_id)


def css_of(field: forms.Field) -> str:
    if isinstance(field.widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(field.widget, forms.Select) else "form-control"
