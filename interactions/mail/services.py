"""What a service that sends e-mails by HTTP reports, read by django-anymail (an optional extra)."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

PREFIX, SUFFIX = "anymail.backends.", ".EmailBackend"


class NotOurs(SuspiciousOperation):
    """A report that cannot be told from one that anybody has made up, or read at all."""


def service_in_use() -> str:
    """Return which service sends the e-mails, such as "postmark"; "" where none does."""
    backend = settings.EMAIL_BACKEND
    is_service = backend.startswith(PREFIX) and backend.endswith(SUFFIX)
    return backend.removeprefix(PREFIX).removesuffix(SUFFIX) if is_service else ""


def reported(request: HttpRequest) -> Iterator[Any]:
    """Yield the events of a report, once it is shown to come from the service."""
    reader = _reader(service_in_use())
    is_signed = not getattr(reader, "warn_if_no_basic_auth", True)
    if not (is_signed or getattr(reader, "basic_auth", None)):
        raise NotOurs("Reports of this service are taken only with WEBHOOK_SECRET in ANYMAIL.")
    reader.run_validators(request)
    try:
        events = list(reader.parse_events(request))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotOurs("The report cannot be read.") from error
    yield from events


def _reader(service: str) -> Any:
    """Return the library's reader of a service's reports about e-mails that were sent."""
    names = {f"{service}_tracking_webhook", f"{service}_webhook"}
    for route in import_module("anymail.urls").urlpatterns:
        if route.name in names:
            return route.callback.view_class(**route.callback.view_initkwargs)
    raise NotOurs("This service has no reports.")
