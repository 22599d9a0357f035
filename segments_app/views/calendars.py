"""Tasks for calendars: a user's secret address, one task, one interaction, invitations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from interactions.models import Interaction, SenderSetup
from segments_app.common.access import requires, user_of
from segments_app.common.downloads import offered
from segments_app.common.http import ask, is_confirmed, render_page, see_other
from segments_app.models import CalendarFeed, Task
from segments_app.services.calendars import (
    Reader,
    feed_of,
    file_of_interaction,
    file_of_task,
    hashed,
    reader_of,
    renew_feed,
    switch_off_feed,
)
from segments_app.services.locking import SegmentError
from segments_app.services.meetings import invite_attendees, organizer_of

CALENDAR = "text/calendar; charset=utf-8"
SHOWN_ONCE = "calendar_address"


@require_safe
@login_not_required
def calendar_feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer a calendar program that knows the secret; it may ask whether anything is new."""
    user = reader_of(token)
    if user is None:
        return HttpResponse(gettext("There is no such calendar."), status=404)
    body = feed_of(user, base_url=base_url(request), name=gettext("Tasks"))
    response = HttpResponse(body, content_type=CALENDAR)
    etag = quote_etag(hashed(body.decode()))
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response) or response


@require_GET
@requires("segments.view_task")
def calendar_address(request: HttpRequest) -> HttpResponse:
    """Show whether the user's calendar has an address; the address itself once, when made."""
    context = {
        "feed": CalendarFeed.objects.filter(user=user_of(request)).first(),
        "address": request.session.pop(SHOWN_ONCE, ""),
    }
    return render_page(request, "segments/calendar_address.html", context)


@require_POST
@requires("segments.view_task")
def calendar_renew(request: HttpRequest) -> HttpResponse:
    token = renew_feed(user_of(request), now=timezone.now())
    path = reverse("segments:calendar_feed", args=[token])
    request.session[SHOWN_ONCE] = request.build_absolute_uri(path)
    return see_other(request, "segments:calendar_address")


@require_POST
@requires("segments.view_task")
def calendar_switch_off(request: HttpRequest) -> HttpResponse:
    switch_off_feed(user_of(request))
    messages.success(request, gettext("The address is switched off."))
    return see_other(request, "segments:calendar_address")


@require_GET
@requires("segments.view_task")
def task_calendar(request: HttpRequest, pk: int) -> HttpResponseBase:
    task = get_object_or_404(Task.objects.for_list(), pk=pk)
    setup = SenderSetup.objects.get(pk=1)
    body = file_of_task(task, reader(request), organizer_of(task, setup))
    return offered(HttpResponse(body, content_type=CALENDAR), f"{task.number}.ics")


@require_GET
@requires("interactions.view_interaction")
def interaction_calendar(request: HttpRequest, pk: int) -> HttpResponseBase:
    interaction = get_object_or_404(Interaction.objects.select_related("contact"), pk=pk)
    body = file_of_interaction(interaction, reader(request))
    return offered(HttpResponse(body, content_type=CALENDAR), f"{interaction.description}.ics")


@require_POST
@requires("interactions.send_delivery")
def task_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the invitations, or the cancellations, into the outbox."""
    task = get_object_or_404(Task.objects.for_list(), pk=pk)
    if not is_confirmed(request):
        return ask(
            request,
            title=gettext("Write to the attendees"),
            question=gettext("Everybody who takes part gets an e-mail with “%(task)s” as a file "
                             "for the calendar, and an interaction is logged for each.")
            % {"task": task.description},
            action=gettext("Send the e-mails"),
            cancel_url=task.get_absolute_url(),
        )  # fmt: skip
    try:
        done = invite_attendees(
            task, base_url=base_url(request), by=user_of(request), now=timezone.now()
        )
    except SegmentError as error:
        messages.error(request, str(error))
        return see_other(request, task)
    if done.count:
        text = ngettext(
            "%(n)s e-mail is in the outbox.", "%(n)s e-mails are in the outbox.", done.count
        )
        messages.success(request, text % {"n": done.count})
    for refused in done.refused:
        messages.warning(request, refused)
    return see_other(request, task)


def base_url(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def reader(request: HttpRequest) -> Reader:
    sees = request.user.has_perm("contacts.view_contact")
    return Reader(base_url(request), sees_contacts=sees)
