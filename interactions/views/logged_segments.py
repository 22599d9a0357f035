"""Logged segments: the list, one with its contacts and who was left out, cancelling it."""

from itertools import zip_longest
from typing import Any

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from campaigns.models import CampaignEntry
from contacts.models.gate import LeftOutReason
from contacts.services import current_setup
from interactions import services
from interactions.filters import InteractionFilter, LeftOutFilter, LoggedSegmentFilter
from interactions.left_out_tables import LeftOutTable
from interactions.models import GateOverride, LeftOut, LoggedSegment
from interactions.tables import LoggedContactTable, LoggedSegmentTable
from segments_app.common.access import requires
from segments_app.common.exports import exported
from segments_app.common.http import render_page
from segments_app.common.tables import configured

from .canceling import cancel_page, uncancel_page
from .many import bulk_actions, bulk_url

ENTRIES = 50


@require_GET
@requires("interactions.view_loggedsegment")
def logged_segment_list(request: HttpRequest) -> HttpResponseBase:
    rows = LoggedSegment.objects.for_list()
    filterset = LoggedSegmentFilter(request.GET, queryset=rows, request=request)
    table = configured(LoggedSegmentTable(filterset.qs), request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, "logged-segments")
    context = {"filterset": filterset, "table": table}
    return render_page(
        request,
        "interactions/logged_segment_list.html",
        context,
        partial="interactions/_logged_segment_table.html",
    )


@require_GET
@requires("interactions.view_loggedsegment")
def logged_segment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    logged_segment = get_logged_segment(pk)
    interactions = logged_segment.interactions.all()
    entries = CampaignEntry.objects.filter(segment_number=logged_segment.segment_number)
    context = page_context(logged_segment, "logged_segment_detail") | {
        "steps": steps_in_words(logged_segment),
        "counted": interactions.counted().totals(),
        "currency": current_setup().currency_code,
        "canceled_count": interactions.canceled().count(),
        "left_out": left_out_by_reason(logged_segment),
        "overridden": GateOverride.objects.filter(interaction__logged_segment=pk).count(),
        "entries": entries.select_related("campaign").with_figures().order_by("pk")[:ENTRIES],
    }
    return render_page(request, "interactions/logged_segment_detail.html", context)


def left_out_by_reason(logged_segment: LoggedSegment) -> list[tuple[str, str, int]]:
    """Return why contacts were left out, as stored and in words, with how many."""
    rows = logged_segment.left_outs.order_by("reason").values_list("reason")
    labels = dict(LeftOutReason.choices)
    return [(reason, str(labels[reason]), count) for reason, count in rows.annotate(Count("pk"))]


@require_GET
@requires("interactions.view_loggedsegment")
def logged_segment_contacts(request: HttpRequest, pk: int) -> HttpResponseBase:
    logged_segment = get_logged_segment(pk)
    rows = logged_segment.interactions.for_list()
    filterset = InteractionFilter(request.GET, queryset=rows, request=request)
    table = configured(
        LoggedContactTable(filterset.qs),
        request,
        filterset=filterset,
        bulk_actions=bulk_actions(request),
        bulk_url=bulk_url(logged_segment),
    )
    if "export" in request.GET:
        return exported(table, f"{logged_segment.segment_number}-contacts")
    context = page_context(logged_segment, "logged_segment_contacts")
    why_url = reverse("segments:logged_segment_why", args=[pk])
    context |= {"filterset": filterset, "table": table, "why_url": why_url}
    return render_page(
        request,
        "interactions/logged_segment_contacts.html",
        context,
        partial="interactions/_interaction_table.html",
    )


@require_GET
@requires("interactions.view_loggedsegment")
def logged_segment_left_out(request: HttpRequest, pk: int) -> HttpResponseBase:
    logged_segment = get_logged_segment(pk)
    left_outs = LeftOut.objects.filter(logged_segment=pk).select_related(
        "contact__company", "consent_event__purpose", "suppression", "logged_segment__purpose"
    )
    filterset = LeftOutFilter(request.GET, queryset=left_outs, request=request)
    too_often = logged_segment.left_outs.filter(reason=LeftOutReason.TOO_OFTEN).exists()
    rows = LeftOutTable(filterset.qs, exclude=() if too_often else ("free_on",))
    table = configured(rows, request, filterset=filterset)
    if "export" in request.GET:
        return exported(table, f"{logged_segment.segment_number}-left-out")
    context = page_context(logged_segment, "logged_segment_left_out")
    context |= {"filterset": filterset, "table": table}
    return render_page(
        request,
        "interactions/logged_segment_left_out.html",
        context,
        partial="interactions/_left_out_table.html",
    )


@require_http_methods(["GET", "POST"])
@requires("segments.log_segment")
def logged_segment_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    logged_segment = get_logged_segment(pk)
    return cancel_page(
        request,
        logged_segment,
        services.cancel_logged_segment,
        template="interactions/logged_segment_cancel.html",
        context={
            "logged_segment": logged_segment,
            "counted": logged_segment.interactions.counted().totals(),
        },
        done=gettext("The logged segment is cancelled with its interactions."),
    )


@require_POST
@requires("segments.log_segment")
def logged_segment_uncancel(request: HttpRequest, pk: int) -> HttpResponse:
    return uncancel_page(
        request,
        get_logged_segment(pk),
        services.uncancel_logged_segment,
        question=gettext(
            "All that was cancelled with the logged segment counts again. What had been cancelled "
            "before by itself stays cancelled. Take the cancellation back?"
        ),
        done=gettext("The logged segment counts again."),
    )


def get_logged_segment(pk: int) -> LoggedSegment:
    """Return it with what the head of its pages shows, in one query."""
    rows = LoggedSegment.objects.for_list().annotate(mail_count=Max("mailings__delivery_count"))
    return get_object_or_404(rows.select_related("segment", "cancellation__canceled_by"), pk=pk)


def steps_in_words(logged_segment: LoggedSegment) -> list[dict[str, Any]]:
    """Return the steps as they were logged, each with its line of the sentence."""
    words = logged_segment.sentence.split("\n")
    return [
        {**step, "words": line} for step, line in zip_longest(logged_segment.steps, words) if step
    ]


def page_context(logged_segment: LoggedSegment, here: str) -> dict[str, Any]:
    """Return what every page of the logged segment shows."""
    parts = [
        (gettext("Overview"), "logged_segment_detail", None),
        (gettext("Contacts"), "logged_segment_contacts", logged_segment.logged_count),
        (gettext("Left out"), "logged_segment_left_out", logged_segment.left_out_count),
    ]
    mail_count = getattr(logged_segment, "mail_count", None)
    if mail_count is not None:
        parts.append((gettext("E-mails"), "logged_segment_mails", mail_count))
    tabs = [
        {
            "label": label,
            "url": reverse(f"interactions:{route}", args=[logged_segment.pk]),
            "is_current": route == here,
            "count": count,
        }
        for label, route, count in parts
    ]
    return {"logged_segment": logged_segment, "tabs": tabs}
