"""Answers: a page or its fragment, where to go next, a question before a deed."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect


def wants_partial(request: HttpRequest) -> bool:
    """Tell whether HTMX wants a fragment; a boosted or restored page is a whole one."""
    headers = request.headers
    return (
        "HX-Request" in headers
        and "HX-Boosted" not in headers
        and "HX-History-Restore-Request" not in headers
    )


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `partial` for HTMX and `template` otherwise, from one context."""
    chosen = partial if partial and wants_partial(request) else template
    response = TemplateResponse(request, chosen, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def next_url(request: HttpRequest, default: str) -> str:
    """Return the local address the form was told to go back to, else `default`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return default


def see_other(request: HttpRequest, to: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """Send the browser to another page after a POST, as a whole page for HTMX too."""
    url = resolve_url(to, *args, **kwargs)
    if wants_partial(request):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url, status=303)


def is_confirmed(request: HttpRequest) -> bool:
    """Tell whether the question of `ask` (or of the dialog before it) was answered yes."""
    return "confirmed" in request.POST


def ask(
    request: HttpRequest,
    *,
    title: str,
    question: str,
    action: str,
    cancel_url: str,
    is_danger: bool = False,
) -> HttpResponse:
    """Ask on a page of its own; yes posts the same data again, marked as confirmed."""
    posted = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]
    context = {
        "title": title,
        "question": question,
        "action": action,
        "cancel_url": cancel_url,
        "is_danger": is_danger,
        "posted": posted,
    }
    return TemplateResponse(request, "components/confirm.html", context)
