"""Public pages for recipients: no more e-mails, or only some. They need no log-in and no cookie."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from interactions.models import Delivery
from interactions.services.delivery import sender_setup
from interactions.services.delivery import unsubscribing as service

Page = Callable[[HttpRequest, Delivery, str], HttpResponse]


def by_link(view: Page) -> Callable[..., HttpResponse]:
    """Answer whoever has a link of ours, in the contact's language; others get a neutral page."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @csrf_exempt  # mail programs press it by themselves (RFC 8058); the token is the proof
    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, token: str) -> HttpResponse:
        delivery = service.delivery_named(token)
        if delivery is None:
            return page(request, "interactions/public/gone.html", {}, status=404)
        with translation.override(service.language_of(delivery) or translation.get_language()):
            return view(request, delivery, token)

    return answered


@by_link
def unsubscribe(request: HttpRequest, delivery: Delivery, token: str) -> HttpResponse:
    """One click in the mail program posts here (RFC 8058); a GET only asks."""
    is_done = request.method == "POST"
    if is_done:
        everything = request.POST.get("what") == "everything"
        service.unsubscribe(delivery, everything=everything, now=timezone.now())
    context = {
        "delivery": delivery,
        "token": token,
        "is_done": is_done,
        "choices": service.choices_of(delivery),
    }
    return page(request, "interactions/public/unsubscribe.html", context)


@by_link
def preferences(request: HttpRequest, delivery: Delivery, token: str) -> HttpResponse:
    """Choose purposes, each by itself."""
    is_done = request.method == "POST"
    if is_done:
        wanted = [int(key) for key in request.POST.getlist("purpose") if key.isdecimal()]
        service.choose(delivery, wanted, now=timezone.now())
    context = {
        "delivery": delivery,
        "token": token,
        "is_done": is_done,
        "choices": service.choices_of(delivery),
    }
    return page(request, "interactions/public/preferences.html", context)


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a public page: of the sender, with nothing of the app around it."""
    context = {"setup": sender_setup(), **context}
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = "no-referrer"  # the address is a key
    response["X-Robots-Tag"] = "noindex"
    return response
