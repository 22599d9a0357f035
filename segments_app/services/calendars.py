"""Tasks and interactions as calendars read them (RFC 5545), and the secret address of a user."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from icalendar import Calendar, Event, Todo, vCalAddress, vText

from contacts.services import own_salesperson
from interactions.models import Interaction
from segments_app.models import CalendarFeed, Task, TaskPriority, TaskStatus, moment

PRODUCT = "-//Segments//Tasks//EN"
MOST_TASKS = 2_000
SECRET_BYTES = 32
#: How RFC 5545 counts: 1 to 4 matter much, 5 is in the middle.
PRIORITIES = {TaskPriority.HIGH: 1, TaskPriority.NORMAL: 5, TaskPriority.LOW: 9}
TODO_STATES = {
    TaskStatus.COMPLETED: "COMPLETED", TaskStatus.IN_PROGRESS: "IN-PROCESS",
}  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """What whoever reads a calendar may see, and how links are written."""

    base_url: str
    sees_tasks: bool = True
    sees_contacts: bool = True

    def link(self, thing: Task | Interaction) -> str:
        return f"{self.base_url}{thing.get_absolute_url()}"


@dataclass(frozen=True)
class Organizer:
    """Who invites."""

    name: str
    email: str


@transaction.atomic
def renew_feed(user: User, *, now: datetime) -> str:
    """Give the user a new secret and return it; the address before it stops working at once."""
    token = secrets.token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"token_hash": hashed(token), "made_at": now}
    )
    return token


@transaction.atomic
def switch_off_feed(user: User) -> None:
    """Take the address away; again is harmless."""
    CalendarFeed.objects.filter(user=user).delete()


def reader_of(token: str) -> User | None:
    """Return whose address it is, None where it is nobody's or that user may not log in."""
    feeds = CalendarFeed.objects.filter(token_hash=hashed(token), user__is_active=True)
    feed = feeds.select_related("user").first()
    return feed.user if feed else None


def hashed(token: str) -> str:
    """Return what is kept of a secret: it is long and random, so one round is enough."""
    return sha256(token.encode()).hexdigest()


def feed_of(user: User, *, base_url: str, name: str) -> bytes:
    """Return the user's open tasks, and those of their teams, as far as they may see them."""
    reader = Reader(
        base_url,
        sees_tasks=user.has_perm("segments.view_task"),
        sees_contacts=user.has_perm("contacts.view_contact"),
    )
    tasks: Iterable[Task] = ()
    if reader.sees_tasks:
        rows = Task.objects.open().for_somebody(own_salesperson(user)).for_list()
        tasks = rows.order_by("due_on", "pk")[:MOST_TASKS]
    calendar = empty_calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(minutes=30), parameters={"value": "DURATION"})
    for task in tasks:
        calendar.add_component(entry_of(task, reader))
    return bytes(calendar.to_ical())


def file_of_task(task: Task, reader: Reader, organizer: Organizer | None = None) -> bytes:
    """Return one task; a meeting with attendees as an invitation, or its cancellation."""
    entry = entry_of(task, reader)
    attendees = [each.contact for each in task.attendees.select_related("contact").order_by("pk")]
    invited = [contact for contact in attendees if contact.email]
    method = "PUBLISH"
    if organizer is not None and invited and task.is_meeting:
        method = "CANCEL" if task.is_canceled else "REQUEST"
        invite(entry, organizer, [(contact.name, contact.email) for contact in invited])
    calendar = empty_calendar(method)
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def file_of_interaction(interaction: Interaction, reader: Reader) -> bytes:
    """Return an interaction at its time; cancelled, what takes it out of a calendar again."""
    event = Event()
    is_canceled = interaction.is_canceled
    event.add("uid", f"interaction-{interaction.pk}-{stamp(interaction.created_at)}@segments")
    event.add("dtstamp", interaction.created_at.astimezone(UTC))
    event.add("sequence", 1 if is_canceled else 0)
    event.add("status", "CANCELLED" if is_canceled else "CONFIRMED")
    event.add("summary", interaction.description)
    if reader.sees_contacts:
        event.add("description", str(interaction.contact))
    event.add("url", reader.link(interaction))
    at = interaction.occurred_at_time
    add_times(event, interaction.occurred_on, at, interaction.duration)
    calendar = empty_calendar("CANCEL" if is_canceled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def empty_calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def entry_of(task: Task, reader: Reader) -> Event | Todo:
    """Return an appointment where the task has a time or is a meeting, else something to do."""
    is_event = task.is_meeting or task.starts_at is not None or task.is_all_day
    entry = Event() if is_event else Todo()
    entry.add("uid", uid_of(task))
    entry.add("dtstamp", task.modified_at.astimezone(UTC))
    entry.add("last-modified", task.modified_at.astimezone(UTC))
    entry.add("sequence", task.sequence)
    entry.add("priority", PRIORITIES[TaskPriority(task.priority)])
    entry.add("summary", task.description)
    entry.add("description", said_of(task, reader))
    entry.add("url", reader.link(task))
    if task.location:
        entry.add("location", task.location)
    entry.add("status", state_of(task, is_event=is_event))
    if is_event:
        add_times(entry, task.due_on, task.starts_at, task.duration)
    else:
        entry.add("due", task.due_on)
    return entry


def uid_of(task: Task) -> str:
    """Return what a calendar knows the task by: the same for good, and of no other site's."""
    return f"task-{task.pk}-{stamp(task.created_at)}@segments"


def stamp(made_at: datetime) -> str:
    return f"{made_at.astimezone(UTC):%Y%m%dT%H%M%S%f}"


def said_of(task: Task, reader: Reader) -> str:
    """Return number and contact, as far as the reader may see the contact."""
    contact = task.contact if reader.sees_contacts else None
    parts = [task.number]
    if contact is not None:
        parts += [str(contact), str(contact.company or ""), contact.phone]
    return "\n".join(part for part in parts if part)


def state_of(task: Task, *, is_event: bool) -> str:
    if task.is_canceled:
        return "CANCELLED"
    if is_event:
        return "CONFIRMED"
    return TODO_STATES.get(TaskStatus(task.status), "NEEDS-ACTION")


def add_times(entry: Any, day: date, at: Any, minutes: int | None) -> None:
    """Say when it is: moments in UTC, which every calendar shows in its own zone; or whole days."""
    if at is None:
        days = max(1, -(-(minutes or 0) // 1440))
        entry.add("dtstart", day)
        if day <= date.max - timedelta(days=days):
            entry.add("dtend", day + timedelta(days=days))
        return
    start = moment(day, at).astimezone(UTC)
    entry.add("dtstart", start)
    if minutes:
        entry.add("dtend", start + timedelta(minutes=minutes))


def invite(entry: Event | Todo, organizer: Organizer, people: Iterable[tuple[str, str]]) -> None:
    """Say who invites, and who is to answer."""
    host = vCalAddress(f"MAILTO:{organizer.email}")
    host.params["cn"] = vText(organizer.name)
    entry["organizer"] = host
    for name, email in people:
        guest = vCalAddress(f"MAILTO:{email}")
        guest.params["cn"] = vText(name)
        guest.params["role"] = vText("REQ-PARTICIPANT")
        guest.params["partstat"] = vText("NEEDS-ACTION")
        guest.params["rsvp"] = vText("TRUE")
        entry.add("attendee", guest, encode=False)
