"""Comments on contacts."""

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from contacts.models import Contact, ContactComment

from .refusals import Refused


class EmptyComment(Refused):
    """A comment without a word."""


@transaction.atomic
def add_comment(
    contact: Contact,
    *,
    text: str,
    commented_on: date,
    by: User | None,
    now: datetime,
) -> ContactComment:
    """Note something about the contact."""
    text = text.replace("\0", "").strip()
    if not text:
        raise EmptyComment(_("Write something first."))
    return ContactComment.objects.create(
        contact=contact, text=text, commented_on=commented_on, created_by=by, created_at=now
    )


@transaction.atomic
def delete_comment(comment: ContactComment, *, by: User | None, now: datetime) -> None:
    """Remove a comment."""
    comment.delete()
