"""Comments on contacts."""

from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactComment
from segments_app.common.submissions import once

from .refusals import Refused


class EmptyComment(Refused):
    """A comment without a word."""


@once(ContactComment)
@transaction.atomic
def add_comment(
    contact: Contact,
    *,
    text: str,
    commented_on: date,
    submission: UUID | None = None,
    by: User | None,
    now: datetime,
) -> ContactComment:
    """Note something about the contact."""
    text = text.replace("\0", "").strip()
    if not text:
        raise EmptyComment(_("Write something first."))
    return ContactComment.objects.create(
        contact=contact,
        text=text,
        commented_on=commented_on,
        submission=submission,
        created_by=by,
        created_at=now,
    )


@transaction.atomic
def delete_comment(comment: ContactComment, *, by: User | None, now: datetime) -> None:
    """Remove a comment."""
    comment.delete()
