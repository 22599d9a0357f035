"""Segments: the list, a new one, the overview, and what is done with a whole one."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.services import Refused
from interactions.services.content import with_words
from segments_app import services
from segments_app.common.access import requires
from segments_app.common.exports import exported
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.common.submissions import SentByAnother, submission_of
from segments_app.common.tables import configured
from segments_app.filters import SegmentFilter
from segments_app.forms.starts import COPY, SourceForm, StartForm
from segments_app.models import Job, Segment, Step
from segments_app.tables import SegmentTable

from .done import warn_if_nobody
from .pages import get_segment, page_context, refuse_closed, user_of
from .step_rows import steps_of

Source = Step.Source


@require_GET
@requires("segments.view_segment")
def segment_list(request: HttpRequest) -> HttpResponseBase:
    filterset = SegmentFilter(request.GET, queryset=Segment.objects.for_list(), request=request)
    new = (gettext("New segment"), reverse("segments:segment_new"))
    table = configured(
        SegmentTable(filterset.qs),
        request,
        filterset=filterset,
        empty_action=new if request.user.has_perm("segments.add_segment") else None,
    )
    if "export" in request.GET:
        return exported(table, "segments")
    context = {"filterset": filterset, "table": table}
    return render_page(
        request, "segments/segment_list.html", context, partial="segments/_segment_table.html"
    )


@require_http_methods(["GET", "POST"])
@requires("segments.add_segment")
def segment_new(request: HttpRequest) -> HttpResponse:
    form = StartForm(request.POST or None, initial=request.GET.dict(), user=user_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            there = started(form, request)
        except (services.SegmentError, Refused, SentByAnother) as error:
            form.add_error(None, str(error))
        else:
            return see_other(request, there)
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/segment_new.html", {"form": form}, status=status)


@transaction.atomic
def started(form: StartForm, request: HttpRequest) -> Job | str:
    """Make the segment that the form asks for, with its first contacts; all of it or nothing.

    Returns where to go on: to the job that adds a great many, else to who is there.
    """
    by, now = user_of(request), timezone.now()
    given = ("description", "campaign", "salesperson")
    values = {name: form.cleaned_data[name] for name in given if form.cleaned_data[name]}
    made: dict[str, Any] = {"submission": form.cleaned_data["submission"], "by": by, "now": now}
    is_copy = form.cleaned_data["start"] == COPY
    if is_copy:
        segment = services.copy_segment(form.source, **made)
    else:
        segment = services.create_segment(values=values, **made)
    if segment.created_at == now and not is_copy:
        return add_from(segment, form, by=by, now=now)
    if segment.created_at == now:  # else the form was sent before, and all of this is done
        services.update_segment(segment, values=values, by=by, now=now)
    return reverse("segments:segment_who", args=[segment.pk])


def add_from(segment: Segment, form: SourceForm, *, by: User, now: datetime) -> Job | str:
    """Add the contacts of the source that was picked; return where to go on."""
    source = form.source
    match form.cleaned_data["start"]:
        case Source.SAVED_CRITERIA:
            taken = services.reuse_or_request(segment, criteria=source, by=by, now=now)
            if isinstance(taken, Job):
                return taken
        case Source.LOGGED_SEGMENT:
            services.add_logged_segment(segment, logged_segment=source, by=by, now=now)
        case Source.MAILING_GROUP:
            services.add_mailing_group(segment, group=source, by=by, now=now)
        case Source.SEGMENT:
            services.add_segment(segment, other=source, by=by, now=now)
    return reverse("segments:segment_who", args=[segment.pk])


@require_http_methods(["GET", "POST"])
@requires("segments.change_segment")
def segment_start(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not segment.is_open:
        return refuse_closed(request, segment)
    form = SourceForm(
        request.POST or None, initial=request.GET.dict(), user=user_of(request), segment=segment
    )
    if request.method == "POST" and form.is_valid():
        try:
            there = add_from(segment, form, by=user_of(request), now=timezone.now())
        except services.SegmentError as error:
            form.add_error(None, str(error))
        else:
            if not isinstance(there, Job):
                warn_if_nobody(request, segment)
            return see_other(request, there)
    context = page_context(request, segment, "start") | {"form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, "segments/segment_start.html", context, status=status)


@require_GET
@requires("segments.view_segment")
def segment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    context = page_context(request, segment) | {
        "steps": steps_of(segment),
        "lineage": services.lineage_of(segment, by=user_of(request)),
        "contents": with_words(
            segment.contents.select_related("language").order_by("language__name")
        ),
    }
    return render_page(request, "segments/segment_detail.html", context)


@require_POST
@requires("segments.add_segment")
def segment_copy(request: HttpRequest, pk: int) -> HttpResponse:
    segment, key = get_segment(pk), submission_of(request)
    try:
        copy = services.copy_segment(
            segment, submission=key, by=user_of(request), now=timezone.now()
        )
    except SentByAnother as error:
        messages.error(request, str(error))
        return see_other(request, segment)
    messages.success(request, gettext("This is the copy: %(number)s.") % {"number": copy.number})
    return see_other(request, copy)


@require_POST
@requires("segments.change_segment")
def segment_archive(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    return done(
        request,
        segment,
        services.archive_segment,
        gettext("%(segment)s is in the archive."),
    )


@require_POST
@requires("segments.change_segment")
def segment_restore(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    return done(request, segment, services.restore_segment, gettext("%(segment)s is open again."))


def done(
    request: HttpRequest, segment: Segment, service: Callable[..., Any], text: str
) -> HttpResponse:
    """Do something with the whole segment, and say so, or say why not."""
    try:
        service(segment, by=user_of(request), now=timezone.now())
    except services.SegmentError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, text % {"segment": segment.number})
    return see_other(request, segment)


@require_POST
@requires("segments.delete_segment")
def segment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    segment = get_segment(pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Delete %(segment)s") % {"segment": segment},
            question=gettext(
                "Its criteria, its contacts and what was edited for them are lost. The contacts "
                "themselves stay. Delete the segment?"
            ),
            action=gettext("Delete"),
            cancel_url=segment.get_absolute_url(),
            is_danger=True,
        )
    try:
        services.delete_segment(segment, by=user_of(request), now=timezone.now())
    except services.SegmentError as error:
        messages.error(request, str(error))
        return see_other(request, segment)
    messages.success(request, gettext("%(segment)s is deleted.") % {"segment": segment.number})
    return see_other(request, "segments:segment_list")
