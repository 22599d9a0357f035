"""The page of one campaign: its figures, and everything that was done for it.

It stands above the packages it shows: campaigns, interactions and segments.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from campaigns.models import Campaign
from contacts.models import Contact, ContactQuerySet
from contacts.services import current_setup
from interactions.models import Interaction
from segments_app import services
from segments_app.campaign_tables import PeopleFilter, PeopleTable, TargetFilter, TargetTable
from segments_app.common.access import requires, user_of
from segments_app.common.exports import exported
from segments_app.common.http import render_page, see_other
from segments_app.common.reports import reported
from segments_app.common.tables import configured
from segments_app.models import Segment

MOST_ROWS = 10
MOST_COMMENTS = 50
MONTHS = 24

#: The people of a campaign by what they have of it, as the tiles count them.
PEOPLE = {
    "contacted": _("People contacted"),
    "targeted": _("People targeted"),
    "responded": _("People responded"),
    "targeted_responded": _("Targeted people who responded"),
    "silent": _("Targeted people who have not responded"),
}


@require_GET
@requires("campaigns.view_campaign")
def campaign_detail(request: HttpRequest, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign.objects.for_list(), pk=pk)
    entries = campaign.entries.with_figures().order_by("-occurred_on", "-pk")
    segments = Segment.objects.for_list().filter(campaign=campaign)
    context = {
        "campaign": campaign,
        "period": campaign.period(timezone.localdate()),
        "entries": entries[:MOST_ROWS],
        "open_segments": segments.open().order_by("-pk")[:MOST_ROWS],
        "logged_segments": campaign.logged_segments.order_by("-created_at", "-pk")[:MOST_ROWS],
        "target_count": campaign.targets.count(),
        "comments": campaign.comments.select_related("created_by").order_by("-commented_on", "-pk")[
            :MOST_COMMENTS
        ],
    }
    if Campaign.objects.filter(pk=pk).are_quick():
        context |= figures(pk)
    return render_page(request, "campaigns/campaign_detail.html", context)


@require_GET
@requires("campaigns.view_campaign")
def campaign_figures(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Add up what came of a big campaign, once its page is there; or hand the figures out."""
    campaign = get_object_or_404(Campaign, pk=pk)
    if "export" in request.GET:
        return reported(request, f"{campaign.number}-figures", *figures_as_rows(figures(pk)))
    return render_page(
        request,
        "campaigns/campaign_figures.html",
        {"campaign": campaign, **figures(pk)},
        partial="campaigns/_campaign_figures.html",
    )


@require_GET
@requires("campaigns.view_campaign")
def campaign_people(request: HttpRequest, pk: int, part: str) -> HttpResponseBase:
    """List exactly the people that a tile of the campaign counts."""
    if part not in PEOPLE:
        raise Http404
    campaign = get_object_or_404(Campaign, pk=pk)
    rows = people(campaign, part).for_list()
    filterset = PeopleFilter(request.GET, queryset=rows, request=request)
    table = configured(PeopleTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, f"{campaign.number}-{part.replace('_', '-')}")
    tabs = [
        {
            "label": label,
            "url": reverse("segments:campaign_people", args=[pk, name]),
            "is_current": name == part,
        }
        for name, label in PEOPLE.items()
    ]
    context = {"campaign": campaign, "filterset": filterset, "table": table, "tabs": tabs}
    context["title"] = PEOPLE[part]
    return render_page(
        request, "campaigns/campaign_people.html", context, partial="campaigns/_people_table.html"
    )


@require_GET
@requires("campaigns.view_campaigntarget")
def campaign_targets(request: HttpRequest, pk: int) -> HttpResponseBase:
    """List the target group of an activated campaign, to be handed on as CSV."""
    campaign = get_object_or_404(Campaign, pk=pk)
    rows = campaign.targets.select_related("contact")
    filterset = TargetFilter(request.GET, queryset=rows, request=request)
    table = configured(TargetTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, f"{campaign.number}-targets")
    context = {"campaign": campaign, "filterset": filterset, "table": table}
    return render_page(
        request, "campaigns/campaign_targets.html", context, partial="campaigns/_people_table.html"
    )


@require_POST
@requires("campaigns.change_campaign")
def campaign_activate(request: HttpRequest, pk: int) -> HttpResponse:
    return changed(
        request,
        pk,
        services.activate_campaign,
        lambda n: ngettext(
            "The campaign is activated: it targets %(n)d company or person.",
            "The campaign is activated: it targets %(n)d companies and persons.",
            n,
        ),
    )


@require_POST
@requires("campaigns.change_campaign")
def campaign_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    return changed(
        request,
        pk,
        services.deactivate_campaign,
        lambda _n: gettext("The campaign is no longer activated; its target group is gone."),
    )


def changed(
    request: HttpRequest, pk: int, service: Callable[..., int], text: Callable[[int], str]
) -> HttpResponse:
    """Do something with the campaign, and say what came of it, or why not."""
    campaign = get_object_or_404(Campaign, pk=pk)
    try:
        count = service(campaign, by=user_of(request), now=timezone.now())
    except services.CampaignError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, text(count) % {"n": count})
    return see_other(request, campaign)


def figures(pk: int) -> dict[str, Any]:
    """Return what came of the campaign, and how it went by month."""
    months = by_month(pk)
    return {
        "currency": current_setup().currency_code,
        "figures": Campaign.objects.with_figures().get(pk=pk),
        "months": months,
        "chart": {
            "labels": [date_format(row["month"], "YEAR_MONTH_FORMAT") for row in months],
            "sets": [
                {"label": gettext("People contacted"), "data": [row["people"] for row in months]},
                {
                    "label": gettext("People responded"),
                    "data": [row["responded"] for row in months],
                },
            ],
        },
    }


def figures_as_rows(found: Mapping[str, Any]) -> tuple[list[str], list[list[Any]]]:
    """Return the tiles and the months of a campaign as one table: the whole of it comes first."""
    whole = found["figures"]
    cost = gettext("Cost (%(currency)s)") % {"currency": found["currency"]}
    names = [gettext("Month"), gettext("People contacted"), gettext("People responded")]
    names += [gettext("People targeted"), gettext("Targeted people who responded")]
    names += [gettext("Interactions"), cost, gettext("Minutes")]
    total = [gettext("All"), whole.people, whole.responded, whole.targeted]
    total += [whole.targeted_responded, whole.interaction_count]
    total += [round(Decimal(whole.cost or 0), 2), whole.duration]
    untold = [""] * (len(names) - 3)  # of a month the page tells no more
    months = [[row["month"], row["people"], row["responded"], *untold] for row in found["months"]]
    return names, [total, *months]


def by_month(pk: int) -> list[dict[str, Any]]:
    """Return the last months in which anything happened, with the people of each."""
    rows = (
        Interaction.objects.counted()
        .filter(campaign=pk)
        .values(month=TruncMonth("occurred_on"))
        .annotate(
            people=Count("contact", distinct=True),
            responded=Count("contact", distinct=True, filter=Q(is_response=True)),
        )
        .order_by("-month")[:MONTHS]
    )
    return list(reversed(list(rows)))


def people(campaign: Campaign, part: str) -> ContactQuerySet:
    """Return the people of the campaign that `part` of PEOPLE names."""
    own = Interaction.objects.counted().filter(campaign=campaign.pk, contact=OuterRef("pk"))
    any_, target = Exists(own), Exists(own.filter(is_target=True))
    response = Exists(own.filter(is_response=True))
    conditions = {
        "contacted": Q(any_),
        "targeted": Q(target),
        "responded": Q(response),
        "targeted_responded": Q(target) & Q(response),
        "silent": Q(target) & ~Q(response),
    }
    return Contact.objects.filter(conditions[part])
