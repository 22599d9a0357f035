"""What e-mails of a purpose that counts opens and clicks lead to; no log-in, no cookie."""

import base64

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from interactions.services.delivery import read_token, tracking

from .unsubscribing import page

PICTURE = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_safe
@never_cache
@login_not_required
def mail_open(request: HttpRequest, token: str) -> HttpResponse:
    """Show a picture that nobody sees; the answer is the same whoever asks."""
    pk = read_token(token, salt=tracking.OPEN)
    if pk is not None and request.method == "GET":
        tracking.note_open(pk, agent=agent_of(request), now=timezone.now())
    return HttpResponse(PICTURE, content_type="image/gif")


@require_safe
@never_cache
@login_not_required
def mail_click(request: HttpRequest, token: str) -> HttpResponse:
    """Go on to the address that the link was signed for, and to no other."""
    target = request.GET.get("to", "")
    pk = tracking.clicked(token, target)
    if pk is None:
        return page(request, "interactions/public/gone.html", {}, status=404)
    if request.method == "GET":
        tracking.note_click(pk, target, agent=agent_of(request), now=timezone.now())
    return HttpResponseRedirect(target)


def agent_of(request: HttpRequest) -> str:
    """Return what asks, "" where it says that nobody has asked for it yet."""
    if "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", "")):
        return ""
    return str(request.headers.get("User-Agent", ""))
