"""Campaign entries: the list, one, and cancelling it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.models import CampaignEntry
from contacts.services import current_setup
from interactions import services
from interactions.filters import CampaignEntryFilter
from interactions.models import LoggedSegment
from interactions.tables import ENTRY_FIGURES, CampaignEntryTable
from segments_app.common.access import requires
from segments_app.common.exports import exported
from segments_app.common.figures import fill_in
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.tables import configured

from .canceling import cancel_page, uncancel_page


@require_GET
@requires("campaigns.view_campaignentry")
def campaign_entry_list(request: HttpRequest) -> HttpResponseBase:
    """List what acts of logging gave; figures that take long are asked for once it is there."""
    query = request.GET.copy()
    may_wait = bool(query.pop("figures", None))
    request.GET = query  # type: ignore[assignment]  # a copy, less one word
    rows = CampaignEntry.objects.for_list()
    filterset = CampaignEntryFilter(request.GET, queryset=rows, request=request)
    is_export = "export" in request.GET
    table = configured(
        CampaignEntryTable(filterset.qs.with_figures() if is_export else filterset.qs),
        request,
        filterset=filterset,
    )
    if is_export:
        return exported(table, "campaign-entries")
    shown = CampaignEntry.objects.filter(pk__in=[row.record.pk for row in table.page.object_list])
    has_figures = may_wait or shown.are_quick()
    if has_figures:
        fill_in(table, CampaignEntry.objects.with_figures(), ENTRY_FIGURES)
    context = {"filterset": filterset, "table": table, "has_figures": has_figures}
    return render_page(
        request,
        "interactions/campaign_entry_list.html",
        context,
        partial="interactions/_campaign_entry_table.html",
    )


@require_GET
@requires("campaigns.view_campaignentry")
def campaign_entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_entry(pk)
    context = {
        "entry": entry,
        "logged_segment": logged_segment_of(entry),
        "currency": current_setup().currency_code,
    }
    return render_page(request, "interactions/campaign_entry_detail.html", context)


@require_http_methods(["GET", "POST"])
@requires("segments.log_segment")
def campaign_entry_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_entry(pk)
    return cancel_page(
        request,
        entry,
        services.cancel_campaign_entry,
        template="interactions/campaign_entry_cancel.html",
        context={"entry": entry},
        done=gettext("The campaign entry is cancelled with its interactions."),
    )


@require_POST
@requires("segments.log_segment")
def campaign_entry_uncancel(request: HttpRequest, pk: int) -> HttpResponse:
    return uncancel_page(
        request,
        get_entry(pk),
        services.uncancel_campaign_entry,
        question=gettext(
            "All interactions that were cancelled with this entry count again. Take the "
            "cancellation back?"
        ),
        done=gettext("The campaign entry counts again."),
    )


@require_POST
@requires("campaigns.delete_campaignentry")
def campaign_entry_delete(request: HttpRequest, pk: int) -> HttpResponse:
    entry = get_entry(pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete %(entry)s") % {"entry": entry},
            question=gettext(
                "Its cancelled interactions and their comments are deleted with it, for good. "
                "Delete the campaign entry?"
            ),
            action=gettext("Delete"),
            cancel_url=entry.get_absolute_url(),
            is_danger=True,
        )
    if not services.delete_canceled_campaign_entries(CampaignEntry.objects.filter(pk=pk)):
        messages.error(request, gettext("Only what is cancelled can be deleted."))
        return see_other(request, entry)
    messages.success(request, gettext("The campaign entry is deleted."))
    return see_other(request, entry.campaign)


def get_entry(pk: int) -> CampaignEntry:
    """Return the entry with its figures and what its pages show of other tables."""
    rows = CampaignEntry.objects.for_list().select_related(
        "created_by", "cancellation__canceled_by"
    )
    return get_object_or_404(rows.with_figures(), pk=pk)


def logged_segment_of(entry: CampaignEntry) -> LoggedSegment | None:
    """Return what was logged to make the entry, None for single interactions."""
    if not entry.segment_number:
        return None
    return LoggedSegment.objects.filter(segment_number=entry.segment_number).first()
