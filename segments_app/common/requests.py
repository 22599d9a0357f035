"""An id for every request, and one log line about it that holds no personal data."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

from .memory import remembering

logger = logging.getLogger("segments.request")
request_id: ContextVar[str] = ContextVar("request_id", default="")
current: ContextVar[HttpRequest | None] = ContextVar("current", default=None)
HEADER = "X-Request-ID"
SANE = re.compile(
    r"[A-Za-z0-9._-]{8,64}"
)  # what a proxy sends; anything else could forge log lines


class RequestIdMiddleware:
    """The first middleware: what happens inside it, errors included, is logged under one id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        sent = request.headers.get(HEADER, "")
        sent_id = sent if SANE.fullmatch(sent) else uuid.uuid4().hex
        token, here = request_id.set(sent_id), current.set(request)
        started = time.perf_counter()
        try:
            with remembering():
                response = self.get_response(request)
            response.headers[HEADER] = sent_id
            log(request, response, time.perf_counter() - started)
        finally:
            request_id.reset(token)
            current.reset(here)
        return response


def without_secret(request: HttpRequest) -> str:
    """Return the path; what gives access by itself is nobody's to read in a log."""
    match = request.resolver_match
    token = match.kwargs.get("token") if match else None
    return request.path.replace(str(token), "…") if token else request.path


def log(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    # The query string and the headers stay out: a search for a name is personal data.
    # Asking request.user could query the database; the cache says who was asked for already.
    user = getattr(request, "_cached_user", None)
    line = {
        "method": request.method,
        "path": without_secret(request),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "user": user.pk if user else None,
    }
    logger.info("request", extra=line)
