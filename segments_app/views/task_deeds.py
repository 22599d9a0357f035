"""What is done to one task: completed, cancelled, opened again, deleted, noted on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from contacts.services.delicate import warning_of
from interactions.models import InteractionTemplateSetup
from interactions.services import (
    OVERRIDE,
    ContactBlocked,
    InteractionIncomplete,
    OverrideUnexplained,
)
from segments_app.common.access import requires, user_of
from segments_app.common.http import ask, is_confirmed, next_url, render_page, see_other
from segments_app.common.submissions import SentByAnother
from segments_app.forms.tasks import CompleteForm, TaskCommentForm
from segments_app.models import Task, TaskComment, TaskType
from segments_app.services.locking import SegmentError
from segments_app.services.task_closing import (
    Closed,
    cancel_task,
    complete_task,
    complete_with_interaction,
    delete_task,
    reopen_task,
    who_completes,
)
from segments_app.services.tasks import add_task_comment, delete_task_comment

from .tasks import tell

REFUSALS = (
    SegmentError, ContactBlocked, InteractionIncomplete, OverrideUnexplained, SentByAnother,
)  # fmt: skip
#: The field of the set-up that names the template for a type of task.
TEMPLATES = {TaskType.PHONE_CALL: "outgoing_calls", TaskType.MEETING: "meetings"}


@require_http_methods(["GET", "POST"])
@requires("segments.change_task")
def task_complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask who did it and whether an interaction is to be logged, and complete it."""
    task = get_object_or_404(Task.objects.for_list(), pk=pk)
    if not task.is_open:
        messages.info(request, gettext("%(task)s is closed already.") % {"task": task})
        return see_other(request, task)
    by = user_of(request)
    template = template_for(task)
    may_register = task.contact is not None and by.has_perm("interactions.add_interaction")
    initial = {
        "closed_by": who_completes(task, by=by),
        "registers": "yes" if may_register and template is not None else "",
        "template": template,
        "is_successful": True,
        "duration": task.duration,
    }
    form = CompleteForm(request.POST or None, task=task, initial=initial)
    if request.method == "POST" and form.is_valid():
        closed = completed(request, form, task, may_register=may_register)
        if closed is not None:
            say_closed(request, closed)
            return see_other(request, next_url(request, task.get_absolute_url()))
    context = {
        "form": form,
        "task": task,
        "may_register": may_register,
        "may_override": getattr(form, "can_be_overridden", False) and by.has_perm(OVERRIDE),
        "back": next_url(request, task.get_absolute_url()),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/task_complete.html", context, status=status)


@require_POST
@requires("segments.change_task")
def task_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task, pk=pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Cancel the task"),
            question=gettext("“%(task)s” is closed without being done. Cancel it?")
            % {"task": task},
            action=gettext("Cancel the task"),
            cancel_url=task.get_absolute_url(),
            is_danger=True,
        )
    return do(request, task, cancel_task, gettext("The task is cancelled."))


@require_POST
@requires("segments.change_task")
def task_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task, pk=pk)
    return do(request, task, reopen_task, gettext("The task is open again."))


@require_POST
@requires("segments.delete_task")
def task_delete(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task, pk=pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete the task"),
            question=gettext("“%(task)s” is deleted with its comments. Delete it?")
            % {"task": task},
            action=gettext("Delete"),
            cancel_url=task.get_absolute_url(),
            is_danger=True,
        )
    try:
        delete_task(task, by=user_of(request), now=timezone.now())
    except SegmentError as error:
        messages.error(request, str(error))
        return see_other(request, task)
    messages.success(request, gettext("The task is deleted."))
    return see_other(request, "segments:task_list")


@require_http_methods(["GET", "POST"])
@requires("segments.add_taskcomment")
def task_comment_new(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task, pk=pk)
    form = TaskCommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_task_comment(task, **form.cleaned_data, by=user_of(request), now=timezone.now())
        except (SegmentError, SentByAnother) as error:
            tell(form, error)
        else:
            if warning := warning_of(form.cleaned_data["text"]):
                messages.warning(request, warning)
            return see_other(request, f"{task.get_absolute_url()}#comments")
    context = {"form": form, "task": task}
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/task_comment_new.html", context, status=status)


@require_POST
@requires("segments.delete_taskcomment")
def task_comment_delete(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    comment = get_object_or_404(TaskComment, pk=comment_pk, task=pk)
    there = reverse("segments:task_detail", args=[pk])
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete the comment"),
            question=comment.text,
            action=gettext("Delete"),
            cancel_url=there,
            is_danger=True,
        )
    delete_task_comment(comment, by=user_of(request), now=timezone.now())
    return see_other(request, f"{there}#comments")


def completed(
    request: HttpRequest, form: CompleteForm, task: Task, *, may_register: bool
) -> Closed | None:
    said = form.cleaned_data
    who: dict[str, Any] = {
        "closed_by": said["closed_by"], "by": user_of(request), "now": timezone.now(),
    }  # fmt: skip
    try:
        if not (may_register and said.get("registers")):
            return complete_task(task, **who)
        return complete_with_interaction(
            task,
            template=said["template"],
            values=values_of(task, form),
            submission=said["submission"],
            override=override_of(request),
            **who,
        )
    except REFUSALS as error:
        tell(form, error)
        form.can_be_overridden = getattr(error, "can_be_overridden", False)  # type: ignore[attr-defined]
    return None


def values_of(task: Task, form: CompleteForm) -> dict[str, Any]:
    """Return the interaction's values: the task says what it was about, and by whom."""
    values = {**form.values, "description": task.description}
    person = form.cleaned_data["closed_by"] or task.salesperson
    if person is not None:
        values["salesperson"] = person
    if task.type == TaskType.PHONE_CALL and task.contact is not None:
        values |= {"contact_via": task.contact.phone, "channel": "phone"}
    return values


def override_of(request: HttpRequest) -> str:
    may = request.user.has_perm(OVERRIDE)
    return request.POST.get("override", "").strip() if may else ""


def template_for(task: Task) -> Any:
    """Return the template that the set-up names for calls or meetings, if any."""
    name = TEMPLATES.get(TaskType(task.type)) if task.type else None
    if name is None or task.contact is None:
        return None
    setup = InteractionTemplateSetup.objects.select_related(name).get(pk=1)
    template = getattr(setup, name)
    return template if template and not template.is_archived else None


def say_closed(request: HttpRequest, closed: Closed) -> None:
    messages.success(request, gettext("%(task)s is completed.") % {"task": closed.task})
    if closed.next is not None:
        text = gettext("The next one is %(task)s.")
        messages.info(request, text % {"task": closed.next})


def do(request: HttpRequest, task: Task, service: Any, told: str) -> HttpResponse:
    try:
        service(task, by=user_of(request), now=timezone.now())
    except SegmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, told)
    return see_other(request, next_url(request, task.get_absolute_url()))
