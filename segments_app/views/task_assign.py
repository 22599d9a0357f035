"""Tasks for many: an activity for a contact or a segment, a task for all of a segment."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from contacts.services import own_salesperson
from segments_app.common.access import requires, user_of
from segments_app.common.http import render_page, see_other
from segments_app.common.submissions import OnceForm, SentByAnother
from segments_app.forms.tasks import AssignForm
from segments_app.models import Job, Segment, TaskAssignment
from segments_app.services.locking import SegmentError
from segments_app.services.task_assigning import assign, look_at, meet_with_all
from segments_app.services.task_plans import Plan, Who, Whom, plan_of_activity, plan_of_task
from segments_app.task_jobs import assign_later

from .task_sources import source_of


@require_http_methods(["GET", "POST"])
@requires("segments.add_task")
def task_assign(request: HttpRequest) -> HttpResponse:
    """Choose an activity in the address, see what it comes to, and assign it."""
    whom = Whom(source_of(request, "segment"), source_of(request, "contact"))
    if whom.segment is None and whom.contact is None:
        return see_other(request, "segments:task_list")
    form = AssignForm(
        request.GET if "activity" in request.GET else None,
        initial={"starts_on": timezone.localdate()},
    )
    context: dict[str, Any] = {"form": form, "whom": whom, "about": whom.contact or whom.segment}
    if form.is_valid():
        try:
            plan = plan_from(form, request, whom)
            context |= {"plan": plan, "look": look_at(plan), "once": OnceForm()}
            if request.method == "POST":
                return see_other(request, assigned(request, plan))
        except (SegmentError, SentByAnother) as error:
            context["refusal"] = str(error)
    status = 422 if "refusal" in context or (form.is_bound and form.errors) else 200
    return render_page(request, "segments/task_assign.html", context, status=status)


def plan_from(form: AssignForm, request: HttpRequest, whom: Whom) -> Plan:
    said = form.cleaned_data
    substitute = said["substitute"] or own_salesperson(user_of(request))
    who = Who(said["salesperson"], said["team"], substitute)
    return plan_of_activity(said["activity"], whom=whom, who=who, starts_on=said["starts_on"])


def assigned(request: HttpRequest, plan: Plan) -> str:
    """Do it now, or leave it to the worker; return where to go on."""
    form = OnceForm(request.POST)
    key = form.cleaned_data["submission"] if form.is_valid() else None
    return done(request, plan, submission=key)


def done(request: HttpRequest, plan: Plan, *, submission: Any) -> str:
    by, now = user_of(request), timezone.now()
    if submission is not None:
        job: Job | None = assign_later(
            plan,
            count=look_at(plan).task_count,
            submission=submission,
            url=reverse("segments:task_list"),
            by=by,
            now=now,
        )
        if job is not None:
            return job.get_absolute_url()
    made = assign(plan, submission=submission, by=by, now=now)
    messages.success(request, in_words(made))
    return made.get_absolute_url()


def in_words(made: TaskAssignment) -> str:
    text = ngettext("%(n)s task is made.", "%(n)s tasks are made.", made.task_count)
    told = [text % {"n": number_format(made.task_count, force_grouping=True)}]
    if made.skipped_count:
        text = ngettext(
            "%(n)s contact had it already.", "%(n)s contacts had it already.", made.skipped_count
        )
        told.append(text % {"n": number_format(made.skipped_count, force_grouping=True)})
    return " ".join(told)


def made_for_all(request: HttpRequest, segment: Segment, values: dict[str, Any]) -> str:
    """Make the task for each contact of the segment, or one meeting with all (TSK-01)."""
    by, now, submission = user_of(request), timezone.now(), values.pop("submission")
    if values["type"] == "meeting":
        given = dict(values)
        if not given["salesperson"] and not given["team"]:
            given["salesperson"] = segment.salesperson or own_salesperson(by)
        task = meet_with_all(segment, values=given, submission=submission, by=by, now=now)
        messages.success(request, gettext("Task %(task)s is made.") % {"task": task})
        return task.get_absolute_url()
    who = Who(values["salesperson"], values["team"], own_salesperson(by))
    plan = plan_of_task(segment, who=who, values=values)
    return done(request, plan, submission=submission)
