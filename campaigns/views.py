"""Campaigns: the list, and what is done with one. Its page is `segments:campaign_detail`."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns import services
from campaigns.filters import CampaignFilter
from campaigns.forms import CampaignForm, CommentForm
from campaigns.models import Campaign, CampaignComment
from campaigns.tables import FIGURES, CampaignTable
from contacts.services.defaults import own_salesperson
from contacts.services.delicate import warning_of
from contacts.services.numbers import NoNumberSeries, TypedNumberRefused
from segments_app.common.access import requires, user_of
from segments_app.common.exports import exported
from segments_app.common.figures import fill_in
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.submissions import SentByAnother
from segments_app.common.tables import configured
from segments_app.common.uses import StillUsed

REFUSALS = (services.CampaignRefused, NoNumberSeries, TypedNumberRefused)


@require_GET
@requires("campaigns.view_campaign")
def campaign_list(request: HttpRequest) -> HttpResponseBase:
    """List campaigns; figures that take long are asked for once the list is there."""
    query = request.GET.copy()
    may_wait = bool(query.pop("figures", None))
    request.GET = query  # type: ignore[assignment]  # a copy, less one word
    filterset = CampaignFilter(request.GET, queryset=Campaign.objects.for_list(), request=request)
    new = (gettext("New campaign"), reverse("campaigns:campaign_new"))
    is_export = "export" in request.GET
    table = configured(
        CampaignTable(filterset.qs.with_figures() if is_export else filterset.qs),
        request,
        filterset=filterset,
        empty_action=new if request.user.has_perm("campaigns.add_campaign") else None,
    )
    if is_export:
        return exported(table, "campaigns")
    shown = Campaign.objects.filter(pk__in=[row.record.pk for row in table.page.object_list])
    has_figures = may_wait or shown.are_quick()
    if has_figures:
        fill_in(table, Campaign.objects.with_figures(), FIGURES)
    context = {"filterset": filterset, "table": table, "has_figures": has_figures}
    return render_page(
        request, "campaigns/campaign_list.html", context, partial="campaigns/_campaign_table.html"
    )


@require_http_methods(["GET", "POST"])
@requires("campaigns.add_campaign")
def campaign_new(request: HttpRequest) -> HttpResponse:
    by = user_of(request)
    form = CampaignForm(request.POST or None, initial={"salesperson": own_salesperson(by)})
    if request.method == "POST" and form.is_valid():
        try:
            key = form.cleaned_data["submission"]
            campaign = services.create_campaign(
                values=form.said, submission=key, by=by, now=timezone.now()
            )
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("%(number)s is made.") % {"number": campaign.number})
            return see_other(request, campaign)
    return form_page(request, "campaigns/campaign_new.html", {"form": form})


@require_http_methods(["GET", "POST"])
@requires("campaigns.change_campaign")
def campaign_edit(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.for_list(), pk=pk)
    initial = {name: getattr(campaign, name) for name in services.FIELDS}
    form = CampaignForm(request.POST or None, campaign=campaign, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_campaign(campaign, values=form.said, now=timezone.now())
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, gettext("The campaign is saved."))
            return see_other(request, campaign)
    context = {"form": form, "campaign": campaign}
    return form_page(request, "campaigns/campaign_edit.html", context)


@require_POST
@requires("campaigns.change_campaign")
def campaign_archive(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    services.archive_campaign(campaign, now=timezone.now())
    messages.success(request, gettext("The campaign is in the archive."))
    return see_other(request, campaign)


@require_POST
@requires("campaigns.change_campaign")
def campaign_restore(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    services.restore_campaign(campaign, now=timezone.now())
    messages.success(request, gettext("The campaign is current again."))
    return see_other(request, campaign)


@require_POST
@requires("campaigns.delete_campaign")
def campaign_delete(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete %(campaign)s") % {"campaign": campaign},
            question=gettext("Its comments go with it. Delete the campaign?"),
            action=gettext("Delete"),
            cancel_url=campaign.get_absolute_url(),
            is_danger=True,
        )
    try:
        services.delete_campaign(campaign)
    except StillUsed as error:
        context = {"campaign": campaign, "uses": error.uses}
        return render_page(request, "campaigns/campaign_delete_refused.html", context, status=409)
    messages.success(request, gettext("%(number)s is deleted.") % {"number": campaign.number})
    return see_other(request, "campaigns:campaign_list")


@require_http_methods(["GET", "POST"])
@requires("campaigns.add_campaigncomment")
def comment_new(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    form = CommentForm(request.POST or None, initial={"commented_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.add_comment(campaign, **said, by=user_of(request), now=timezone.now())
        except SentByAnother as error:
            form.add_error(None, str(error))
        else:
            if warning := warning_of(said["text"]):
                messages.warning(request, warning)
            return see_other(request, f"{campaign.get_absolute_url()}#comments")
    context = {"form": form, "campaign": campaign}
    return form_page(request, "campaigns/comment_new.html", context)


@require_POST
@requires("campaigns.delete_campaigncomment")
def comment_delete(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    comment = get_object_or_404(CampaignComment, pk=comment_pk, campaign__id=pk)
    campaign = comment.campaign
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete the comment"),
            question=comment.text,
            action=gettext("Delete"),
            cancel_url=campaign.get_absolute_url(),
            is_danger=True,
        )
    services.delete_comment(comment)
    return see_other(request, f"{campaign.get_absolute_url()}#comments")


def form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a form: 422 when what was sent has to be mended."""
    return render_page(request, template, context, status=422 if context["form"].is_bound else 200)
