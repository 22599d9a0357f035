"""What one contact says, on several channels at once."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Channel, ConsentEvent, Contact

from .consent import ConsentRefused, Statement, record_consent


@transaction.atomic
def record_statement(
    contact: Contact,
    *,
    channels: Iterable[str],
    statement: Statement,
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> list[ConsentEvent]:
    """Write down what a contact has said, an event for each channel; sent twice, it is one each.

    Also when it takes an objection back: here the contact speaks for itself.
    """
    wanted = [channel for channel in Channel.values if channel in set(channels)]
    if not wanted:
        raise ConsentRefused("channels", _("Say which channels it is about."))
    return [
        record_consent(
            contact,
            channel=channel,
            statement=statement,
            submission=uuid5(submission, channel) if submission else None,
            by=by,
            now=now,
        )
        for channel in wanted
    ]
