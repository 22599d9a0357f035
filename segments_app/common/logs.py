"""Log lines as JSON, without personal data."""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from django.template import TemplateDoesNotExist, TemplateSyntaxError

from segments_app.common.requests import request_id

FIELDS = ("method", "path", "status", "ms", "user", "worker", "task")
# The messages of these speak of code and machines. Those of others may quote what a user typed
# or what a row holds ("Key (email)=(…) already exists"), so only their names are logged.
SAFE_MESSAGES = (
    AttributeError,
    ImproperlyConfigured,
    ImportError,
    NameError,
    OperationalError,
    TemplateDoesNotExist,
    TemplateSyntaxError,
)


class RequestIdFilter(logging.Filter):
    """Puts the id of the request being served on every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if current := getattr(record, "request_id", ""):
            line["request_id"] = current
        line |= {name: getattr(record, name) for name in FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[1]:
            line["exception"] = described(record.exc_info[1])
        return json.dumps(line, default=str)


def described(error: BaseException) -> list[str]:
    """Return the error and what caused it, each with the place where it was raised."""
    lines: list[str] = []
    current: BaseException | None = error
    while current and len(lines) < 10:
        name = f"{type(current).__module__}.{type(current).__qualname__}"
        message = str(current).partition("\n")[0] if isinstance(current, SAFE_MESSAGES) else ""
        frames = traceback.extract_tb(current.__traceback__)[-12:]
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        lines.append(" | ".join([f"{name}: {message}" if message else name, *reversed(places)]))
        current = current.__cause__ or current.__context__
    return lines
