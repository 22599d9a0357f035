"""Numbers that a page asks for again while it is used: a later request overtakes an earlier one."""

import re
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from segments_app.common.overtaking import NUMBERS, Overtaken, Question

from .pages import user_of

#: What the browser calls the page that it shows, and how many requests it had made for it.
SENT = re.compile(r"([a-z0-9]{8,32})-([0-9]{1,6})", re.ASCII)


def question_of(request: HttpRequest, page: str, kind: str) -> Question | None:
    """Return which question of a page this is; None when the page does not say."""
    sent = SENT.fullmatch(request.POST.get("asked", ""))
    number = int(sent[2]) if sent else 0
    if sent is None or number >= NUMBERS - 1 or user_of(request).pk is None:
        return None
    return Question(user_of(request).pk, f"{kind} {page} {sent[1]}", number)


def quiet_when_overtaken(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer with nothing at all when a later request of the page has come."""

    @wraps(view)
    def quiet(request: HttpRequest, **place: int) -> HttpResponse:
        try:
            return view(request, **place)
        except Overtaken:
            return HttpResponse(status=204)

    return quiet


def of_version(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say which state of the page the answer is about; a page of ours numbers them."""
    version = request.POST.get("version", "")[:20]
    response["X-Criteria-Version"] = version if version.isascii() and version.isdigit() else ""
    return response
