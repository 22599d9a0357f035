"""Where a service that sends e-mails reports what became of them."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from interactions.mail.services import reported, service_in_use
from interactions.services.delivery import StillAtHand, receive_event


@require_http_methods(["HEAD", "POST"])  # some ask with HEAD whether there is somebody
@never_cache
@csrf_exempt  # no browser posts here: the report is signed, or has a password
@login_not_required
def mail_reports(request: HttpRequest) -> HttpResponse:
    """Take a report: all of it, or none."""
    if not service_in_use():
        raise Http404
    if request.method == "POST":
        try:
            take(request)
        except StillAtHand:  # services report again later
            return HttpResponse(status=503, headers={"Retry-After": "60"})
    return HttpResponse()


@transaction.atomic
def take(request: HttpRequest) -> None:
    for event in reported(request):
        receive_event(event, now=timezone.now())
