"""Many tasks at once: the ticked ones, or all that match the filters of the list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from segments_app.common.access import requires, user_of
from segments_app.common.http import next_url, render_page, see_other
from segments_app.common.selection import selected_rows
from segments_app.common.tables import BulkAction
from segments_app.forms.tasks import BulkCompleteForm, MoveForm
from segments_app.models import Task
from segments_app.services.locking import SegmentError
from segments_app.services.task_closing import complete_tasks
from segments_app.services.tasks import move_tasks
from segments_app.task_filters import TaskFilter

CARRIED = ("selected", "all_matching", "query", "next", "action")
AT_ONCE = 1_000  # closing writes a row of history for each, and the next of each series


@dataclass(frozen=True)
class Deed:
    """Something done to many tasks, with the form that asks what it needs."""

    title: Any
    button: Any
    form: type[forms.Form]
    do: Callable[[list[int], dict[str, Any], User], int]


def complete(keys: list[int], said: dict[str, Any], by: User) -> int:
    return complete_tasks(keys, closed_by=said["closed_by"], by=by, now=timezone.now())


def move(keys: list[int], said: dict[str, Any], by: User) -> int:
    return move_tasks(keys, due_on=said["due_on"], by=by, now=timezone.now())


DEEDS = {
    "complete": Deed(_("Complete"), _("Complete them"), BulkCompleteForm, complete),
    "move": Deed(_("Move to another date"), _("Move them"), MoveForm, move),
}


def bulk_actions(request: HttpRequest) -> Sequence[BulkAction]:
    """Return what this user may do to many tasks at once."""
    if not request.user.has_perm("segments.change_task"):
        return []
    return [BulkAction(value, str(deed.title)) for value, deed in DEEDS.items()]


@require_POST
@requires("segments.change_task")
def task_bulk(request: HttpRequest) -> HttpResponse:
    """Ask what the deed needs to know, on a page of its own, and do it."""
    deed = DEEDS.get(request.POST.get("action", ""))
    if deed is None:
        raise Http404
    back = next_url(request, reverse("segments:task_list"))
    rows = selected_rows(request, TaskFilter, Task.objects.open())
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[: AT_ONCE + 1])
    if not keys or len(keys) > AT_ONCE:
        messages.warning(request, refusal(len(keys)))
        return see_other(request, back)
    is_answered = "answered" in request.POST
    form = deed.form(request.POST if is_answered else None)
    if is_answered and form.is_valid() and done(request, deed, keys, form):
        return see_other(request, back)
    context = {
        "deed": deed,
        "form": form,
        "count": len(keys),
        "back": back,
        "carried": [(name, value) for name in CARRIED for value in request.POST.getlist(name)],
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/task_bulk.html", context, status=status)


def refusal(count: int) -> str:
    if not count:
        return gettext("No open tasks were chosen.")
    text = gettext("These are more than %(most)s tasks. Narrow the list by its filters.")
    return text % {"most": number_format(AT_ONCE, force_grouping=True)}


def done(request: HttpRequest, deed: Deed, keys: list[int], form: forms.Form) -> bool:
    """Do it and say for how many, or tell the form why not."""
    try:
        changed = deed.do(keys, form.cleaned_data, user_of(request))
    except SegmentError as error:
        form.add_error(None, str(error))
        return False
    text = ngettext("%(n)s task was changed.", "%(n)s tasks were changed.", changed)
    messages.success(request, text % {"n": number_format(changed, force_grouping=True)})
    return True
