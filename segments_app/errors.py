"""Pages for what went wrong.

They are rendered without a session, a database and context processors, since any of these may
be what is broken. Each shows the request id, which the log carries too.
"""

import logging
import sys

from django.contrib.auth.models import User
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from segments_app.common.requests import request_id, without_secret
from segments_app.common.retrying import is_conflict
from segments_app.services.audit import record_refusal

logger = logging.getLogger("segments.errors")
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def error_page(status: int, template: str = "", **context: object) -> HttpResponse:
    context |= {"request_id": request_id.get(), "status": status}
    try:
        page = render_to_string(f"errors/{template or status}.html", context)
    except Exception:
        logger.exception("The error page could not be rendered")
        plain = _("Something went wrong. Request id: %(id)s") % {"id": request_id.get()}
        return HttpResponse(plain, status=status, content_type="text/plain; charset=utf-8")
    return HttpResponse(page, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(413 if isinstance(exception, TOO_MUCH) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    note_refusal(request, 403)
    return error_page(403, reason=str(exception))  # says which role would be let in


def note_refusal(request: HttpRequest, status: int) -> None:
    """Have the audit say so; without a database the page is refused all the same."""
    user = getattr(request, "user", None)
    try:
        if isinstance(user, User):
            record_refusal(by=user, path=without_secret(request), status=status)
    except DatabaseError:
        logger.exception("A refusal could not be written down")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(403, csrf=True)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say so; of an object that is not there, or not for whoever asks, the audit is told too."""
    match = request.resolver_match
    if match is not None and match.kwargs:
        note_refusal(request, 404)
    return error_page(404)


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    if is_conflict(error):
        return _later(error_page(503, "busy"), seconds=1)
    if database_is_away(error):
        return _later(error_page(503), seconds=10)
    return error_page(500)


def _later(response: HttpResponse, *, seconds: int) -> HttpResponse:
    response.headers["Retry-After"] = str(seconds)
    return response


def database_is_away(error: BaseException | None) -> bool:
    # SQLite calls a missing table operational too; that is ours to mend, not a passing state.
    away = isinstance(error, (OperationalError, InterfaceError))
    return away and not str(error).startswith("no such ")
