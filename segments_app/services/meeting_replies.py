"""What attendees answer to invitations: noted with the meeting when their e-mail is logged."""

import re
from datetime import datetime

from django.db.models import Q

from interactions.models import Interaction
from interactions.services.incoming_replies import Reply
from segments_app.models import MeetingAnswer, Task

from .calendars import uid_of

UID = re.compile(r"task-(\d{1,18})-\d{8}T\d{12}@segments")


def note_reply(reply: Reply, interaction: Interaction, answered_at: datetime) -> None:
    """Note what the contact of an interaction answers; the latest word on a version counts.

    An answer to somebody else's appointment, or of who does not take part, is an e-mail only.
    """
    found = UID.fullmatch(reply.uid)
    task = Task.objects.filter(pk=int(found[1])).first() if found else None
    if task is None or uid_of(task) != reply.uid or not 0 <= reply.version <= task.sequence:
        return
    older = Q(answered_version=None) | Q(answered_version__lt=reply.version)
    same = Q(answered_version=reply.version, answered_at__lte=answered_at)
    task.attendees.filter(older | same, contact=interaction.contact_id).update(
        answer=MeetingAnswer[reply.answer.upper()],
        answered_at=answered_at,
        answered_version=reply.version,
    )
