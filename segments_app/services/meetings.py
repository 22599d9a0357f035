"""Invitations to meetings, and their cancellations: e-mails through the outbox (0038)."""

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from uuid import NAMESPACE_URL, UUID, uuid5

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from contacts.models import Contact
from interactions.models import InteractionTemplate, InteractionTemplateSetup, SenderSetup
from interactions.services import ContactBlocked, log_interaction
from interactions.services.content.attaching import store_attachment
from interactions.services.delivery import NotSendable, queue_interaction
from segments_app.common.models import CorrespondenceType
from segments_app.common.submissions import SentByAnother
from segments_app.models import Task

from .calendars import Organizer, Reader, empty_calendar, entry_of, invite, uid_of
from .tasks import TaskError

FILE_NAME = "invite.ics"


@dataclass
class Invited:
    """What came of it: how many e-mails wait in the outbox, and why others got none."""

    count: int = 0
    refused: list[str] = field(default_factory=list)


def organizer_of(task: Task, setup: SenderSetup) -> Organizer | None:
    """Return who invites: the salesperson where answers can reach them, else the sender."""
    person = task.salesperson
    if person is not None and person.email:
        return Organizer(person.name, person.email)
    return Organizer(setup.name or setup.address, setup.address) if setup.address else None


def invite_attendees(task: Task, *, base_url: str, by: User | None, now: datetime) -> Invited:
    """Write to everybody who takes part, once for each version of the meeting.

    Each e-mail is an interaction, logged with the template that the set-up names for meetings
    and through the gate; it names nobody else who takes part. Of a cancelled meeting it is the
    cancellation, under the same id and a higher number. Pressed again nobody is written to anew.
    """
    if not task.is_meeting:
        raise TaskError(_("Only a meeting has attendees to be invited."))
    template, setup = meeting_template(), SenderSetup.objects.get(pk=1)
    organizer = organizer_of(task, setup)
    if organizer is None or not setup.address:
        raise TaskError(_("No e-mail can go out: the sender of e-mails has no address yet."))
    done = Invited()
    for each in task.attendees.select_related("contact__language").order_by("pk"):
        try:
            _write(task, each.contact, template, organizer, base_url, by=by, now=now)
        except (ContactBlocked, NotSendable) as error:
            done.refused.append(f"{each.contact}: {error}")
        except SentByAnother:
            continue  # somebody else has pressed it before
        else:
            done.count += 1
    if not done.count and not done.refused:
        raise TaskError(_("Nobody is invited yet."))
    return done


def meeting_template() -> InteractionTemplate:
    """Return the template of meetings, else say which field of the set-up is empty."""
    rows = InteractionTemplateSetup.objects.select_related("meetings__campaign", "meetings__group")
    setup = rows.get(pk=1)
    if setup.meetings is None:
        raise TaskError(
            _("The interaction template setup names no template: fill in the field “%(field)s”.")
            % {"field": setup._meta.get_field("meetings").verbose_name}
        )
    return setup.meetings


def invitation(task: Task, contact: Contact, organizer: Organizer, base_url: str) -> bytes:
    """Return what one attendee's calendar reads; it says nothing of the others."""
    entry = entry_of(task, Reader(base_url, sees_contacts=False))
    for name in ("url", "description"):  # a page for us, and our own number
        entry.pop(name, None)
    invite(entry, organizer, [(contact.name, contact.email)])
    calendar = empty_calendar("CANCEL" if task.is_canceled else "REQUEST")
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def key_of(task: Task, contact: Contact) -> UUID:
    """Return what makes one e-mail of each version of a meeting to each attendee."""
    return uuid5(NAMESPACE_URL, f"{uid_of(task)}:{task.sequence}:{contact.pk}")


@transaction.atomic
def _write(
    task: Task,
    contact: Contact,
    template: InteractionTemplate,
    organizer: Organizer,
    base_url: str,
    *,
    by: User | None,
    now: datetime,
) -> None:
    if not contact.email:
        raise NotSendable(_("no e-mail address"))
    data = invitation(task, contact, organizer, base_url)
    file = store_attachment(file=BytesIO(data), name=FILE_NAME, by=by, now=now)
    interaction = log_interaction(
        contact=contact,
        template=template,
        values={
            **({"salesperson": task.salesperson} if task.salesperson else {}),
            "description": task.description,
            "subject": subject_of(task),
            "html": "",
            "text": said_of(task),
            "letter": "",
            "attachments": [file.pk],
            "correspondence_type": CorrespondenceType.EMAIL.value,
            "campaign": task.campaign,
            "duration": task.duration or 0,
        },
        submission=key_of(task, contact),
        by=by,
        now=now,
    )
    queue_interaction(interaction, by=by, now=now)


def subject_of(task: Task) -> str:
    text = _("Cancelled: %(meeting)s") if task.is_canceled else _("Invitation: %(meeting)s")
    return text % {"meeting": task.description}


def said_of(task: Task) -> str:
    """Return the text beside the file, for whose mail program does not read it."""
    day = date_format(task.due_on)
    lines = [
        task.description,
        f"{day}, {time_format(task.starts_at)}" if task.starts_at else day,
        task.location,
    ]
    if task.is_canceled:
        lines.insert(0, _("This meeting does not take place:"))
    return "\n".join(line for line in lines if line)
