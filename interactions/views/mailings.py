"""The e-mails of a logged segment: how far they are, and what is decided about them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from interactions.filters import DeliveryFilter
from interactions.mailing_tables import DeliveryTable
from interactions.models import (
    Delivery,
    DeliveryQuerySet,
    DeliveryState,
    Interaction,
    LoggedSegment,
    SenderSetup,
)
from interactions.services import delivery as service
from segments_app.common.access import requires, user_of
from segments_app.common.exports import exported
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.tables import configured

from .logged_segments import get_logged_segment, page_context

SEND = "interactions.send_delivery"
#: Above this share of complaints the large providers begin to refuse e-mails (UN-09).
COMPLAINT_LIMIT = 0.003
MINUTE = timedelta(minutes=1)
TONES = {"sent": "good", "failed": "bad", "bounced": "bad", "unknown": "warn", "paused": "warn"}


@dataclass(frozen=True)
class Pace:
    """How many go out a minute, and how many minutes are left."""

    a_minute: int
    minutes: int


@dataclass(frozen=True)
class Deed:
    """Something decided about all e-mails of a mailing that are in some states."""

    label: Any
    states: tuple[str, ...]
    do: Callable[..., int]
    question: Any = ""


DEEDS = {
    "pause": Deed(_("Pause"), ("queued",), service.pause),
    "resume": Deed(_("Go on"), ("paused",), service.resume),
    "retry": Deed(_("Try the failed again"), ("failed",), service.retry_failed),
    "taken_for_sent": Deed(
        _("Take the unknown for sent"), ("unknown",), service.take_unknown_for_sent
    ),
    "send_again": Deed(
        _("Send the unknown again"),
        ("unknown",),
        service.send_unknown_again,
        _("The mail server may have got these e-mails: some contacts may get theirs twice. Send "
          "them again?"),
    ),
    "cancel": Deed(
        pgettext_lazy("e-mails", "Cancel the rest"),
        ("queued", "paused"),
        service.cancel,
        _("What has not been sent yet will not be sent. Cancel it?"),
    ),
}  # fmt: skip


@require_GET
@requires("interactions.view_delivery")
def logged_segment_mails(request: HttpRequest, pk: int) -> HttpResponseBase:
    logged_segment = get_logged_segment(pk)
    rows = deliveries_of(logged_segment)
    filterset = DeliveryFilter(request.GET, queryset=rows.for_list(), request=request)
    table = configured(DeliveryTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, f"{logged_segment.segment_number}-e-mails")
    context = page_context(logged_segment, "logged_segment_mails") | progress(rows)
    context |= {
        "filterset": filterset,
        "table": table,
        "deeds": deeds_for(context["numbers"]) if request.user.has_perm(SEND) else [],
    }
    part = request.GET.get("part")
    return render_page(
        request,
        "interactions/logged_segment_mails.html",
        context,
        partial="interactions/_mail_progress.html" if part else "interactions/_mail_table.html",
    )


@require_POST
@requires(SEND)
def logged_segment_mails_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what was decided to all e-mails of the logged segment that it is about."""
    logged_segment = get_logged_segment(pk)
    back = reverse("interactions:logged_segment_mails", args=[pk])
    return changed(request, deliveries_of(logged_segment), back)


@require_POST
@requires(SEND)
def interaction_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the e-mail of one interaction into the outbox, or decide about the one that is there."""
    interaction = get_object_or_404(Interaction.objects.logged(), pk=pk)
    back = interaction.get_absolute_url()
    if "deed" in request.POST:
        return changed(request, Delivery.objects.filter(interaction=interaction), back)
    try:
        service.queue_interaction(interaction, by=user_of(request), now=timezone.now())
    except service.NotSendable as error:
        messages.error(request, str(error))
    else:
        messages.success(request, gettext("The e-mail is in the outbox."))
    return see_other(request, back)


def changed(request: HttpRequest, rows: DeliveryQuerySet, back: str) -> HttpResponse:
    """Do a deed, after a question where it has one, and say for how many."""
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Http404
    if deed.question and not is_confirmed(request):
        return ask(
            request,
            title=str(deed.label),
            question=str(deed.question),
            action=str(deed.label),
            cancel_url=back,
            is_danger=True,
        )
    count = deed.do(rows, by=user_of(request), now=timezone.now())
    text = ngettext("%(n)s e-mail was changed.", "%(n)s e-mails were changed.", count)
    messages.success(request, text % {"n": number_format(count, force_grouping=True)})
    return see_other(request, back)


def deliveries_of(logged_segment: LoggedSegment) -> DeliveryQuerySet:
    """Return the e-mails of a logged segment, those sent again too; there may be none."""
    mailings = list(logged_segment.mailings.values_list("pk", flat=True))
    again = Q(mailing__isnull=True, interaction__logged_segment=logged_segment.pk)
    return Delivery.objects.filter(Q(mailing__in=mailings) | again)


def deeds_for(numbers: dict[str, int]) -> list[tuple[str, Deed]]:
    """Return what there is something to decide about."""
    return [
        (name, deed) for name, deed in DEEDS.items() if any(numbers[state] for state in deed.states)
    ]


def progress(rows: DeliveryQuerySet) -> dict[str, Any]:
    """Return the numbers of the page: each state, those handed over, and what keeps the rest."""
    numbers, setup = rows.numbers(), service.sender_setup()
    total = sum(numbers.values())
    waiting = numbers["queued"] + numbers["sending"]
    reached = numbers["sent"] + numbers["bounced"]
    complaints = rows.exclude(complained_at=None).count()
    rate = complaints / reached if reached else 0
    return {
        "numbers": numbers,
        "shown": [
            (state, DeliveryState(state).label, number, TONES.get(state, "neutral"))
            for state, number in numbers.items()
            if number
        ],
        "total": total,
        "done": total - waiting - numbers["paused"],
        "waiting": waiting,
        "reached": reached,
        "complaints": complaints,
        "too_many_complaints": rate > COMPLAINT_LIMIT,
        "opened": rows.exclude(opened_at=None).count(),
        "clicked": rows.exclude(clicked_at=None).count(),
        "unsubscribed": rows.exclude(unsubscribed_at=None).count(),
        "setup": setup,
        "missing": [one for one in service.findings(setup) if one.is_error],
        "is_left_alone": not service.sender_is_there(setup, now=timezone.now()),
        "uses_mailbox": service.uses_mailbox(),
        "pace": pace_of(rows, setup, waiting) if waiting else None,
    }


def pace_of(rows: DeliveryQuerySet, setup: SenderSetup, waiting: int) -> Pace | None:
    """Return how fast they went in the last minute, and how long the rest takes; None at first."""
    now = timezone.now()
    lately = rows.order_by().filter(handed_over_at__gt=now - MINUTE)
    found = lately.aggregate(count=Count("pk"), first=Min("handed_over_at"))
    if not found["count"]:
        return None
    seconds = max((now - found["first"]).total_seconds(), 1)
    a_minute = max(round(found["count"] * 60 / seconds), 1)
    if setup.per_minute:
        a_minute = min(a_minute, setup.per_minute)
    return Pace(a_minute, ceil(waiting / a_minute))
