"""How much one request may carry."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

View = TypeVar("View", bound=Callable[..., Any])


def takes_imports(view: View) -> View:
    """Let files of a whole company be sent to this view."""
    view.takes_imports = True  # type: ignore[attr-defined]  # a function may have attributes
    return view


def most(request: HttpRequest, length: int) -> int:
    """Return how many bytes the request may carry."""
    if length > settings.REQUEST_MAX_SIZE:
        try:
            if getattr(resolve(request.path_info).func, "takes_imports", False):
                return int(settings.IMPORT_MAX_SIZE)
        except Resolver404:
            pass
    return int(settings.REQUEST_MAX_SIZE)


class BodySizeMiddleware:
    """Refuses a body that says it is too big, before anything of it is read or kept.

    Django's own limit does not count uploaded files.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a Content-Length, or with nonsense in its place, Django reads no body at all.
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > most(request, int(length)):
            raise RequestDataTooBig("The request carries more than it may.")
        return self.get_response(request)
