"""Interactions put off: the list, finishing one, discarding one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from interactions import services
from interactions.filters import PostponedFilter
from interactions.forms import InteractionForm
from interactions.models import Interaction
from interactions.services.content import attached_to
from interactions.tables import PostponedTable
from segments_app.common.access import requires, user_of
from segments_app.common.exports import exported
from segments_app.common.http import ask, is_confirmed, next_url, render_page, see_other
from segments_app.common.tables import configured

from .new import REFUSALS, after, aside, asks_why, override_of, refuse, tell

KEPT = (
    "description", "occurred_on", "occurred_at_time", "salesperson", "language", "subject",
    "correspondence_type", "information_flow", "initiated_by", "cost", "duration", "campaign",
    "is_target", "is_response", "evaluation", "purpose",
)  # fmt: skip


@require_GET
@requires("interactions.view_interaction")
def postponed_list(request: HttpRequest) -> HttpResponseBase:
    rows = Interaction.objects.postponed().for_list()
    filterset = PostponedFilter(request.GET, queryset=rows, request=request)
    table = configured(PostponedTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, "postponed")
    context = {"filterset": filterset, "table": table}
    return render_page(
        request,
        "interactions/postponed_list.html",
        context,
        partial="interactions/_postponed_table.html",
    )


@require_http_methods(["GET", "POST"])
@requires("interactions.change_interaction")
def interaction_resume(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Interaction.objects.for_list().select_related(
        "content", "language", "template__group", "contact__language", "contact__salesperson"
    )
    draft = get_object_or_404(rows, pk=pk)
    if not draft.is_postponed:
        messages.info(request, gettext("This interaction is logged already."))
        return see_other(request, draft)
    form = InteractionForm(
        request.POST or None,
        request.FILES or None,
        initial=initial_of(draft),
        attached=attached_to(draft.content),
    )
    for name in ("salesperson", "campaign"):
        form.keep(name, getattr(draft, name))
    if request.method == "POST" and form.is_valid():
        interaction = finished(request, form, draft)
        if interaction is not None:
            return see_other(request, after(request, interaction))
    context = {
        "draft": draft,
        "contact": draft.contact,
        "template": draft.template,
        "form": form,
        "may_override": asks_why(request, form),
        **aside(draft.contact),
        "comments": draft.comments.select_related("created_by").order_by("created_at", "pk"),
    }
    status = 422 if form.is_bound else 200
    return render_page(request, "interactions/interaction_resume.html", context, status=status)


@require_POST
@requires("interactions.delete_interaction")
def interaction_discard(request: HttpRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(Interaction.objects.postponed(), pk=pk)
    back = next_url(request, "/interactions/postponed/")
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Discard the interaction"),
            question=gettext("What was written is lost. Discard “%(interaction)s”?")
            % {"interaction": draft},
            action=gettext("Discard"),
            cancel_url=back,
            is_danger=True,
        )
    try:
        services.discard_postponed(draft)
    except services.NotPostponed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The interaction is discarded."))
    return see_other(request, back)


def finished(request: HttpRequest, form: InteractionForm, draft: Interaction) -> Interaction | None:
    """Log it, or keep it put off when that button was pressed; tell the form why not."""
    said: dict[str, Any] = {
        "template": draft.template,
        "values": form.values,
        "submission": form.cleaned_data["submission"],
        "by": user_of(request),
        "now": timezone.now(),
    }
    try:
        if "later" in request.POST:
            return services.save_postponed(draft, **said)
        return services.resume_interaction(draft, **said, override=override_of(request))
    except services.InteractionIncomplete as error:
        tell(form, error)
    except REFUSALS as error:
        refuse(form, error)
    return None


def initial_of(draft: Interaction) -> dict[str, Any]:
    """Return what the form shows to begin with."""
    return {name: getattr(draft, name) for name in KEPT} | {
        "is_successful": not draft.attempt_failed,
        "html": draft.content.html if draft.content else "",
        "text": draft.content.text if draft.content else "",
    }
