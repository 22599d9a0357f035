"""Assigning tasks to the contacts of a large segment, by the worker."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils.translation import gettext as _

from contacts.models import Contact, Salesperson, Team
from segments_app.models import Activity, Job, Segment, Task
from segments_app.services.jobs import Outcome, for_the_worker, request_job
from segments_app.services.task_assigning import assign
from segments_app.services.task_plans import Plan, Who, Whom, plan_of_activity, plan_of_task

KIND = "assign_tasks"


def assign_later(
    plan: Plan, *, count: int, submission: UUID, url: str, by: User | None, now: datetime
) -> Job | None:
    """Ask the worker to assign; None where few get tasks, or nobody is there to do it."""
    if not for_the_worker(count):
        return None
    who = plan.who
    parameters: dict[str, Any] = {
        "segment": plan.whom.segment and plan.whom.segment.pk,
        "contact": plan.whom.contact and plan.whom.contact.pk,
        "activity": plan.activity and plan.activity.pk,
        "starts_on": plan.starts_on.isoformat(),
        "salesperson": who.salesperson and who.salesperson.pk,
        "team": who.team and who.team.pk,
        "substitute": who.substitute and who.substitute.pk,
        "values": {name: _plain(value) for name, value in plan.tasks[0].values.items()},
        "submission": str(submission),
    }
    return request_job(
        KIND,
        key=f"{KIND}:{submission}",
        title=_("Assign tasks: %(what)s") % {"what": plan.description},
        parameters=parameters,
        url=url,
        total=count,
        by=by,
        now=now,
    )


def assign_for_job(parameters: Mapping[str, Any], by: User | None, now: datetime) -> Outcome:
    """Do what `assign_later` asked for."""
    plan = _plan(parameters)
    assignment = assign(plan, submission=UUID(parameters["submission"]), by=by, now=now)
    counts = {"tasks": assignment.task_count, "skipped": assignment.skipped_count}
    return Outcome(counts, assignment.get_absolute_url(), assignment.task_count)


def _plan(parameters: Mapping[str, Any]) -> Plan:
    def row(model: Any, name: str) -> Any:
        return model.objects.get(pk=parameters[name]) if parameters[name] else None

    whom = Whom(row(Segment, "segment"), row(Contact, "contact"))
    who = Who(row(Salesperson, "salesperson"), row(Team, "team"), row(Salesperson, "substitute"))
    starts_on = date.fromisoformat(parameters["starts_on"])
    activity = row(Activity, "activity")
    if activity is not None:
        return plan_of_activity(activity, whom=whom, who=who, starts_on=starts_on)
    values = {name: _value(name, plain) for name, plain in parameters["values"].items()}
    return plan_of_task(whom.segment, who=who, values={**values, "due_on": starts_on})  # type: ignore[arg-type]  # a task for all is of a segment


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    return value.isoformat() if isinstance(value, time) else value


def _value(name: str, plain: Any) -> Any:
    column: Any = Task._meta.get_field(name)
    if plain is None or plain == "":
        return plain
    if column.is_relation:
        return column.related_model._default_manager.get(pk=plain)
    return column.to_python(plain)
