"""Answers to invitations, as calendars send them in an e-mail (METHOD:REPLY, RFC 5546)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from icalendar import Calendar

from interactions.models import Interaction

MOST_BYTES = 200_000
ANSWERS = ("accepted", "tentative", "declined")


@dataclass(frozen=True)
class Reply:
    """What somebody answers to one version of an appointment."""

    uid: str
    version: int
    answer: str  # of ANSWERS


#: What is told of an answer that was logged, and when it was given; a package to the right adds.
hearers: list[Callable[[Reply, Interaction, datetime], None]] = []


def reply_of(message: EmailMessage) -> Reply | None:
    """Return the answer that an e-mail brings, None where it brings none that can be read."""
    for part in message.walk():
        if part.get_content_type() != "text/calendar":
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes) and len(data) <= MOST_BYTES:
            for found in _replies(data):
                return found
    return None


def _replies(data: bytes) -> Iterator[Reply]:
    try:
        calendar: Any = Calendar.from_ical(data)
        if str(calendar.get("method", "")).upper() != "REPLY":
            return
        for event in calendar.walk("VEVENT"):
            attendee = event.get("attendee")
            first = attendee[0] if isinstance(attendee, list) else attendee
            answer = str(getattr(first, "params", {}).get("PARTSTAT", "")).lower()
            if answer in ANSWERS:
                yield Reply(str(event.get("uid", "")), int(event.get("sequence", 0)), answer)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError):  # no calendar after all
        return
