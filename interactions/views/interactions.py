"""The interaction log, and one interaction."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.services import current_setup
from contacts.services.delicate import warning_of
from interactions import services
from interactions.filters import InteractionFilter
from interactions.forms import CommentForm, EvaluationForm
from interactions.models import Attachment, GateOverride, Interaction, InteractionComment
from interactions.services.content import rendered
from interactions.tables import InteractionTable
from segments_app.common.access import requires, user_of
from segments_app.common.exports import exported
from segments_app.common.http import ask, is_confirmed, next_url, render_page, see_other
from segments_app.common.models import CorrespondenceType
from segments_app.common.previews import with_frame
from segments_app.common.submissions import SentByAnother
from segments_app.common.tables import configured

from .many import bulk_actions, bulk_url

COMMENTS = 200


@require_GET
@requires("interactions.view_interaction")
def interaction_list(request: HttpRequest) -> HttpResponseBase:
    rows = Interaction.objects.logged().for_list()
    filterset = InteractionFilter(request.GET, queryset=rows, request=request)
    new = (gettext("New interaction"), reverse("interactions:interaction_new"))
    table = configured(
        InteractionTable(filterset.qs),
        request,
        filterset=filterset,
        bulk_actions=bulk_actions(request),
        bulk_url=bulk_url(),
        empty_action=new if request.user.has_perm("interactions.add_interaction") else None,
    )
    if "export" in request.GET:
        return exported(table, "interactions")
    context = {"filterset": filterset, "table": table}
    return render_page(
        request,
        "interactions/interaction_list.html",
        context,
        partial="interactions/_interaction_table.html",
    )


@with_frame
@require_GET
@requires("interactions.view_interaction")
def interaction_detail(request: HttpRequest, pk: int) -> HttpResponse:
    rows = Interaction.objects.for_list().select_related(
        "language", "content__language", "campaign_entry", "logged_segment",
        "alternative_address", "cancellation__canceled_by",
    )  # fmt: skip
    interaction = get_object_or_404(rows, pk=pk)
    if interaction.is_postponed and request.user.has_perm("interactions.change_interaction"):
        return see_other(request, "interactions:interaction_resume", pk)
    is_e_mail = interaction.correspondence_type == CorrespondenceType.EMAIL
    comments = interaction.comments.select_related("created_by").order_by("-created_at", "-pk")
    context = {
        "interaction": interaction,
        "override": GateOverride.objects.filter(interaction=pk)
        .select_related("created_by")
        .first(),
        "comments": comments[:COMMENTS],
        **said_in(interaction),
        "comment_form": CommentForm(),
        "currency": current_setup().currency_code,
        "deliveries": list(interaction.deliveries.order_by("-number")) if is_e_mail else [],
        "evaluation_form": EvaluationForm(initial={"evaluation": interaction.evaluation}),
    }
    return render_page(request, "interactions/interaction_detail.html", context)


def said_in(interaction: Interaction) -> dict[str, Any]:
    """Return subject and files of what the contact got."""
    said = next(rendered([interaction.pk], channel=""))
    files = Attachment.objects.filter(pk__in=said.attachments).order_by("name", "pk")
    return {"subject": said.subject, "attachments": files if said.attachments else []}


@require_POST
@requires("interactions.change_interaction")
def interaction_evaluate(request: HttpRequest, pk: int) -> HttpResponse:
    interaction = get_object_or_404(Interaction.objects.logged(), pk=pk)
    form = EvaluationForm(request.POST)
    if form.is_valid():
        rows = Interaction.objects.filter(pk=interaction.pk)
        services.evaluate_interactions(rows, evaluation=form.cleaned_data["evaluation"])
        messages.success(request, gettext("The evaluation is saved."))
    else:
        messages.error(request, gettext("Choose one of the evaluations."))
    return see_other(request, next_url(request, interaction.get_absolute_url()))


@require_http_methods(["GET", "POST"])
@requires("interactions.add_interactioncomment")
def comment_new(request: HttpRequest, pk: int) -> HttpResponse:
    interaction = get_object_or_404(Interaction, pk=pk)
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_comment(
                interaction, **form.cleaned_data, by=user_of(request), now=timezone.now()
            )
        except SentByAnother as error:
            form.add_error(None, str(error))
        else:
            if warning := warning_of(form.cleaned_data["text"]):
                messages.warning(request, warning)
            return see_other(request, f"{interaction.get_absolute_url()}#comments")
    context = {"form": form, "interaction": interaction}
    return render_page(
        request, "interactions/comment_new.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@requires("interactions.delete_interactioncomment")
def comment_delete(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    comment = get_object_or_404(InteractionComment, pk=comment_pk, interaction__id=pk)
    interaction = comment.interaction
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete the comment"),
            question=comment.text,
            action=gettext("Delete"),
            cancel_url=interaction.get_absolute_url(),
            is_danger=True,
        )
    services.delete_comment(comment)
    return see_other(request, f"{interaction.get_absolute_url()}#comments")
