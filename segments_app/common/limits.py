"""How much one request may carry."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse


class BodySizeMiddleware:
    """Refuses a body that says it is too big, before anything of it is read or kept.

    Django's own limit does not count uploaded files.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a Content-Length, or with nonsense in its place, Django reads no body at all.
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.REQUEST_MAX_SIZE:
            raise RequestDataTooBig("The request is larger than REQUEST_MAX_SIZE.")
        return self.get_response(request)
