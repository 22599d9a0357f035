"""Addresses that only take what a form sends: a person who opens one is led to its page."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import Resolver404, resolve
from django.utils.translation import gettext


class FormAddressMiddleware:
    """Answer a browser that opens such an address, after a log-in or a change of the language.

    Whatever is no browser gets the 405 that says what the address takes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_browser = "text/html" in request.headers.get("Accept", "")
        is_refused = isinstance(response, HttpResponseNotAllowed) and request.method == "GET"
        if not (is_refused and is_browser):
            return response
        messages.info(
            request, gettext("Nothing has changed. If you sent something, please send it again.")
        )
        return HttpResponseRedirect(page_above(request.path_info))


def page_above(path: str) -> str:
    """Return the nearest address above `path` that there is."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            resolve(path)
        except Resolver404:
            continue
        break
    return path
