"""Tasks: what is due, one task, a new one, a change."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from contacts.services import own_salesperson
from interactions.services import ContactBlocked
from segments_app.common.access import requires, user_of
from segments_app.common.exports import exported
from segments_app.common.http import next_url, render_page, see_other
from segments_app.common.paging import COUNT_LIMIT, count_of
from segments_app.common.submissions import SentByAnother
from segments_app.common.tables import configured
from segments_app.forms.tasks import SHOWN, TaskCommentForm, TaskForm
from segments_app.models import Task
from segments_app.services.locking import SegmentError
from segments_app.services.tasks import create_task, starting_values, update_task
from segments_app.task_filters import DUE, TaskFilter, when
from segments_app.task_tables import TaskTable

from .task_assign import made_for_all
from .task_bulk import bulk_actions
from .task_sources import SOURCES, source_of

COMMENTS = 200
REFUSALS = (SegmentError, ContactBlocked, SentByAnother)


@require_GET
@requires("segments.view_task")
def task_list(request: HttpRequest) -> HttpResponseBase:
    filterset = TaskFilter(request.GET, queryset=Task.objects.for_list(), request=request)
    table = TaskTable(filterset.qs)
    table.today = timezone.localdate()
    configured(
        table,
        request,
        filterset=filterset,
        bulk_actions=bulk_actions(request),
        bulk_url=reverse("segments:task_bulk"),
        empty_action=new_action(request),
    )
    if "export" in request.GET:
        return exported(table, "tasks")
    context = {
        "filterset": filterset,
        "table": table,
        "tabs": tabs(request),
        "is_nobody": own_salesperson(user_of(request)) is None,
    }
    return render_page(
        request, "segments/task_list.html", context, partial="segments/_task_table.html"
    )


@require_GET
@requires("segments.view_task")
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Task.objects.for_list().select_related(
        "came_from", "completed_with", "closed_by", "previous", "next", "created_by", "assignment",
    )  # fmt: skip
    task = get_object_or_404(rows, pk=pk)
    comments = task.comments.select_related("created_by").order_by("-created_at", "-pk")
    context = {
        "task": task,
        "following": getattr(task, "next", None),
        "attendees": list(task.attendees.select_related("contact__company").order_by("pk")),
        "is_overdue": task.is_open and task.due_on < timezone.localdate(),
        "comments": comments[:COMMENTS],
        "comment_form": TaskCommentForm(),
    }
    return render_page(request, "segments/task_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires("segments.add_task")
def task_new(request: HttpRequest) -> HttpResponse:
    sources = {name: source_of(request, name) for name in SOURCES}
    start = starting_values(
        contact=sources["contact"],
        segment=sources["segment"],
        interaction=sources["interaction"],
        by=user_of(request),
        now=timezone.now(),
    )
    start["campaign"] = sources["campaign"] or start["campaign"]
    form = TaskForm(request.POST or None, initial=start)
    if sources["segment"] is not None and sources["contact"] is None:
        form.offer_all(sources["segment"])
    if request.method == "POST" and form.is_valid():
        there = made(request, form, start)
        if there:
            return see_other(request, there)
    context = {
        "form": form,
        "sources": sources,
        "cancel_url": next_url(request, reverse("segments:task_list")),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/task_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@requires("segments.change_task")
def task_edit(request: HttpRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(Task.objects.for_list(), pk=pk)
    if not task.is_open:
        messages.info(request, gettext("%(task)s is closed. Open it again to change it.")
                      % {"task": task})  # fmt: skip
        return see_other(request, task)
    initial = {name: getattr(task, name) for name in SHOWN}
    initial["attendees"] = list(task.attendees.values_list("contact", flat=True))
    form = TaskForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and changed(request, form, task):
        messages.success(request, gettext("Saved."))
        return see_other(request, next_url(request, task.get_absolute_url()))
    context = {"form": form, "task": task, "seen_at": task.modified_at.isoformat()}
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/task_edit.html", context, status=status)


def made(request: HttpRequest, form: TaskForm, start: dict[str, Any]) -> str:
    """Make it and return where to go on, "" where the form says what was refused."""
    said = form.said
    try:
        if said.pop("for_all", "") == "all":
            said["submission"] = form.cleaned_data["submission"]
            return made_for_all(request, start["segment"], said)
        task = create_task(
            values={**said, "segment": start["segment"], "came_from": start["came_from"]},
            submission=form.cleaned_data["submission"],
            by=user_of(request),
            now=timezone.now(),
        )
    except REFUSALS as error:
        tell(form, error)
        return ""
    messages.success(request, gettext("Task %(task)s is made.") % {"task": task})
    return next_url(request, task.get_absolute_url())


def changed(request: HttpRequest, form: TaskForm, task: Task) -> bool:
    seen_at = request.POST.get("seen_at", "")
    try:
        update_task(
            task,
            values=form.said,
            seen_at=task.modified_at if seen_at == task.modified_at.isoformat() else None,
            by=user_of(request),
            now=timezone.now(),
        )
    except REFUSALS as error:
        tell(form, error)
        return False
    return True


def tell(form: forms.Form, error: Exception) -> None:
    """Put each message at the field it is about."""
    errors = getattr(error, "errors", None) or {"": str(error)}
    for name, message in errors.items():
        form.add_error(name if name in form.fields else None, message)


def new_action(request: HttpRequest) -> tuple[str, str] | None:
    """Return what a list without a task offers."""
    if not request.user.has_perm("segments.add_task"):
        return None
    return gettext("New task"), reverse("segments:task_new")


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the lists by due date, with how many each shows, as far as anybody reads.

    Each is counted by an index, five statements in all: one that counts them together reads
    every task there is.
    """
    query = request.GET.copy()
    for name in ("due", "page"):
        query.pop(name, None)
    rows: Any = TaskFilter(query, queryset=Task.objects.all(), request=request).qs
    here, today = request.GET.get("due", ""), timezone.localdate()
    found = []
    for name, label in [("", gettext("Open")), *DUE]:
        asked = query.copy()
        if name:
            asked["due"] = name
        tab = {
            "label": label,
            "url": f"?{asked.urlencode()}",
            "is_current": name == here,
            "count": None,
        }
        if name not in ("closed", "all"):
            count = count_of(rows.open().filter(when(name, today)) if name else rows)
            tab |= {"count": min(count, COUNT_LIMIT), "is_capped": count > COUNT_LIMIT}
        found.append(tab)
    return found
