"""What a form says beside the values of a contact: its mailing groups and its answers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from contacts.models import Answer, Contact, MailingGroup, Question
from segments_app.common.submissions import once

from .answers import answer_questions
from .contacts import create_contact, update_contact
from .groups import set_mailing_groups


@dataclass(frozen=True)
class Belonging:
    """What is to change: groups to join and to leave, and questions answered anew."""

    join: Collection[MailingGroup] = ()
    leave: Collection[MailingGroup] = ()
    answers: Mapping[Question, Collection[Answer]] = field(default_factory=dict)


@once(Contact)
@transaction.atomic
def create_with(
    belonging: Belonging,
    *,
    values: Mapping[str, Any],
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
    **more: Any,
) -> Contact:
    """Create a contact with its groups and answers, or nothing of it."""
    contact = create_contact(values=values, submission=submission, by=by, now=now, **more)
    change_belonging(contact, belonging, by=by, now=now)
    return contact


@transaction.atomic
def update_with(
    belonging: Belonging,
    contact: Contact,
    *,
    values: Mapping[str, Any],
    by: User | None,
    now: datetime,
    **more: Any,
) -> Contact:
    """Change a contact with its groups and answers, or nothing of it."""
    contact = update_contact(contact, values=values, by=by, now=now, **more)
    change_belonging(contact, belonging, by=by, now=now)
    return contact


def change_belonging(
    contact: Contact, belonging: Belonging, *, by: User | None, now: datetime
) -> None:
    """Join and leave groups and answer questions; what is not named stays as it is."""
    if belonging.join or belonging.leave:
        left = {group.pk for group in belonging.leave}
        present = MailingGroup.objects.filter(assignments__contact=contact)
        kept = [group for group in present if group.pk not in left]
        set_mailing_groups(contact, groups=[*kept, *belonging.join], by=by, now=now)
    if belonging.answers:
        answer_questions(contact, answers=belonging.answers, by=by, now=now)
