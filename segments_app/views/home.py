"""The first page after the log-in: what is mine, what is due, what is going on."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from campaigns.models import Campaign
from contacts.models import Contact, Salesperson
from contacts.services import own_salesperson
from interactions.models import Interaction, LoggedSegment
from segments_app.common.access import requires, signed_in, user_of
from segments_app.common.paging import COUNT_LIMIT, capped
from segments_app.models import Job, Segment, Task
from segments_app.services import calling

from .pages import CALLS, count_of, is_told

SHOWN = 6
COUNTED = 2_000  # interactions of a month; the list counts further
CAMPAIGNS_SHOWN = 5
LOGS_SHOWN = 4
CALLED_SHOWN = 3
QUICKLY_ADDED_UP = 20_000  # interactions whose figures nobody has to wait for


@dataclass(frozen=True)
class SegmentCard:
    """An open segment, how far it is, and what is to be done next."""

    segment: Segment
    count: int
    step: str
    action: str
    url: str
    is_ready: bool


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    user, today = user_of(request), timezone.localdate()
    context: dict[str, Any] = {"today": today, "has_role": bool(user.get_all_permissions())}
    if user.has_perm("contacts.view_contact"):
        context["contacts"] = contact_figures()
    if user.has_perm("segments.view_segment"):
        context |= segment_panel(user) | {"jobs": jobs_of(user)}
    if user.has_perm(CALLS):
        now = timezone.now()
        context["called"] = list(calling.segments_called_by(user, now=now)[:CALLED_SHOWN])
    if user.has_perm("campaigns.view_campaign"):
        context |= campaign_panel(today, wait="figures" in request.GET)
    if user.has_perm("interactions.view_interaction"):
        context |= due_panel(user, today) | month_figures(today)
    if user.has_perm("segments.view_task"):
        context |= task_panel(user, today)
    if user.has_perm("interactions.view_loggedsegment"):
        context |= {"logs": recent_logs()}
    return TemplateResponse(request, "segments/home.html", context)


@require_safe
@requires("campaigns.view_campaign")
def home_campaigns(request: HttpRequest) -> HttpResponse:
    context = campaign_panel(timezone.localdate(), wait=True)
    return TemplateResponse(request, "segments/_home_campaigns.html", context)


def contact_figures() -> dict[str, Any]:
    """Count contacts as far as it is cheap; beyond that, which are companies is not told."""
    first = Contact.objects.order_by()[: COUNT_LIMIT + 1]
    counted = first.aggregate(
        all=Count("pk"),
        companies=Count("pk", filter=Q(type=Contact.Type.COMPANY)),
        persons=Count("pk", filter=Q(type=Contact.Type.PERSON)),
    )
    is_capped = counted["all"] > COUNT_LIMIT
    return counted | {"shown": capped(counted["all"]), "is_capped": is_capped}


def segment_panel(user: User) -> dict[str, Any]:
    """The user's own open segments; who has none sees those of the others."""
    open_segments = Segment.objects.open()
    mine = Q(created_by=user) | Q(salesperson__in=Salesperson.objects.filter(user=user))
    found: list[Any] = list(
        open_segments.for_list()
        .annotate(is_mine=Case(When(mine, then=Value(1)), default=Value(0)))
        .order_by("-is_mine", "-modified_at", "-pk")[:SHOWN]
    )
    own = [segment for segment in found if segment.is_mine]
    return {
        "cards": [card_of(segment, user) for segment in own or found],
        "are_mine": bool(own),
        "open_count": open_segments.order_by()[: COUNT_LIMIT + 1].count(),
    }


def card_of(segment: Segment, user: User) -> SegmentCard:
    """Tell how far the segment is, and what this user may do next with it."""
    count = count_of(segment)
    if not count:
        step, action, route = gettext("Who"), gettext("Choose contacts"), "segment_who"
    elif not is_told(segment):
        step, action, route = gettext("What"), gettext("Say what happens"), "segment_edit"
    else:
        step, action, route = gettext("Check"), gettext("Check and log"), "segment_log"
    if not user.has_perm("segments.change_segment"):
        action, route = "", "segment_detail"
    url = reverse(f"segments:{route}", args=[segment.pk])
    is_ready = bool(count) and is_told(segment)
    return SegmentCard(segment, count, step, action, url, is_ready)


def jobs_of(user: User) -> list[Job]:
    """Return the user's long work that is not finished."""
    unfinished = Job.objects.filter(
        created_by=user, status__in=[Job.Status.QUEUED, Job.Status.RUNNING]
    )
    return list(unfinished.order_by("-pk")[:3])


def campaign_panel(today: date, *, wait: bool) -> dict[str, Any]:
    """The campaigns that run today, those that end first on top, with what came of them.

    Unless it may `wait`, the page comes without figures that take long and asks for them then.
    """
    running = Campaign.objects.running(today=today)
    first_to_end = running.order_by(F("ends_on").asc(nulls_last=True), "pk")
    campaigns = list(first_to_end[:CAMPAIGNS_SHOWN])
    has_figures = wait or not are_many(campaigns)
    if has_figures:
        keys = [campaign.pk for campaign in campaigns]
        found = Campaign.objects.filter(pk__in=keys).with_figures().in_bulk()
        campaigns = [found[key] for key in keys if key in found]
    return {
        "campaigns": campaigns,
        "has_figures": has_figures,
        "running_count": running.order_by()[: COUNT_LIMIT + 1].count(),
    }


def are_many(campaigns: list[Campaign]) -> bool:
    """Whether the interactions of these campaigns take long to add up; an index tells."""
    rows = Interaction.objects.filter(campaign__in=campaigns).order_by()
    return rows[: QUICKLY_ADDED_UP + 1].count() > QUICKLY_ADDED_UP


def due_panel(user: User, today: date) -> dict[str, Any]:
    """The user's postponed interactions whose day has come, the oldest first."""
    mine = Q(created_by=user) | Q(salesperson__in=Salesperson.objects.filter(user=user))
    due = Interaction.objects.due(today=today).filter(mine)
    rows = due.select_related("contact", "contact__company").order_by("occurred_on", "pk")
    return {"due": list(rows[:SHOWN]), "due_count": due.order_by()[: COUNT_LIMIT + 1].count()}


def task_panel(user: User, today: date) -> dict[str, Any]:
    """The tasks of the user and their teams that are due, those overdue first."""
    person = own_salesperson(user)
    due = Task.objects.open().filter(due_on__lte=today).for_somebody(person)
    rows = due.for_list().order_by("due_on", "starts_at", "pk")
    url, new_url = reverse("segments:task_list"), reverse("segments:task_new")
    tasks = list(rows[:SHOWN]) if person else []
    return {"tasks": tasks, "tasks_url": url, "new_task_url": new_url}


def month_figures(today: date) -> dict[str, Any]:
    """What was logged since the first of the month."""
    first = today.replace(day=1)
    logged = Interaction.objects.counted().filter(occurred_on__range=(first, today))
    segments = LoggedSegment.objects.counted().filter(created_at__date__gte=first)
    totals = segments.aggregate(number=Count("pk"), people=Sum("logged_count", default=0))
    shown = {"occurred_after": first, "occurred_before": today, "state": "counted"}
    return {
        "month": {
            "url": f"{reverse('interactions:interaction_list')}?{urlencode(shown)}",
            "interactions": capped(logged.order_by()[: COUNTED + 1].count(), COUNTED),
            "segments": totals["number"],
            "people": totals["people"],
        }
    }


def recent_logs() -> list[LoggedSegment]:
    """Return the segments logged last, cancelled ones marked as such by their page."""
    logs = LoggedSegment.objects.select_related("campaign", "created_by")
    return list(logs.order_by("-created_at", "-pk")[:LOGS_SHOWN])
